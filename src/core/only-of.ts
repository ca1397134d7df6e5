/** The element of a list of one; undefined for any other list. */
export function onlyOf<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}
