import { formatCount } from './format-number.js';

/** `1 row`, `2,345 rows`: a count and its word. `many` may be left out if the plural only adds an s. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
