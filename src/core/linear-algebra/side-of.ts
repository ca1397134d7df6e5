/** The side of a square matrix that is a list of its entries. */
export function sideOf(entries: ArrayLike<unknown>): number {
  return Math.round(Math.sqrt(entries.length));
}
