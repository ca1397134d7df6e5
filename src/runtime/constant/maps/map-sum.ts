/** Arithmetic on sums of views without touching the maps: scaling, adding, and how large the values are. */
import { TERM_WORDS, type View } from '../kernels/types.js';
import { refineLayouts } from '../tensor/axis-layout.js';
import { lanesOf, type MapMachine } from './machine.js';
import type { MapSum, StoredMap, Term } from './types.js';

export const plainView: View = { pivot: 0, scale: 1, shift: 0, floor: -Infinity };

/** No terms: zero everywhere. */
export const zeroSum: MapSum = { terms: [], exponent: 0 };

/** An upper bound of the root mean square of a view over images and places. */
export function rootMeanSquare({ map, pivot, scale, shift, floor }: Term): number {
  const meanSquare = scale * scale * (map.meanSquare - 2 * pivot * map.mean + pivot * pivot) + 2 * scale * shift * (map.mean - pivot) + shift * shift;
  return Math.sqrt(Math.max(0, meanSquare)) + (floor === -Infinity ? 0 : Math.abs(floor));
}

/** log2 of an upper bound of the root mean square at true scale; -Infinity for zero. */
export function magnitude({ terms, exponent }: MapSum): number {
  return Math.log2(terms.reduce((sum, term) => sum + rootMeanSquare(term), 0)) + exponent;
}

/** factor * view for a positive factor (any factor where there is no floor). */
export function scaleTerm(term: Term, factor: number): Term {
  return { map: term.map, pivot: term.pivot, scale: term.scale * factor, shift: term.shift * factor, floor: term.floor === -Infinity ? -Infinity : term.floor * factor };
}

/**
 * Moves the pivot to where the view crosses zero: near it the difference to the pivot is exact,
 * so thresholds that come ever closer to the largest values (ReLU after ReLU) lose no digits.
 */
export function pivoted({ map, pivot, scale, shift, floor }: Term): Term {
  const crossing = pivot - shift / scale;
  const moved = Math.fround(crossing);
  if (!(Math.abs(moved) < 1e30)) return { map, pivot, scale, shift, floor };
  return { map, pivot: moved, scale, shift: scale * (moved - crossing), floor };
}

/** Brings the numbers of a sum near 1, so that they fit float32 whatever the true scale is. */
export function balanced(terms: readonly Term[], exponent: number): MapSum {
  const drift = Math.round(magnitude({ terms, exponent: 0 }));
  if (!Number.isFinite(drift)) return zeroSum;
  if (drift === 0) return { terms, exponent };
  const factor = 2 ** -drift;
  return { terms: terms.map((term) => scaleTerm(term, factor)), exponent: exponent + drift };
}

/** The sum of sums, weighted; terms that are linear in the same map become one. Terms below `negligible` of the largest are left out. */
export function addSums(sums: readonly { readonly sum: MapSum; readonly count: number }[], negligible: number): MapSum {
  const sizes = sums.map(({ sum, count }) => magnitude(sum) + Math.log2(count));
  const largest = Math.max(...sizes);
  if (largest === -Infinity) return zeroSum;
  const exponent = Math.round(largest);
  const terms: Term[] = [];
  sums.forEach(({ sum, count }, i) => {
    if (sizes[i] < largest + negligible) return;
    const factor = count * 2 ** (sum.exponent - exponent);
    for (const term of sum.terms) addTerm(terms, scaleTerm(term, factor));
  });
  return balanced(terms, exponent);
}

function addTerm(terms: Term[], term: Term): void {
  const at = terms.findIndex(({ map, floor }) => map === term.map && floor === -Infinity && term.floor === -Infinity);
  if (at < 0) {
    terms.push(term);
    return;
  }
  const { map, pivot, scale, shift } = terms[at];
  terms[at] = pivoted({ map, pivot, scale: scale + term.scale, shift: shift + term.shift + term.scale * (pivot - term.pivot), floor: -Infinity });
}

/** One new map that holds the sum of the terms, in their order. */
export function combineTerms(terms: readonly Term[], batch: number, machine: MapMachine): StoredMap {
  const rows = refineLayouts(terms.map(({ map }) => map.grid.rows));
  const columns = refineLayouts(terms.map(({ map }) => map.grid.columns));
  const grid = machine.gridOf(rows, columns);
  const tables = terms.map(({ map }) => [machine.entryTable(map.grid.rows, rows), machine.entryTable(map.grid.columns, columns)]);
  return machine.withScratch(terms.length * TERM_WORDS * 4, (address) =>
    machine.createMap(grid, batch, (target, moments) => {
      const { i32, f32 } = machine.kernels.memory();
      terms.forEach(({ map, pivot, scale, shift, floor }, t) => {
        const at = address / 4 + t * TERM_WORDS;
        i32.set([map.address, map.grid.columns.stored, ...tables[t]], at);
        f32.set([pivot, scale, shift, floor], at + 4);
      });
      machine.kernels.combine(grid.address, address, terms.length, target, batch, moments);
    }),
  );
}

/** Bytes of scratch for floats of every image lane. */
export function scratchBytes(floats: number, batch: number): number {
  return 4 * floats * lanesOf(batch);
}
