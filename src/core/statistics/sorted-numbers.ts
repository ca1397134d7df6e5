import { countBelow, countUpTo } from './count-below.js';

/** Numbers kept in ascending order while more are added, for ranks among all of them. An insertion moves the numbers above it. */
interface SortedNumbers {
  readonly count: number;
  add(value: number): void;
  /** Mid-rank of a value among them, 1 = smallest; for one that is not among them, as if it were. */
  rankOf(value: number): number;
}

/** @throws RangeError (from `add`) on NaN. */
export function createSortedNumbers(): SortedNumbers {
  let values = new Float64Array(64);
  let count = 0;
  return {
    get count() {
      return count;
    },
    add(value) {
      if (Number.isNaN(value)) throw new RangeError('createSortedNumbers: expected numbers, got NaN');
      if (count === values.length) {
        const wider = new Float64Array(2 * count);
        wider.set(values);
        values = wider;
      }
      const place = countUpTo(values, value, count);
      values.copyWithin(place + 1, place, count);
      values[place] = value;
      count++;
    },
    rankOf(value) {
      const less = countBelow(values, value, count);
      const equal = countUpTo(values, value, count) - less;
      return less + (Math.max(1, equal) + 1) / 2;
    },
  };
}
