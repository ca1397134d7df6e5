/** The payload unpacked for drawing: typed columns with NaN for undefined, ranks on demand. */
import { must } from '../../core/must.js';
import { midRanks } from '../mid-ranks.js';
import { unpackText } from '../text-dictionary.js';
import type { Payload, PayloadColumn } from '../payload.js';

export interface Column extends Omit<PayloadColumn, 'values' | 'among'> {
  /** NaN where undefined. */
  readonly values: Float64Array;
  /** 1 is the best (the largest, or the smallest where lower is better), ties share the mean; NaN where undefined. */
  readonly ranks: () => Float64Array;
  /** How many have a value and so a rank: of all, also where the plots show some. */
  readonly defined: number;
  /** How many that are shown have no value. */
  readonly missing: number;
}

export function unpackColumn({ values, among, ...rest }: PayloadColumn): Column {
  const numbers = Float64Array.from(values, (value) => value ?? NaN);
  let ranks: Float64Array | undefined = among === undefined ? undefined : Float64Array.from(among.ranks, (rank) => rank ?? NaN);
  let missing = 0;
  for (const value of numbers) if (Number.isNaN(value)) missing++;
  return {
    ...rest,
    values: numbers,
    defined: among?.defined ?? numbers.length - missing,
    missing,
    ranks: () => (ranks ??= midRanks(numbers, rest.direction)),
  };
}

/** Indices from the worst rank to the best, equal ones in their order; those without a rank come first. */
export function worstFirst(ranks: Float64Array): Uint32Array {
  const n = ranks.length;
  const worst = ranks.reduce((most, rank) => (rank > most ? rank : most), 1);
  const keys = ranks.map((rank, i) => (Number.isNaN(rank) ? i : (2 * worst + 1 - 2 * rank) * n + i)).sort();
  return Uint32Array.from(keys, (key) => key % n);
}

export function architectureText({ archs }: Payload, index: number): string {
  return unpackText(must(archs.texts[index], 'the text of a point'), archs.words);
}
