/** Chosen values as text: `kernel=3,expand=6`, names in the order they were declared. */
import { dataError, quote } from '../../core/errors.js';
import { unknownName } from '../../core/suggest.js';
import { AssayError } from '../../core/errors.js';
import type { Choice, Choices, Chosen } from './types.js';

export function encodeChosen(chosen: Chosen, choices: Choices): string {
  return Object.keys(choices)
    .map((name) => `${name}=${String(chosen[name])}`)
    .join(',');
}

/** @throws a data error for a name or value that was not declared, or one that is missing. */
export function decodeChosen(text: string, choices: Choices, where: string): Chosen {
  const names = Object.keys(choices);
  const given = new Map<string, string>();
  for (const part of text.split(',')) {
    const at = part.indexOf('=');
    const name = part.slice(0, at).trim();
    if (at < 0) throw dataError(where, { expected: `${names.map((own) => `${own}=...`).join(',')}`, got: quote(text) });
    if (!names.includes(name)) throw asData(unknownName(where, `choice (${names.join(', ')})`, name, names));
    if (given.has(name)) throw dataError(where, { expected: `${name} once`, got: 'it twice' });
    given.set(name, part.slice(at + 1).trim());
  }
  return Object.fromEntries(
    Object.entries(choices).map(([name, values]): [string, Choice] => {
      const value = values.find((choice) => String(choice) === given.get(name));
      if (value === undefined)
        throw dataError(where, {
          expected: `${name} to be one of ${values.map(String).join(', ')}`,
          got: given.has(name) ? quote(given.get(name) as string) : 'nothing',
        });
      return [name, value];
    }),
  );
}

function asData(error: AssayError): AssayError {
  return new AssayError('data', error.message, { code: error.code });
}
