/**
 * Options as data: one declaration gives the defaults, the check, the type and the help text.
 * Spaces, proxies, searchers and combinations are all written `id:key=value:key=value`.
 */
import { quote, usageError } from './errors.js';
import { listNames } from './list-names.js';
import { suggest, unknownName } from './suggest.js';

/** One option of a spec: its type, default and meaning. */
export type OptionSpec =
  /** A default of `undefined`: the reader of the option chooses, as its help says. */
  | {
      readonly kind: 'integer' | 'number';
      readonly default: number | undefined;
      readonly min?: number;
      readonly max?: number;
      readonly help: string;
    }
  | { readonly kind: 'choice'; readonly default: string; readonly choices: readonly string[]; readonly help: string }
  | { readonly kind: 'boolean'; readonly default: boolean; readonly help: string };

/** The options that a spec takes, by name. */
export type OptionSpecs = { readonly [name: string]: OptionSpec };

/** The values of an option declaration: numbers for `integer` and `number`, the union of its choices for `choice`. */
export type OptionValues<S extends OptionSpecs> = {
  readonly [K in keyof S]: S[K] extends { kind: 'integer' | 'number' }
    ? S[K]['default'] extends number
      ? number
      : number | undefined
    : S[K] extends { kind: 'boolean' }
      ? boolean
      : S[K] extends { choices: readonly (infer C)[] }
        ? C
        : never;
};

/** `id:key=value:key=value` in parts, with values as text. */
interface Spec {
  /** The text as given: the key under which results are reported. */
  readonly text: string;
  readonly id: string;
  readonly options: { readonly [name: string]: string };
}

/** Splits `id:key=value:key=value`; throws a usage error for an empty id, a part without `=`, or a key given twice. */
export function parseSpec(text: string, what: string): Spec {
  const [id = '', ...parts] = text.split(':');
  if (id.trim() === '') throw usageError(what, { expected: `an id such as "id:key=value"`, got: quote(text), code: 'malformed' });
  const options = new Map<string, string>();
  for (const part of parts) {
    const at = part.indexOf('=');
    if (at <= 0)
      throw usageError(`${what} ${quote(text)}`, {
        expected: 'options written key=value after colons',
        got: quote(part),
        code: 'malformed',
      });
    const key = part.slice(0, at);
    if (options.has(key))
      throw usageError(`${what} ${quote(text)}`, { expected: `option "${key}" once`, got: 'it twice', code: 'malformed' });
    options.set(key, part.slice(at + 1));
  }
  return { text, id, options: Object.fromEntries(options) };
}

function readValue(where: string, name: string, spec: OptionSpec, text: string): number | string | boolean {
  switch (spec.kind) {
    case 'integer':
    case 'number': {
      const value = text.trim() === '' ? NaN : Number(text);
      const low = spec.min ?? -Infinity;
      const high = spec.max ?? Infinity;
      if (!Number.isFinite(value) || (spec.kind === 'integer' && !Number.isSafeInteger(value)) || value < low || value > high) {
        const range = spec.max !== undefined ? ` from ${low} to ${high}` : spec.min !== undefined ? ` of at least ${low}` : '';
        throw usageError(where, {
          expected: `${name} to be ${spec.kind === 'integer' ? 'an integer' : 'a number'}${range}`,
          got: quote(text),
          code: 'out-of-range',
        });
      }
      return value;
    }
    case 'choice':
      if (!spec.choices.includes(text)) {
        const near = suggest(text, spec.choices);
        throw usageError(where, {
          code: 'unknown-name',
          expected: `${name} to be ${listNames(spec.choices, 60)}`,
          got: quote(text),
          hint: near === undefined ? undefined : `did you mean "${near}"?`,
        });
      }
      return text;
    case 'boolean':
      if (text !== 'true' && text !== 'false')
        throw usageError(where, { expected: `${name} to be true or false`, got: quote(text), code: 'malformed' });
      return text === 'true';
    default:
      return spec satisfies never;
  }
}

/** Checks given option texts against their declaration and fills in the defaults. */
export function resolveOptions<S extends OptionSpecs>(
  where: string,
  specs: S,
  given: { readonly [name: string]: string },
): OptionValues<S> {
  const values: Record<string, number | string | boolean | undefined> = {};
  for (const [name, spec] of Object.entries(specs)) values[name] = spec.default;
  for (const [name, text] of Object.entries(given)) {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (spec === undefined && Object.keys(specs).length === 0)
      throw usageError(where, { expected: 'no options', got: quote(name), code: 'unknown-name' });
    if (spec === undefined) throw unknownName(where, 'option', name, Object.keys(specs));
    values[name] = readValue(where, name, spec, text);
  }
  return values as OptionValues<S>;
}

/** The same for options given as values by a caller: fields that are left out or undefined get their defaults. */
export function checkOptions<S extends OptionSpecs>(
  where: string,
  specs: S,
  given: { readonly [name: string]: unknown },
): OptionValues<S> {
  const texts = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]));
  return resolveOptions(where, specs, Object.fromEntries(texts));
}
