import type { ModelOptions } from './types.js';

/** How model files are read, as a text for the journal: `shape x=1,3,224,224, partial`; undefined where nothing is said of it. */
export function describeReading({ partial, outputs, shape = {}, set = {} }: ModelOptions): string | undefined {
  const inputs = (name: string, of: { readonly [input: string]: unknown }): string[] =>
    Object.keys(of)
      .toSorted()
      .map((input) => `${name} ${input}=${String(of[input])}`);
  const parts = [
    ...inputs('shape', shape),
    ...inputs('set', set),
    ...(outputs === undefined ? [] : [`outputs ${outputs.join(',')}`]),
    ...(partial === true ? ['partial'] : []),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}
