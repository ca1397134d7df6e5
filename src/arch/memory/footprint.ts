/** What a network needs on a small device: flash for its weights, RAM for its activations. */
import { countCost } from '../cost.js';
import type { Architecture } from '../types.js';
import { bestOrder, type BestOrder } from './best-order.js';
import type { Device } from './devices.js';

/** Bits of one number; weights and activations have the same. */
export type NumberBits = 8 | 16 | 32;
export const numberBits: readonly NumberBits[] = [8, 16, 32];

/** Bytes of the weights: every learned number at the same width. Code and the tables of a runtime are not counted. */
export function flashBytes(architecture: Architecture, bits: NumberBits): number {
  return (countCost(architecture).params * bits) / 8;
}

/** Bytes of activations of one sample at the fullest moment of the best order of execution. What is counted: `memory-graph.ts`. */
export function peakBytes({ peak }: Pick<BestOrder, 'peak'>, bits: NumberBits): number {
  return (peak * bits) / 8;
}

/** Whether weights and activations fit a device. @param best of `architecture`, if it is already known. */
export function fitsDevice(
  architecture: Architecture,
  { flashBytes: flash, ramBytes }: Device,
  bits: NumberBits,
  best: BestOrder = bestOrder(architecture),
): boolean {
  return flashBytes(architecture, bits) <= flash && peakBytes(best, bits) <= ramBytes;
}
