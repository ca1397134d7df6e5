import { must } from '../core/must.js';
import type { ReadingValues, TapValue } from '../runtime/passes/types.js';

/** The tap of a reading that has one. */
export function firstTap(taps: readonly TapValue[]): TapValue {
  return must(taps[0], 'a tap');
}

/** The number that a reading gives for a layer. */
export function firstNumber(values: ReadingValues): number {
  return must(values[0], 'a number of the layer');
}
