/** Weights for what `assay export` writes: none, drawn, or those the model came with. */
import type { Architecture } from '../arch/types.js';
import type { Weights } from '../arch/weights.js';
import { usageError } from '../core/errors.js';
import { unknownName } from '../core/suggest.js';
import type { WriteOnnxOptions } from '../onnx/write.js';
import type { OnnxFile } from '../platform/node/onnx-file.js';
import { checkInit, createInitializer } from '../runtime/weights/index.js';
import { drawWeights } from '../runtime/weights/draw-weights.js';
import { defaultInit, initializers, keepInit } from '../runtime/weights/definitions.js';

/** Where weights come from: nowhere, the model's file, or an initialisation. */
export type WeightsChoice =
  | { readonly kind: 'none' }
  | { readonly kind: 'keep' }
  | { readonly kind: 'drawn'; readonly init: Parameters<typeof createInitializer>[0]; readonly seed: number };

const noWeights = 'none';

/** @param text the value of `--weights`; when left out, a model keeps its weights and others are drawn. @throws a usage error. */
export function weightsChoice(text: string | undefined, seed: number, hasOwn: boolean): WeightsChoice {
  if (!Number.isInteger(seed) || seed < 0)
    throw usageError('--seed', { expected: 'an integer of at least 0', got: String(seed), code: 'out-of-range' });
  if (text === noWeights) return { kind: 'none' };
  const known = [noWeights, keepInit, ...Object.keys(initializers)];
  if (text !== undefined && !known.includes(text)) throw unknownName('--weights', 'initialisation', text, known);
  const init = text === undefined ? (hasOwn ? keepInit : defaultInit) : checkInit(text);
  if (init !== keepInit) return { kind: 'drawn', init, seed };
  if (!hasOwn)
    throw usageError(`--weights ${keepInit}`, {
      expected: 'an .onnx file, which holds weights',
      got: 'an architecture without',
      code: 'missing',
    });
  return { kind: 'keep' };
}

/** Weights by node, as a PyTorch state dict wants them; undefined for none. A drawn tensor is made when it is read. */
export function weightsFor(choice: WeightsChoice, architecture: Architecture, file: OnnxFile | undefined): Weights | undefined {
  if (choice.kind === 'none') return undefined;
  if (choice.kind === 'keep') return (file as OnnxFile).weights;
  return drawWeights(architecture, createInitializer(choice.init, choice.seed));
}

/** The same for an ONNX file: tensors without values become inputs of its graph. */
export function onnxWeights(
  choice: WeightsChoice,
  architecture: Architecture,
  file: OnnxFile | undefined,
): WriteOnnxOptions['weights'] {
  return weightsFor(choice, architecture, file) ?? 'inputs';
}
