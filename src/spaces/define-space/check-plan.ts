/** Checks what the author of a space file wrote: it may be plain JavaScript. */
import { usageError } from '../../core/errors.js';
import type { Choice, Choices, ImageShape, SpaceHeader } from './types.js';

/** Throws a usage error unless `holds`, with what was got where it is given, even if that is undefined. */
export function demand(holds: boolean, where: string, expected: string, ...got: [value?: unknown]): void {
  if (!holds) throw usageError(where, { expected, got: got.length === 0 ? undefined : String(JSON.stringify(got[0]) ?? got[0]).slice(0, 60) });
}

export function demandHeader({ id, title }: SpaceHeader): string {
  demand(typeof id === 'string' && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(id), 'defineSpace', 'id to be small letters, digits and hyphens', id);
  demand(typeof title === 'string' && title !== '', `space ${id}`, 'a title', title);
  return `space ${id}`;
}

export function demandFunction(value: unknown, where: string, name: string): void {
  demand(typeof value === 'function', where, `${name} to be a function`, value ?? 'nothing');
}

export function demandInput(input: ImageShape, where: string): void {
  const isShape = Array.isArray(input) && input.length === 3 && input.every((length) => Number.isInteger(length) && length > 0);
  demand(isShape, where, 'input to be [channels, height, width]', input);
}

const isPlain = (choice: unknown): choice is Choice => ['number', 'string', 'boolean'].includes(typeof choice) && /^[\w.+-]+$/.test(String(choice));

export function demandChoices(choices: Choices, where: string): void {
  demand(typeof choices === 'object' && choices !== null && Object.keys(choices).length > 0, where, 'choices to name at least one list of values', choices);
  for (const [name, values] of Object.entries(choices)) {
    demand(/^\w+$/.test(name), where, 'choices to have names of letters, digits and _', name);
    demand(Array.isArray(values) && values.length > 0 && values.every(isPlain), where, `choices.${name} to be numbers, true, false or words`, values);
    demand(new Set(values.map(String)).size === values.length, where, `every value of choices.${name} once`, values);
  }
}
