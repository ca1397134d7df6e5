/** Arguments of plain JavaScript that are of another shape, such as a string where a graph is expected: one line names the argument. */
import { parameter, usageError } from './errors.js';
import { describeValue } from './schema/words.js';

/**
 * Refuses what is no object with these fields. It looks at nothing else, so that it may stand before inner loops.
 * @param name the parameter of the called function.
 * @param expected what it must be: `an architecture`.
 * @throws a usage error.
 */
export function requireFields(name: string, expected: string, value: unknown, ...fields: readonly string[]): void {
  if (typeof value === 'object' && value !== null && fields.every((field) => field in value)) return;
  throw usageError(parameter(name), { expected, got: describeValue(value), code: 'malformed' });
}

/** Refuses what is no list of numbers. It looks at no element. @throws a usage error. */
export function requireNumbers(name: string, value: unknown): void {
  requireFields(name, 'a list of numbers', value, 'length');
}

/** Refuses what is no list. @throws a usage error. */
export function requireList(name: string, expected: string, value: unknown): void {
  if (!Array.isArray(value)) throw usageError(parameter(name), { expected, got: describeValue(value), code: 'malformed' });
}

/** Refuses what is no text. @throws a usage error. */
export function requireText(name: string, value: unknown): void {
  if (typeof value !== 'string')
    throw usageError(parameter(name), { expected: 'text', got: describeValue(value), code: 'malformed' });
}
