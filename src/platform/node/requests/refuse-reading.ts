/** Ways to read models, where there is none. */
import { parameter, quote, usageError } from '../../../core/errors.js';
import type { SpaceGiven } from '../../../engine/values.js';
import type { ModelOptions } from '../../../search/scoring/types.js';
import { modelFileOf } from '../user-code/user-file.js';

/** How the models of a folder are read; nothing of it says anything of a space. */
export type ModelReading = Pick<ModelOptions, 'partial' | 'outputs' | 'shape' | 'set'>;

/** How the spec of a model's space says the same. */
const inSpec = {
  partial: undefined,
  outputs: 'outputs=logits',
  shape: 'shape=image=1,3,224,224',
  set: 'set=rate=16000',
} as const;
const names = ['partial', 'outputs', 'shape', 'set'] as const;

/** @throws a usage error that names the first way that is given for a space. */
export function refuseReading(given: SpaceGiven, reading: ModelReading): void {
  const name = names.find((option) => reading[option] !== undefined);
  if (name === undefined) return;
  const isModel = typeof given === 'string' && modelFileOf(given) !== undefined;
  throw usageError(parameter(name), {
    expected: 'a folder of models, because it applies only to .onnx files',
    got: typeof given === 'string' ? quote(given) : 'a space',
    hint: isModel && inSpec[name] !== undefined ? `a model's space has it in its text: ./model.onnx:${inSpec[name]}` : undefined,
    code: 'mismatch',
  });
}
