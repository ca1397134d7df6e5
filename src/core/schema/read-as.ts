/** Reads untrusted values through a valibot schema, with errors of Assay: one line, subject first. */
import * as v from 'valibot';
import { dataError, quote } from '../errors.js';
import { describeValue, expectedOf, pathOf } from './words.js';

/** `value` in the schema's type, with exactly the schema's keys. @throws a data error about the first value that does not fit. */
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
  const what = expectedOf(issue);
  throw dataError(where, { expected: path === '' ? what : `${path} to be ${what}`, got: describeValue(issue.input) });
}
