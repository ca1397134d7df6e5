/**
 * Shortens many strings that repeat the same words: each frequent word becomes one character that occurs in none of them.
 * `|nor_conv_3x3~0|+|...` shrinks to about a third.
 */
import { must } from '../core/must.js';

export interface PackedTexts {
  /** The character that stands for each word, and the word. */
  readonly words: readonly (readonly [code: string, word: string])[];
  readonly texts: readonly string[];
}

/** Characters that JSON and HTML leave as they are. */
const printable = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).filter((c) => !'"\\<>&\''.includes(c));

export function packTexts(texts: readonly string[]): PackedTexts {
  const used = new Set<string>();
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const character of text) used.add(character);
    for (const [word] of text.matchAll(/\w{3,}/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const saving = ([word, count]: readonly [string, number]): number => (word.length - 1) * count;
  const frequent = [...counts]
    .filter(([, count]) => count > 1)
    .toSorted((a, b) => saving(b) - saving(a) || (a[0] < b[0] ? -1 : 1));
  const free = printable.filter((character) => !used.has(character));
  const words = frequent.slice(0, free.length).map(([word], i) => [must(free[i], 'a free character'), word] as const);
  const codes = new Map(words.map(([code, word]) => [word, code]));
  return { words, texts: texts.map((text) => text.replace(/\w{3,}/g, (word) => codes.get(word) ?? word)) };
}

/** The inverse of `packTexts` for one text. */
export function unpackText(text: string, words: PackedTexts['words']): string {
  const byCode = new Map(words);
  return Array.from(text, (character) => byCode.get(character) ?? character).join('');
}
