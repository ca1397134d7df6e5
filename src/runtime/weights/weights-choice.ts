/** Weights for a model that is written: none, drawn, or those of the model's file. */
import type { Architecture } from '../../arch/types.js';
import type { Weights } from '../../arch/weights.js';
import { parameter, usageError } from '../../core/errors.js';
import { must } from '../../core/must.js';
import { unknownName } from '../../core/suggest.js';
import { defaultInit, initializers, keepInit } from './definitions.js';
import { drawWeights } from './draw-weights.js';
import { checkInit, createInitializer } from './index.js';

/** Where weights come from: nowhere, the model's file, or an initialisation. */
export type WeightsChoice =
  | { readonly kind: 'none' }
  | { readonly kind: 'keep' }
  | { readonly kind: 'drawn'; readonly init: Parameters<typeof createInitializer>[0]; readonly seed: number };

const noWeights = 'none';

/** @param text `none`, `keep` or an initialisation; left out, a file keeps its weights and others are drawn. @throws a usage error. */
export function weightsChoice(text: string | undefined, seed: number, isStored: boolean): WeightsChoice {
  if (!Number.isInteger(seed) || seed < 0)
    throw usageError(parameter('seed'), { expected: 'an integer of at least 0', got: String(seed), code: 'out-of-range' });
  if (text === noWeights) return { kind: 'none' };
  const known = [noWeights, keepInit, ...Object.keys(initializers)];
  if (text !== undefined && !known.includes(text)) throw unknownName(parameter('weights'), 'initialisation', text, known);
  const init = text === undefined ? (isStored ? keepInit : defaultInit) : checkInit(text);
  if (init !== keepInit) return { kind: 'drawn', init, seed };
  if (!isStored)
    throw usageError(parameter('weights', keepInit), {
      expected: 'an .onnx file, which holds weights',
      got: 'an architecture without',
      code: 'missing',
    });
  return { kind: 'keep' };
}

/** Weights by node; undefined for none. A drawn tensor is made when it is read. @param stored those of the model's file. */
export function weightsFor(choice: WeightsChoice, architecture: Architecture, stored: Weights | undefined): Weights | undefined {
  if (choice.kind === 'none') return undefined;
  if (choice.kind === 'keep') return must(stored, 'the weights of the file');
  return drawWeights(architecture, createInitializer(choice.init, choice.seed));
}
