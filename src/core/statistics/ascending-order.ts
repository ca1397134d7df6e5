/**
 * The order that sorts numbers: a stable least-significant-digit radix sort of the doubles' bits, eleven at a time,
 * linear in n and free of comparison callbacks. Digits on which all values agree are skipped.
 */

/** Six digits: bits 0-10, 11-21 and 22-31 of the low word, then of the high word. */
const digitShifts = [0, 11, 22, 0, 11, 22];
const digitMask = 2047;

/** Numbers in the order reached so far: the two halves of their sortable bits, and their original places. */
interface Keys {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  readonly index: Uint32Array;
}

/**
 * Indices of `values` from the smallest to the largest; equal values (0 and -0 are equal) keep the order they have in `start`,
 * which is 0, 1, 2, ... when left out. Sorting by y and then, from that order, by x sorts by (x, y).
 * @throws RangeError on NaN: the caller leaves undefined values out, or gives them a rank.
 */
export function ascendingOrder(values: ArrayLike<number>, start?: Uint32Array): Uint32Array {
  const n = values.length;
  let keys = sortableKeys(values, start);
  let sorted = emptyKeys(n);
  const places = new Uint32Array(digitMask + 1);
  for (let digit = 0; digit < digitShifts.length; digit++) {
    const words = digit < 3 ? keys.low : keys.high;
    const shift = digitShifts[digit];
    places.fill(0);
    for (let i = 0; i < n; i++) places[(words[i] >>> shift) & digitMask]++;
    if (n === 0 || places[(words[0] >>> shift) & digitMask] === n) continue;
    for (let d = 0, place = 0; d <= digitMask; d++) {
      const count = places[d];
      places[d] = place;
      place += count;
    }
    for (let i = 0; i < n; i++) {
      const place = places[(words[i] >>> shift) & digitMask]++;
      sorted.low[place] = keys.low[i];
      sorted.high[place] = keys.high[i];
      sorted.index[place] = keys.index[i];
    }
    [keys, sorted] = [sorted, keys];
  }
  return keys.index;
}

function emptyKeys(n: number): Keys {
  return { low: new Uint32Array(n), high: new Uint32Array(n), index: new Uint32Array(n) };
}

/** Doubles as unsigned 64-bit numbers of the same order: a set sign flips every bit, a clear one only itself. */
function sortableKeys(values: ArrayLike<number>, start: Uint32Array | undefined): Keys {
  const keys = emptyKeys(values.length);
  const double = new Float64Array(1);
  const words = new Uint32Array(double.buffer);
  for (let i = 0; i < values.length; i++) {
    const index = start === undefined ? i : start[i];
    const value = values[index];
    if (Number.isNaN(value)) throw new RangeError(`ascendingOrder: expected numbers, got NaN at ${index}`);
    double[0] = value + 0;
    const negative = words[1] >>> 31 === 1;
    keys.low[i] = negative ? ~words[0] : words[0];
    keys.high[i] = negative ? ~words[1] : words[1] | 0x80000000;
    keys.index[i] = index;
  }
  return keys;
}
