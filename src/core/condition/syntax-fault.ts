import { AssayError, expectationMessage } from '../errors.js';

/** Makes the error for what stands at a character (from 0), saying what was expected there. */
export type SyntaxFault = (at: number, expected: string, hint?: string) => AssayError;

/**
 * `<where>: expected <what> at character 12, got "adn"`, then the condition on a line of its own and a caret under the character:
 * the one kind of error that takes more than a line.
 */
export function createSyntaxFault(where: string, text: string): SyntaxFault {
  return (at, expected, hint) => {
    const found = /^(?:\w+(?:\.\w+)*|\S)/.exec(text.slice(at))?.[0];
    const message = expectationMessage(where, {
      expected: `${expected} at character ${at + 1}`,
      got: found === undefined ? 'the end' : JSON.stringify(found),
      hint,
    });
    const line = text.replace(/\s/g, ' ');
    return new AssayError('usage', line.trim() === '' ? message : `${message}\n  ${line}\n  ${' '.repeat(at)}^`);
  };
}
