/** A valibot issue in the words of Assay's errors: where the value is, what was expected, what was found. */
import type { BaseIssue } from 'valibot';
import { quote } from '../errors.js';

export type Issue = BaseIssue<unknown>;

const words: { readonly [type: string]: (issue: Issue) => string } = {
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
  check: ({ message }) => message,
  custom: ({ message }) => message,
  picklist: (issue) => (issue.expected ?? '').replace(/[()]/g, '').replaceAll(' | ', ' or '),
};

/** What the schema expected of a value: `an integer`. */
export function expectedOf(issue: Issue): string {
  return words[issue.type]?.(issue) ?? issue.expected ?? issue.message;
}

/** The path in the given value: `attrs.kernel[0]`. */
export function pathOf(issue: Issue): string {
  return (issue.path ?? [])
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

/** Any value in a few characters, on one line. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return value.length > 8 ? `a list of ${value.length}` : `[${value.map(describeValue).join(', ')}]`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
