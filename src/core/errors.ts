/**
 * The two errors a user can cause, in one form: `<where>: expected <what>, got <value> (hint)`.
 * Everything else that is thrown is a bug of ours (exit code 70).
 */

/**
 * `usage` (exit code 1): the command or the call asks for what cannot be had: an unknown name, a number out of range, a combination that does not fit, a column
 * or part that an option names and the file lacks, a mistake in a space of one's own, a place that cannot be written to.
 * `data` (exit code 2): what it was given to read is wrong: missing, damaged, of no known kind, without what its kind must have, no architecture of the space.
 */
export type ErrorKind = 'usage' | 'data';

/** An error a caller may catch: `kind` says whose fault it is, `message` is one line meant for people. */
export class AssayError extends Error {
  readonly kind: ErrorKind;
  constructor(kind: ErrorKind, message: string) {
    super(message);
    this.name = 'AssayError';
    this.kind = kind;
  }
}

export interface Expectation {
  readonly expected: string;
  readonly got?: string | undefined;
  readonly hint?: string | undefined;
}

/** Characters of a part of a message: a list of thousands of names, out of a foreign file, is no message. */
const longestPart = 2000;

function shortened(part: string): string {
  return part.length <= longestPart
    ? part
    : `${part.slice(0, longestPart)}… and ${(part.length - longestPart).toLocaleString('en-US')} characters more`;
}

/** Where something is, at a length that a line can hold: the beginning and the end of a longer one. */
export function shortPlace(where: string): string {
  return where.length <= 240 ? where : `${where.slice(0, 120)}…${where.slice(-80)}`;
}

/** Formats `<where>: expected <what>, got <value> (hint)`, no part of it longer than a screen. */
export function expectationMessage(where: string, { expected, got, hint }: Expectation): string {
  const parts = [
    `${shortPlace(where)}: expected ${shortened(expected)}`,
    ...(got === undefined ? [] : [`, got ${shortened(got)}`]),
    ...(hint === undefined ? [] : [` (${shortened(hint)})`]),
  ];
  return parts.join('');
}

/** The command line or API call is wrong: unknown name, bad option, impossible combination. */
export function usageError(where: string, expectation: Expectation): AssayError {
  return new AssayError('usage', expectationMessage(where, expectation));
}

/** Something that was read is wrong: a malformed string, a truncated file, a missing column. */
export function dataError(where: string, expectation: Expectation): AssayError {
  return new AssayError('data', expectationMessage(where, expectation));
}

/** `text` in quotes, shortened so that an error stays one line. */
export function quote(text: string, limit = 60): string {
  // Cut before it is looked through: a foreign text may have gigabytes.
  const line = text.slice(0, 4 * limit + 1000).replace(/\s+/g, ' ');
  return JSON.stringify(line.length > limit ? `${line.slice(0, limit)}…` : line);
}
