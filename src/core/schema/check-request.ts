/**
 * Requests of callers, who may write plain JavaScript: every field must be known and of its kind before any work begins. One declaration for each request,
 * which the compiler checks against its interface.
 */
import * as v from 'valibot';
import { listNames } from '../list-names.js';
import { parameter, quote, usageError, type AssayError, type ErrorCode } from '../errors.js';
import { suggest } from '../suggest.js';
import { describeValue, expectedOf, pathOf, type Issue } from './words.js';

type Optional<R> = { [K in keyof R]-?: Record<never, never> extends Pick<R, K> ? K : never }[keyof R];

/** The schemas of the fields that a request must have. */
type RequiredFields<R> = { readonly [K in Exclude<keyof R, Optional<R>>]: v.GenericSchema<unknown, R[K]> };
/** The schemas of the fields that it may have. */
export type OptionalFields<R> = { readonly [K in Optional<R>]: v.GenericSchema<unknown, Exclude<R[K], undefined>> };

type RequestSchema<R> = v.GenericSchema<unknown, R> & { readonly entries: { readonly [field: string]: unknown } };

/** The schema of a request: exactly the fields of `R`. */
export function requestSchema<R>(required: RequiredFields<R>, optional: OptionalFields<R>): RequestSchema<R> {
  const left = Object.entries<v.GenericSchema>(optional as never).map(([name, schema]) => [name, v.optional(schema)] as const);
  return v.strictObject({ ...required, ...Object.fromEntries(left) }) as unknown as RequestSchema<R>;
}

interface Elsewhere {
  readonly names: readonly string[];
  /** `assay/node` */
  readonly entry: string;
}

/**
 * Refuses invalid requests: an unknown field (with the nearest known one), a missing one, a value of another kind or out of range.
 * @param who the called function: `openSearch`.
 * @param elsewhere parameters that a function of this name in another entry of the package has, and which entry.
 * @throws a usage error with the path of the parameter.
 */
export function checkRequest<R>(
  who: string,
  schema: RequestSchema<R>,
  given: unknown,
  elsewhere?: Elsewhere,
): asserts given is R {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw usageError(who, { expected: 'an object with its parameters', got: describeValue(given), code: 'malformed' });
  const { issues } = v.safeParse(schema, given);
  if (issues === undefined) return;
  const unknown = issues.find((issue) => isKey(issue) && issue.expected === 'never');
  throw unknown === undefined
    ? errorOf(who, issues[0])
    : unknownField(who, pathOf(unknown), Object.keys(schema.entries), elsewhere);
}

/** The same for one value that is not an object: `best(count)`. */
export function checkParameter(name: string, schema: v.GenericSchema, given: unknown): void {
  const { issues } = v.safeParse(schema, given);
  if (issues !== undefined) throw errorOf(name, issues[0], name);
}

function isKey(issue: Issue): boolean {
  return issue.path?.at(-1)?.origin === 'key';
}

function unknownField(who: string, name: string, known: readonly string[], elsewhere?: Elsewhere): AssayError {
  if (elsewhere?.names.includes(name) === true)
    return usageError(parameter(name), {
      expected: `a parameter of ${who}`,
      got: quote(name),
      hint: `${who} of ${elsewhere.entry} takes it`,
      code: 'unsupported',
    });
  const near = suggest(name, known);
  return usageError(parameter(name), {
    expected: `a parameter of ${who}`,
    got: quote(name),
    hint: near === undefined ? `known: ${listNames(known, 60)}` : `did you mean "${near}"?`,
    code: 'unknown-name',
  });
}

function errorOf(who: string, issue: Issue, name = ''): AssayError {
  const path = `${name}${pathOf(issue)}`;
  if (isKey(issue)) return usageError(parameter(path), { expected: `a value for ${who}`, got: 'nothing', code: 'missing' });
  const isName = issue.type === 'picklist' && typeof issue.input === 'string';
  const near = isName
    ? suggest(issue.input as string, (issue as v.PicklistIssue & Issue).expected.match(/[\w-]+/g) ?? [])
    : undefined;
  const isNumber = typeof issue.input === 'number' && (issue.type === 'number' || issue.type === 'check');
  const code: ErrorCode = isName ? 'unknown-name' : isNumber ? 'out-of-range' : 'malformed';
  return usageError(parameter(path), {
    expected: expectedOf(issue),
    got: describeValue(issue.input),
    hint: near === undefined ? undefined : `did you mean "${near}"?`,
    code,
  });
}
