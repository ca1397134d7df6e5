import { dataError, quote } from '../../core/errors.js';
import { suggest } from '../../core/suggest.js';
import { isPythonDict, isPythonList, type PythonValue } from './python-literal.js';

/**
 * The entries of a dict (or JSON object) whose keys are known texts.
 * @param known the allowed keys. @throws a data error for anything else, with the nearest known key.
 */
export function dictFields(
  value: PythonValue | undefined,
  known: readonly string[],
  where: string,
): ReadonlyMap<string, PythonValue> {
  if (value === undefined || !isPythonDict(value)) throw dataError(where, { expected: `an object with ${known.join(', ')}` });
  const fields = new Map<string, PythonValue>();
  for (const [key, entry] of value.entries) {
    if (typeof key !== 'string' || !known.includes(key)) {
      const near = suggest(String(key), known);
      throw dataError(where, {
        expected: `one of the keys ${known.join(', ')}`,
        got: quote(String(key)),
        hint: near === undefined ? undefined : `did you mean "${near}"?`,
      });
    }
    fields.set(key, entry);
  }
  return fields;
}

/** A list of `count` numbers for which `isAllowed` holds. @throws a data error otherwise. */
export function numberList(
  value: PythonValue | undefined,
  {
    name,
    count,
    expected,
    isAllowed,
  }: { name: string; count?: number | undefined; expected: string; isAllowed: (value: number) => boolean },
  where: string,
): number[] {
  const list = value !== undefined && isPythonList(value) ? value : undefined;
  if (
    list === undefined ||
    (count !== undefined && list.length !== count) ||
    !list.every((entry): entry is number => typeof entry === 'number' && isAllowed(entry))
  ) {
    const shown = list === undefined ? 'no list' : `[${list.map(String).join(', ')}]`;
    throw dataError(where, {
      expected: `${name} to be a list of ${count === undefined ? '' : `${count} `}${expected}`,
      got: shown.slice(0, 80),
    });
  }
  return [...list] as number[];
}
