/** Operators of ai.onnx.ml that prepare numbers for a network; those that decode are tails. */
import { formatDims } from '../dims.js';
import { nodeInput, required, type Handler, type HandlerFamily } from '../handler.js';
import type { KnownValue } from '../values.js';
import { normalizationOps } from './normalization.js';
import { concatenated } from './shape.js';

/** (x - offset) times scale, one of each for all features, or one for every feature. */
const scaler: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const x = nodeInput(call, inputs, 0, translation);
  const features = x.shape.at(-1);
  const numbers = (name: string, none: number): KnownValue => {
    const data = call.floats(name) ?? [none];
    if (data.length !== 1 && data.length !== features)
      throw call.fault(`an ${name} for each feature`, `${data.length} for ${formatDims(x.shape)}`);
    return { kind: 'known', shape: [data.length], data, isFloat: true };
  };
  const shifted = draft.emit('sub', [x, draft.asNode(numbers('offset', 0))], {}, { part: 'shifted' });
  return draft.emit('mul', [shifted, draft.asNode(numbers('scale', 1))], {});
};

const normalizer: Handler = (call, inputs, translation) => {
  const norm = call.text('norm') ?? 'MAX';
  const p = norm === 'L1' ? 1 : norm === 'L2' ? 2 : undefined;
  const lpNormalization = normalizationOps['LpNormalization'];
  if (p === undefined || lpNormalization === undefined) throw call.fault('a norm L1 or L2', norm);
  return lpNormalization({ ...call, int: (name) => (name === 'p' ? p : name === 'axis' ? -1 : undefined) }, inputs, translation);
};

export const machineLearningOps: HandlerFamily = {
  Scaler: scaler,
  Normalizer: normalizer,
  /** Nothing that a score feeds is missing. */
  Imputer: (call, inputs) => required(call, inputs, 0),
  FeatureVectorizer: (call, inputs, translation) =>
    concatenated(
      { ...call, int: () => -1 },
      inputs.flatMap((value) => value ?? []),
      translation,
    ),
};
