/** Arithmetic on sums of views without touching the maps: scaling, adding, and how large the values are. */
import { greatest } from '../../../core/greatest.js';
import { TERM_WORDS, type View } from '../kernels/types.js';
import { refineLayouts } from '../tensor/axis-layout.js';
import { lanesOf, mapBytes, type MapContext } from './machine.js';
import type { MapSum, StoredMap, Term } from './types.js';

export const plainView: View = { pivot: 0, scale: 1, shift: 0, floor: -Infinity };

export const zeroSum: MapSum = { terms: [], exponent: 0 };

/** The sum that consists of one map, unchanged. */
export function wholeMap(map: StoredMap, exponent: number): MapSum {
  return { terms: [{ map, pivot: 0, scale: 1, shift: 0, floor: -Infinity }], exponent };
}

/** An upper bound of the root mean square of a view over images and places; exact where there is no floor. */
function rootMeanSquare({ map, pivot, scale, shift, floor }: Term): number {
  const meanSquare =
    scale * scale * (map.meanSquare - 2 * pivot * map.mean + pivot * pivot) +
    2 * scale * shift * (map.mean - pivot) +
    shift * shift;
  return Math.sqrt(Math.max(0, meanSquare)) + (floor === -Infinity ? 0 : Math.abs(floor));
}

/** log2 of an upper bound of the root mean square at true scale; -Infinity for zero. */
export function magnitude({ terms, exponent }: MapSum): number {
  let total = 0;
  for (const term of terms) total += rootMeanSquare(term);
  return Math.log2(total) + exponent;
}

/** factor * view for a positive factor (any factor where there is no floor). */
export function scaleTerm({ map, pivot, scale, shift, floor }: Term, factor: number): Term {
  return { map, pivot, scale: scale * factor, shift: shift * factor, floor: floor === -Infinity ? -Infinity : floor * factor };
}

/**
 * Moves the pivot to where the view crosses zero: near it the difference to the pivot is exact,
 * so thresholds that come ever closer to the largest values (ReLU after ReLU) lose no digits.
 */
export function pivoted(map: StoredMap, pivot: number, scale: number, shift: number, floor: number): Term {
  const crossing = pivot - shift / scale;
  const moved = Math.fround(crossing);
  if (!(Math.abs(moved) < 1e30)) return { map, pivot, scale, shift, floor };
  return { map, pivot: moved, scale, shift: scale * (moved - crossing), floor };
}

/** Brings the numbers of a sum near 1, so that they fit float32 at any true scale. */
export function balanced(terms: readonly Term[], exponent: number): MapSum {
  let total = 0;
  for (const term of terms) total += rootMeanSquare(term);
  const drift = Math.round(Math.log2(total));
  if (!Number.isFinite(drift)) return zeroSum;
  if (drift === 0) return { terms, exponent };
  const factor = 2 ** -drift;
  return { terms: terms.map((term) => scaleTerm(term, factor)), exponent: exponent + drift };
}

/** The sum of sums, each times its count, by default 1; terms that are linear in the same map become one. */
export function addSums(sums: readonly MapSum[], counts: readonly number[] | undefined, negligible: number): MapSum {
  const sizes = new Array<number>(sums.length);
  for (let i = 0; i < sizes.length; i++) sizes[i] = magnitude(sums[i]) + (counts === undefined ? 0 : Math.log2(counts[i]));
  const largest = greatest(sizes);
  if (largest === -Infinity) return zeroSum;
  const exponent = Math.round(largest);
  const terms: Term[] = [];
  for (let i = 0; i < sums.length; i++) {
    // Bounds may be too large: only terms that cannot matter in float32 in any case are left out here.
    if (sizes[i] < largest + 3 * negligible) continue;
    const factor = (counts === undefined ? 1 : counts[i]) * 2 ** (sums[i].exponent - exponent);
    for (const term of sums[i].terms) addTerm(terms, factor === 1 ? term : scaleTerm(term, factor));
  }
  return balanced(terms, exponent);
}

function addTerm(terms: Term[], term: Term): void {
  const at = placeOfLinear(terms, term);
  if (at < 0) {
    terms.push(term);
    return;
  }
  const { map, pivot, scale, shift } = terms[at];
  terms[at] = pivoted(map, pivot, scale + term.scale, shift + term.shift + term.scale * (pivot - term.pivot), -Infinity);
}

/** The place of a term that is linear in the same map; -1: there is none, or this one is not linear. */
function placeOfLinear(terms: readonly Term[], { map, floor }: Term): number {
  if (floor === -Infinity)
    for (let at = 0; at < terms.length; at++) if (terms[at].map === map && terms[at].floor === -Infinity) return at;
  return -1;
}

/** One new map that holds the sum of the terms, in their order. */
export function combineTerms(terms: readonly Term[], { machine, batch, moments }: MapContext): StoredMap {
  const rows = refineLayouts(terms.map(({ map }) => map.grid.rows));
  const columns = refineLayouts(terms.map(({ map }) => map.grid.columns));
  const grid = machine.gridOf(rows, columns);
  const address = machine.allocate(mapBytes(grid, batch));
  const descriptorBytes = terms.length * TERM_WORDS * 4;
  const descriptors = machine.allocate(descriptorBytes);
  for (let t = 0; t < terms.length; t++) {
    const { map, pivot, scale, shift, floor } = terms[t];
    const rowTable = machine.entryTable(map.grid.rows, rows);
    const columnTable = machine.entryTable(map.grid.columns, columns);
    const { i32, f32 } = machine.kernels.memory();
    const at = descriptors / 4 + t * TERM_WORDS;
    i32[at] = map.address;
    i32[at + 1] = map.grid.columns.stored;
    i32[at + 2] = rowTable;
    i32[at + 3] = columnTable;
    f32[at + 4] = pivot;
    f32[at + 5] = scale;
    f32[at + 6] = shift;
    f32[at + 7] = floor;
  }
  machine.kernels.combine(grid.address, descriptors, terms.length, address, batch, moments);
  machine.free(descriptors, descriptorBytes);
  return machine.claimMap(grid, batch, address, moments);
}

/** Bytes of scratch for floats of every image lane. */
export function scratchBytes(floats: number, batch: number): number {
  return 4 * floats * lanesOf(batch);
}
