/**
 * Shortens many strings that repeat the same words: each frequent word becomes one character that occurs in none of them.
 * `|nor_conv_3x3~0|+|...` shrinks to about a third.
 */
import type { Column } from '../core/column.js';
import { must } from '../core/must.js';

export interface PackedTexts {
  /** The character that stands for each word, and the word. */
  readonly words: readonly (readonly [code: string, word: string])[];
  readonly texts: readonly string[];
}

/** Characters that JSON and HTML leave as they are. */
const printable = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).filter((c) => !'"\\<>&\''.includes(c));

/** A letter, a digit or the underscore. */
const isWordCode = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
const shortest = 3;

/** Calls back with the ends of every word, in order. A loop: a pattern takes several times as long for tens of thousands of texts. */
function eachWord(text: string, found: (start: number, end: number) => void): void {
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    const code = at === text.length ? 0 : text.charCodeAt(at);
    if (isWordCode(code)) continue;
    if (at - start >= shortest) found(start, at);
    start = at + 1;
  }
}

export function packTexts(texts: Column<string>): PackedTexts {
  const used = new Uint8Array(128);
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code < 128) used[code] = 1;
    }
    eachWord(text, (start, end) => {
      const word = text.slice(start, end);
      counts.set(word, (counts.get(word) ?? 0) + 1);
    });
  }
  const saving = ([word, count]: readonly [string, number]): number => (word.length - 1) * count;
  const frequent = [...counts]
    .filter(([, count]) => count > 1)
    .toSorted((a, b) => saving(b) - saving(a) || (a[0] < b[0] ? -1 : 1));
  const free = printable.filter((character) => used[character.charCodeAt(0)] === 0);
  const words = frequent.slice(0, free.length).map(([word], i) => [must(free[i], 'a free character'), word] as const);
  const codes = new Map(words.map(([code, word]) => [word, code]));
  const packed = (text: string): string => {
    // Joined, not added: a sum would hold its parts, and with them the text, until it is read.
    const short: string[] = [];
    let rest = 0;
    eachWord(text, (start, end) => {
      const code = codes.get(text.slice(start, end));
      if (code === undefined) return;
      short.push(text.slice(rest, start), code);
      rest = end;
    });
    short.push(text.slice(rest));
    return short.join('');
  };
  return { words, texts: Array.from(texts, packed) };
}

/** The inverse of `packTexts` for one text. */
export function unpackText(text: string, words: PackedTexts['words']): string {
  const byCode = new Map(words);
  return Array.from(text, (character) => byCode.get(character) ?? character).join('');
}
