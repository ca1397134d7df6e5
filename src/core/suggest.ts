import { distance } from 'fastest-levenshtein';
import { listNames } from './list-names.js';
import { usageError, quote, type AssayError, type Place } from './errors.js';

/** Equal for words of the same letters in any order. */
function letters(name: string): string {
  return [...name].sort().join('');
}

/** The name nearest to `given`, or undefined when none is near enough to be meant. */
export function suggest(given: string, names: readonly string[]): string | undefined {
  const wanted = given.toLowerCase();
  const swapped = names.find((name) => name.length === wanted.length && letters(name.toLowerCase()) === letters(wanted));
  if (swapped !== undefined) return swapped;
  let best: string | undefined;
  // With two of three letters changed it is another word: acc is not macs.
  let bestDistance = wanted.length <= 3 ? 1 : Math.max(2, Math.floor(wanted.length / 2));
  for (const name of names) {
    // At least so many letters differ.
    if (Math.abs(name.length - wanted.length) > bestDistance) continue;
    const d = distance(wanted, name.toLowerCase());
    if (d < bestDistance || (d === bestDistance && best === undefined)) {
      best = name;
      bestDistance = d;
    }
  }
  return best;
}

/**
 * A hint for an unknown name: the nearest known one, or all. Of names in parts, such as `table.latency`, the last parts are compared, and only those
 * of the same first part are listed: the first part makes all of them alike.
 */
export function nameHint(given: string, names: readonly string[], limit?: number): string {
  const first = given.slice(0, given.indexOf('.') + 1);
  const alike = names.filter((name) => name.startsWith(first));
  const isWithin = first !== '' && alike.length > 0;
  const rest = suggest(
    given.slice(first.length),
    alike.map((name) => name.slice(first.length)),
  );
  const near = isWithin ? rest && `${first}${rest}` : suggest(given, names);
  return near === undefined ? `known: ${listNames(isWithin ? alike : names, limit)}` : `did you mean "${near}"?`;
}

/** The name that `given` misspells, or undefined: at most one letter of four differs, or the same letters are in another order. Stricter than `suggest`, for names that may be correct. */
export function slipFor(given: string, names: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(given.length / 4));
  const wanted = given.toLowerCase();
  return names.find((name) => distance(wanted, name.toLowerCase()) <= most || letters(wanted) === letters(name.toLowerCase()));
}

/**
 * `unknown <what>` with the nearest known name, or with all names when none is near.
 * @param renamed names of earlier versions, with what each is called now.
 */
export function unknownName(
  where: Place,
  what: string,
  given: string,
  names: readonly string[],
  renamed: Readonly<Record<string, string>> = {},
): AssayError {
  return usageError(where, {
    expected: `a known ${what}`,
    got: quote(given),
    code: 'unknown-name',
    hint: Object.hasOwn(renamed, given) ? `did you mean "${renamed[given]}"?` : nameHint(given, names, 60),
  });
}
