/** The payload unpacked for drawing: typed columns with NaN for undefined, ranks on demand. */
import { must } from '../../core/must.js';
import { countBelow, countUpTo } from '../../core/statistics/count-below.js';
import { unpackText } from '../text-dictionary.js';
import type { Payload, PayloadColumn } from '../payload.js';

export interface Column extends Omit<PayloadColumn, 'values'> {
  /** NaN where undefined. */
  readonly values: Float64Array;
  /** 1 is the best (the largest, or the smallest where lower is better), ties share the mean; NaN where undefined. */
  readonly ranks: () => Float64Array;
  readonly defined: number;
}

export function unpackColumn({ values, ...rest }: PayloadColumn): Column {
  const numbers = Float64Array.from(values, (value) => value ?? NaN);
  let ranks: Float64Array | undefined;
  let defined = 0;
  for (const value of numbers) if (!Number.isNaN(value)) defined++;
  return { ...rest, values: numbers, defined, ranks: () => (ranks ??= midRanks(numbers, rest.direction)) };
}

/** Ranks from the good end; tied values share the mean of their ranks. It sorts numbers without a comparison function: tens of thousands take milliseconds. */
export function midRanks(values: Float64Array, direction: 'higher' | 'lower'): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const n = sorted.length;
  return values.map((value) => {
    if (Number.isNaN(value)) return NaN;
    const first = countBelow(sorted, value);
    const end = countUpTo(sorted, value);
    return direction === 'lower' ? (first + 1 + end) / 2 : (2 * n - first - end + 1) / 2;
  });
}

/** Indices from the worst rank to the best, equal ones in their order; those without a rank come first. */
export function worstFirst(ranks: Float64Array): Uint32Array {
  const n = ranks.length;
  const keys = ranks.map((rank, i) => (Number.isNaN(rank) ? i : (2 * n + 1 - 2 * rank) * n + i)).sort();
  return Uint32Array.from(keys, (key) => key % n);
}

export function architectureText({ archs }: Payload, index: number): string {
  return unpackText(must(archs.texts[index], 'the text of a point'), archs.words);
}
