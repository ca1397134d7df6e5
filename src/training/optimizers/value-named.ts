import { must } from '../../core/must.js';

/** The value in the graph of a number that the optimizer lists. */
export function valueNamed(values: { readonly [name: string]: string }, name: string): string {
  return must(values[name], `a value of ${name}`);
}
