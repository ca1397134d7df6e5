/** Checks the plan of a space file, which may be plain JavaScript. */
import { ownValue } from '../../core/own-value.js';
import { usageError } from '../../core/errors.js';
import type { OptionSpecs } from '../../core/options.js';
import { unknownName } from '../../core/suggest.js';
import type { SpaceProperties } from '../types.js';
import type { Choice, Choices, ImageShape, SpaceHeader } from './types.js';

/** Throws a usage error unless `holds`; its message shows `got` if that argument is given, even if it is undefined. */
export function requireThat(holds: boolean, where: string, expected: string, ...got: [value?: unknown]): void {
  if (!holds)
    throw usageError(where, {
      expected,
      got: got.length === 0 ? undefined : String(JSON.stringify(got[0]) ?? got[0]).slice(0, 60),
      code: 'user-code',
    });
}

/** @throws a usage error, with the nearest name, for a field that is not one of `known`. */
export function requireKnownFields(value: object, known: readonly string[], where: string): void {
  for (const name of Object.keys(value))
    if (!known.includes(name)) throw unknownName(where, `field (${known.join(', ')})`, name, known);
}

/** The start of errors: the space's id, if there is one. */
export function whereOf({ id }: { readonly id?: unknown }): string {
  return typeof id === 'string' ? `space ${id}` : 'defineSpace';
}

/** Checks the fields of every space. @returns the start of its errors. */
export function requireHeader({ id, title, paper, options, properties }: SpaceHeader): string {
  requireThat(
    typeof id === 'string' && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(id),
    'defineSpace',
    'id to be small letters, digits and hyphens',
    id,
  );
  const where = `space ${id}`;
  requireThat(typeof title === 'string' && title !== '', where, 'a title', title);
  if (paper !== undefined) requireThat(typeof paper === 'string', where, 'paper to be a string', paper);
  if (options !== undefined) requireOptions(options, where);
  if (properties !== undefined) requireProperties(properties, where);
  return where;
}

/** The same for a plan, which holds only the fields of its type: `own` and the fields of every space. */
export function requirePlanHeader(header: SpaceHeader, own: readonly string[]): string {
  requireKnownFields(header, ['id', 'title', 'paper', 'options', 'properties', ...own], whereOf(header));
  return requireHeader(header);
}

const optionDefaults: { readonly [kind: string]: (value: unknown, choices: unknown) => boolean } = {
  integer: (value) => value === undefined || Number.isInteger(value),
  number: (value) => value === undefined || typeof value === 'number',
  choice: (value, choices) => Array.isArray(choices) && choices.includes(value),
  boolean: (value) => typeof value === 'boolean',
};

function requireOptions(options: OptionSpecs, where: string): void {
  requireThat(
    typeof options === 'object' && options !== null && !Array.isArray(options),
    where,
    'options to be an object, {} for none',
    options,
  );
  for (const [name, spec] of Object.entries<
    Partial<{ readonly kind: unknown; readonly default: unknown; readonly choices: unknown; readonly help: unknown }>
  >(options)) {
    const own = `${where}: option ${name}`;
    requireThat(typeof spec === 'object' && spec !== null, own, 'an object with kind, default and help', spec);
    const kind = String(spec.kind);
    const isDefault = ownValue(optionDefaults, kind);
    if (isDefault === undefined)
      throw unknownName(own, `kind (${Object.keys(optionDefaults).join(', ')})`, kind, Object.keys(optionDefaults));
    requireThat(
      isDefault(spec.default, spec.choices),
      own,
      kind === 'choice' ? 'choices that list its default' : `a default of its kind, ${kind}`,
      spec.default,
    );
    requireThat(typeof spec.help === 'string', own, 'a help text', spec.help);
  }
}

/** What scores may read about a space. */
export function requireProperties(properties: SpaceProperties, where: string): void {
  const own = `${where}: properties`;
  const isObject = typeof properties === 'object' && properties !== null && !Array.isArray(properties);
  requireThat(isObject, own, "an object such as { wiring: 'fixed' }", properties);
  requireKnownFields(properties, ['constantWeights', 'wiring', 'auxiliaryHead'], own);
  const { constantWeights: constants, wiring, auxiliaryHead: head } = properties;
  requireThat(wiring === undefined || wiring === 'fixed', own, "wiring to be 'fixed', or left out", wiring);
  requireThat(head === undefined || head === 'recorded', own, "auxiliaryHead to be 'recorded', or left out", head);
  const isPair = Array.isArray(constants) && constants.length === 2 && constants.every(Number.isFinite);
  requireThat(constants === undefined || isPair, own, 'constantWeights to be two numbers, or left out', constants);
}

export function requireFunction(value: unknown, where: string, name: string): void {
  requireThat(value !== undefined, where, `${name}, a function`);
  requireThat(typeof value === 'function', where, `${name} to be a function`, value);
}

export function requireInput(input: ImageShape, where: string): void {
  const isShape = Array.isArray(input) && input.length === 3 && input.every((length) => Number.isInteger(length) && length > 0);
  requireThat(isShape, where, 'input to be [channels, height, width]', input);
}

const isPlain = (choice: unknown): choice is Choice =>
  ['number', 'string', 'boolean'].includes(typeof choice) && /^[\w.+-]+$/.test(String(choice));

export function requireChoices(choices: Choices, where: string): void {
  requireThat(
    typeof choices === 'object' && choices !== null && Object.keys(choices).length > 0,
    where,
    'choices to name at least one list of values',
    choices,
  );
  for (const [name, values] of Object.entries(choices)) {
    requireThat(/^\w+$/.test(name), where, 'choices to have names of letters, digits and _', name);
    requireThat(
      Array.isArray(values) && values.length > 0 && values.every(isPlain),
      where,
      `choices.${name} to be numbers, true, false or words`,
      values,
    );
    requireThat(new Set(values.map(String)).size === values.length, where, `every value of choices.${name} once`, values);
  }
}
