import { usageError, type AssayError } from '../errors.js';

/** Makes the error for what stands at a character (from 0), saying what was expected there. */
export type SyntaxFault = (at: number, expected: string, hint?: string) => AssayError;

/** `<where>: expected <what> at character 12, got "adn" (params<4e6 ▸adn macs<6e8)`: the mark stands before the character. */
export function createSyntaxFault(where: string, text: string): SyntaxFault {
  return (at, expected, hint) => {
    const found = /^(?:\w+(?:\.\w+)?|\S)/.exec(text.slice(at))?.[0];
    const pointer = text.trim() === '' ? undefined : `${text.slice(0, at)}▸${text.slice(at)}`;
    const notes = [hint, pointer].filter((note) => note !== undefined).join('; ');
    return usageError(where, {
      expected: `${expected} at character ${at + 1}`,
      got: found === undefined ? 'the end' : JSON.stringify(found),
      hint: notes === '' ? undefined : notes,
    });
  };
}
