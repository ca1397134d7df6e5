import { dataError, type AssayError, type CodedExpectation } from './errors.js';

/**
 * An error whose place only the caller knows: an operator finds that its input has too few axes, the caller names the node.
 * `expected` is the text between the place and the end of the line, such as `at least 2 axes, got (3)`.
 */
export class Mismatch extends Error {
  readonly expected: string;
  constructor(expected: string) {
    super(`expected ${expected}`);
    this.name = 'Mismatch';
    this.expected = expected;
  }
}

/** A mismatch as an error with its place; any other error, such as a bug, unchanged. */
export function placed(
  error: unknown,
  where: string,
  errorAt: (where: string, expectation: CodedExpectation) => AssayError = dataError,
): unknown {
  return error instanceof Mismatch ? errorAt(where, { expected: error.expected, code: 'mismatch' }) : error;
}
