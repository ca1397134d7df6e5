/** How many of the first `count` of ascending numbers are below a value; 0 for NaN. */
export function countBelow(sorted: Float64Array, value: number, count = sorted.length): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of them are not above it; 0 for NaN. */
export function countUpTo(sorted: Float64Array, value: number, count = sorted.length): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
