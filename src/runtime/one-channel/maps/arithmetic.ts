/** What each of the two arithmetics does with maps, and who holds them. */
import type { WindowAttrs } from '../../../arch/types.js';
import type { Arithmetic } from '../types.js';
import { combineTerms, plainView } from './map-sum.js';
import type { MapContext, MapMachine } from './machine.js';
import type { MapSum, MapValue, Slide } from './types.js';

/** An entry of an operand's distinct channels, and how many times it is in a sum. */
export type Member = readonly [entry: number, count: number];

export interface MapArithmetic {
  readonly id: Arithmetic;
  /** New maps come with their moments. */
  readonly keepsMoments: boolean;
  rectify(value: MapValue, entry: number, context: MapContext): MapSum;
  /** weight * sum over channels and window. */
  convolve(value: MapValue, channels: readonly Member[], slide: Slide, context: MapContext): MapSum;
  normalize(value: MapValue, entry: number, eps: number, scale: number, context: MapContext): MapSum;
  average(value: MapValue, entry: number, slide: Slide, countPadding: boolean, context: MapContext): MapSum;
  add(sums: readonly MapSum[], context: MapContext): MapSum;
  /** Summands whose root mean square is 2^negligible times another's may be left out uncomputed. */
  readonly negligible: number;
}

/** Holds the maps of a new value until `releaseMaps`. */
export function holdMaps(value: MapValue): void {
  for (const sum of value.sums) for (const { map } of sum.terms) map.holders++;
}

export function releaseMaps(value: MapValue, machine: MapMachine): void {
  for (const sum of value.sums) for (const { map } of sum.terms) machine.release(map);
}

/** The sum of a channel with at most one term; several are added up, once for all who read the value. */
export function singleTerm(value: MapValue, entry: number, context: MapContext): MapSum {
  const { terms, exponent } = value.sums[entry];
  if (terms.length <= 1) return value.sums[entry];
  const map = combineTerms(terms, context);
  map.holders++;
  for (const term of terms) context.machine.release(term.map);
  return (value.sums[entry] = { terms: [{ map, ...plainView }], exponent });
}

export function isPointwise({ kernel, stride, padding }: WindowAttrs): boolean {
  return kernel.every((k) => k === 1) && stride.every((s) => s === 1) && padding.every((p) => p === 0);
}
