/** The number whose value is the highest; the first of equals. @param places at least one. */
export function highest(places: Iterable<number>, values: ArrayLike<number>): number {
  let best = -1;
  for (const place of places) if (best < 0 || (values[place] ?? NaN) > (values[best] ?? NaN)) best = place;
  return best;
}
