/** `1 row`, `2,345 rows`: a count before the word it asks for. `many` is left out where an s is all it takes. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
