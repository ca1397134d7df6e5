/**
 * The order that sorts numbers: a stable least-significant-digit radix sort over the eight bytes of each double,
 * linear in n and free of comparison callbacks. Bytes on which all values agree are skipped.
 */

/**
 * Indices of `values` from the smallest to the largest; equal values (0 and -0 are equal) keep the order they have in `start`,
 * which is 0, 1, 2, ... when left out. Sorting by y and then, from that order, by x sorts by (x, y).
 * @throws RangeError on NaN: undefined values are left out, or given a rank, by whoever knows the policy.
 */
export function ascendingOrder(values: ArrayLike<number>, start?: Uint32Array): Uint32Array {
  const n = values.length;
  const bytes = sortableBytes(values);
  let order = start === undefined ? Uint32Array.from({ length: n }, (_, i) => i) : start.slice();
  let next = new Uint32Array(n);
  const counts = new Uint32Array(2048);
  for (let i = 0; i < bytes.length; i += 8) for (let b = 0; b < 8; b++) counts[b * 256 + bytes[i + b]]++;
  for (let b = 0; b < 8; b++) {
    const places = counts.subarray(b * 256, b * 256 + 256);
    if (n === 0 || places[bytes[b]] === n) continue;
    for (let digit = 0, place = 0; digit < 256; digit++) {
      const count = places[digit];
      places[digit] = place;
      place += count;
    }
    for (let i = 0; i < n; i++) {
      const index = order[i];
      next[places[bytes[index * 8 + b]]++] = index;
    }
    [order, next] = [next, order];
  }
  return order;
}

/** Doubles as bytes, least significant first, that compare like the numbers: a set sign flips every bit, a clear one only itself. */
function sortableBytes(values: ArrayLike<number>): Uint8Array {
  const doubles = new Float64Array(values.length);
  const words = new Uint32Array(doubles.buffer);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (Number.isNaN(value)) throw new RangeError(`ascendingOrder: expected numbers, got NaN at ${i}`);
    doubles[i] = value + 0;
    const high = words[2 * i + 1];
    if (high >>> 31 === 1) {
      words[2 * i] = ~words[2 * i];
      words[2 * i + 1] = ~high;
    } else {
      words[2 * i + 1] = high | 0x80000000;
    }
  }
  return new Uint8Array(doubles.buffer);
}
