/**
 * The two errors a user can cause, in one form: `<where>: expected <what>, got <value> (hint)`.
 * Every other error that is thrown is a bug in Assay (exit code 70).
 */

/**
 * `usage` (exit code 1): the command or the call cannot be carried out: an unknown name, a number out of range, a combination that does not fit, a column
 * or part that an option names and the file lacks, a mistake in a user's space, a path that cannot be written.
 * `data` (exit code 2): an input is wrong: missing, damaged, of an unknown kind, without a required part, no architecture of the space.
 */
export type ErrorKind = 'usage' | 'data';

/** Codes that identify errors for callers: stable, unlike messages. docs/errors.md has the table. */
export const errorCodes = {
  'unknown-name': 'a name that is not known: of a space, proxy, searcher, option, field, column; the message has the nearest',
  duplicate: 'a name or value twice that may come once',
  'out-of-range': 'a number outside its range, or of the wrong kind',
  missing: 'a file, folder, column, part or parameter that must be there and is not',
  malformed: 'text, bytes or a value that cannot be read: wrong syntax, another format, another type',
  damaged: 'a file that was cut off or changed: its end is missing, a checksum or a count is wrong',
  unsupported: 'what can be read, and cannot be done: an operator, a version, a searcher for a space that does not suit it',
  'limit-exceeded': 'more memory, bytes or elements than are allowed',
  mismatch: 'parts that do not fit each other: shapes, a table and a space, the settings of a resumed run',
  'no-result':
    'work that gives nothing: limits that no architecture satisfies, networks that cannot be run, a loss that is infinite',
  'no-access': 'a file or folder that may not be read or written, a full disk',
  exists: 'a run or training that is in the folder already: resume it, or choose another',
  'in-use': 'a folder that another process writes',
  closed: 'a session, plan, journal or file that has been run or closed, and is used again',
  'user-code': 'a mistake in a file or value of the caller: a space or proxy that throws or returns something else',
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** A parameter of the called function: its path (`batch`, `space`), and which part of it. The command line writes it as its option. */
export interface ParameterPlace {
  readonly parameter: string;
  readonly detail?: string;
}

/** Where a mistake is: words, or a parameter. */
export type Place = string | ParameterPlace;

/** @param detail which part of the parameter. */
export function parameter(path: string, detail?: string): ParameterPlace {
  return { parameter: path, ...(detail === undefined ? {} : { detail }) };
}

export function placeText(place: Place): string {
  if (typeof place === 'string') return place;
  return place.detail === undefined ? place.parameter : `${place.parameter} ${place.detail}`;
}

/** An error that a caller may catch: `kind` says where the mistake is, `code` what is wrong, `message` is one line for people. */
export class AssayError extends Error {
  readonly kind: ErrorKind;
  readonly code: ErrorCode;
  /** The path of the wrong parameter, with which the message then begins: `batch`, `space`. */
  readonly parameter: string | undefined;
  constructor(
    kind: ErrorKind,
    message: string,
    { code, parameter: path }: { readonly code: ErrorCode; readonly parameter?: string | undefined },
  ) {
    super(message);
    this.name = 'AssayError';
    this.kind = kind;
    this.code = code;
    this.parameter = path;
  }
}

/** The same error with its place before the message. */
export function errorWithin(where: string, { kind, code, message }: AssayError): AssayError {
  return new AssayError(kind, `${where}: ${message}`, { code });
}

export interface Expectation {
  readonly expected: string;
  readonly got?: string | undefined;
  readonly hint?: string | undefined;
}

/** The most characters in a part of a message: a list of thousands of names from a foreign file would be no message. */
const longestPart = 2000;

function shortened(part: string): string {
  return part.length <= longestPart
    ? part
    : `${part.slice(0, longestPart)}… and ${(part.length - longestPart).toLocaleString('en-US')} characters more`;
}

/** A place, short enough for a line: the beginning and the end of a longer one. */
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

/** An expectation with the code of its error. */
export type CodedExpectation = Expectation & { readonly code: ErrorCode };

/** The command line or API call is wrong: unknown name, bad option, impossible combination. */
export function usageError(where: Place, expectation: CodedExpectation): AssayError {
  return errorOf('usage', where, expectation, expectation.code);
}

/** Something that was read is wrong: a malformed string, a truncated file, a missing column. @param expectation its code is `malformed` where none is given. */
export function dataError(where: Place, expectation: Expectation & { readonly code?: ErrorCode | undefined }): AssayError {
  return errorOf('data', where, expectation, expectation.code ?? 'malformed');
}

function errorOf(kind: ErrorKind, where: Place, expectation: Expectation, code: ErrorCode): AssayError {
  return new AssayError(kind, expectationMessage(placeText(where), expectation), {
    code,
    ...(typeof where === 'string' ? {} : { parameter: where.parameter }),
  });
}

/** `text` in quotes, shortened so that an error stays one line. */
export function quote(text: string, limit = 60): string {
  // Cut before it is scanned: a foreign text may have gigabytes.
  const line = text.slice(0, 4 * limit + 1000).replace(/\s+/g, ' ');
  return JSON.stringify(line.length > limit ? `${line.slice(0, limit)}…` : line);
}
