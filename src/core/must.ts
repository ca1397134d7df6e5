/**
 * A value that is there because of what came before, such as the element at an index that was just found.
 * @param what names it, for the bug that its absence would be.
 */
export function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`expected ${what}, got nothing`);
  return value;
}
