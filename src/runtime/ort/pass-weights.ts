/**
 * The weights of a pass. A small network's are kept for the next one, which has most of them too; a large network's would be in memory twice,
 * drawn and in the model, so each is drawn where the model is written and then dropped.
 */
import type { Parameter } from '../../arch/parameters.js';
import { isGradientReading } from '../passes/losses.js';
import type { ForwardJob } from '../passes/types.js';
import { keptBytes } from '../weights/index.js';

/** A tensor, what draws it, or the number that fills it. */
type PassWeight = Float32Array | (() => Float32Array) | number;

/** @returns the weight of a parameter, in a network of so many learned numbers. */
export function passWeights({
  weights,
  readings,
}: Pick<ForwardJob, 'weights' | 'readings'>): (parameter: Parameter, learned: number) => PassWeight {
  // Gradients read weights more than once.
  const isOnce = !readings.some(isGradientReading);
  return (parameter, learned) =>
    (isOnce && 4 * learned > keptBytes / 2 ? weights.later?.(parameter) : undefined) ?? weights.values(parameter);
}
