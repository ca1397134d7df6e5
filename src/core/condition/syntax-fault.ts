import { AssayError, expectationMessage, type Place, placeText } from '../errors.js';

/** Makes the error for the text at a character (from 0), with what was expected there. */
export type SyntaxFault = (at: number, expected: string, hint?: string) => AssayError;

/** Characters of a condition that are shown around the one at fault. */
const longestLine = 160;

/**
 * `<where>: expected <what> at character 12, got "adn"`, then the condition on the next line and a caret under the character:
 * the one kind of error that takes more than a line.
 */
export function createSyntaxFault(where: Place, text: string): SyntaxFault {
  return (at, expected, hint) => {
    const found = /^(?:\w+(?:\.\w+)*|\S)/.exec(text.slice(at))?.[0];
    const message = expectationMessage(placeText(where), {
      expected: `${expected} at character ${at + 1}`,
      got: found === undefined ? 'the end' : JSON.stringify(found.length > 60 ? `${found.slice(0, 60)}…` : found),
      hint,
    });
    const about = { code: 'malformed', ...(typeof where === 'string' ? {} : { parameter: where.parameter }) } as const;
    const line = text.replace(/\s/g, ' ');
    if (line.trim() === '') return new AssayError('usage', message, about);
    const start = line.length <= longestLine ? 0 : Math.max(0, Math.min(at - longestLine / 2, line.length - longestLine));
    const before = start > 0 ? '…' : '';
    const shown = `${before}${line.slice(start, start + longestLine)}${start + longestLine < line.length ? '…' : ''}`;
    return new AssayError('usage', `${message}\n  ${shown}\n  ${' '.repeat(before.length + at - start)}^`, about);
  };
}
