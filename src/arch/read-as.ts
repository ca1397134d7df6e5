/** Untrusted values read through a valibot schema, with our errors: one line, subject first. */
import * as v from 'valibot';
import { dataError, quote } from '../core/errors.js';

type Issue = v.BaseIssue<unknown>;

const wanted: { readonly [type: string]: (issue: Issue) => string } = {
  number: () => 'a number',
  string: () => 'text',
  boolean: () => 'true or false',
  array: () => 'a list',
  strict_object: () => 'an object',
  integer: () => 'an integer',
  finite: () => 'a finite number',
  min_value: (issue) => `at least ${String(issue.requirement)}`,
  max_value: (issue) => `at most ${String(issue.requirement)}`,
  gt_value: (issue) => `more than ${String(issue.requirement)}`,
  min_length: (issue) => `at least ${String(issue.requirement)} long`,
  max_length: (issue) => `at most ${String(issue.requirement)} long`,
  non_empty: () => 'not empty',
  picklist: (issue) => (issue.expected ?? '').replace(/[()]/g, '').replaceAll(' | ', ' or '),
};

/** Any JSON value in a few characters, on one line. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return value.length > 8 ? `a list of ${value.length}` : `[${value.map(describeValue).join(', ')}]`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** `attrs.kernel[0]` */
function pathOf(issue: Issue): string {
  return (issue.path ?? [])
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

/** `value` in the schema's type, with exactly the schema's keys. @throws a data error about the first thing that does not fit. */
export function readAs<T>(schema: v.GenericSchema<unknown, T>, value: unknown, where: string): T {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = pathOf(issue);
  const key = issue.path?.at(-1);
  if (key?.origin === 'key' && issue.expected === 'never') throw dataError(where, { expected: `no ${quote(path)}` });
  if (key?.origin === 'key') {
    const stray = result.issues.find((other) => other.expected === 'never' && other.path?.length === issue.path?.length);
    throw dataError(where, {
      expected: quote(path),
      got: 'nothing',
      hint: stray && `there is an unknown ${quote(pathOf(stray))}`,
      code: 'missing',
    });
  }
  if (issue.type === 'check') throw dataError(where, { expected: issue.message });
  const what = wanted[issue.type]?.(issue) ?? issue.expected ?? issue.message;
  throw dataError(where, { expected: path === '' ? what : `${path} to be ${what}`, got: describeValue(issue.input) });
}
