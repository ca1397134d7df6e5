import { usageError, quote } from './errors.js';
import { suggest } from './suggest.js';

/** Refuses unknown fields: a misspelt name would silently do nothing. @throws a usage error that suggests the nearest field. */
export function checkFields(where: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = suggest(unknown, known);
  throw usageError(where, {
    expected: 'a known field',
    got: quote(unknown),
    code: 'unknown-name',
    hint: near === undefined ? `known: ${known.join(', ')}` : `did you mean "${near}"?`,
  });
}
