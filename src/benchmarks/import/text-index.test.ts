import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTextColumn } from './text-column.js';
import { createTextIndex } from './text-index.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('an index of texts', () => {
  it('numbers texts in order of first appearance, as a map would', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 3 }), fc.nat(3000).map(String));
    fc.assert(
      fc.property(fc.array(texts, { minLength: 600, maxLength: 700, size: 'max' }), (given) => {
        const index = createTextIndex();
        const expected = new Map<string, number>();
        for (const text of given) if (!expected.has(text)) expected.set(text, expected.size);
        expect(given.map((text) => index.add(text))).toEqual(given.map((text) => expected.get(text)));
        expect([index.size, index.take()]).toEqual([expected.size, [...expected.keys()]]);
      }),
      { numRuns: 5 },
    );
  });

  it('holds more than a piece of bytes and texts longer than one', () => {
    const index = createTextIndex();
    const texts = Array.from({ length: 5000 }, (_, i) => `${i}é`.repeat(i % 100 === 7 ? 20_000 : 10));
    for (const text of texts) index.add(text);
    expect(texts.map((text) => index.add(text))).toEqual(texts.map((_, i) => i));
    const taken = index.take();
    expect(taken.every((text, i) => text === texts[i])).toBe(true);
  });
});

describe('a column of texts', () => {
  it('returns texts after earlier ones were released', () => {
    const column = createTextColumn();
    const texts = ['', 'a', 'x'.repeat(70_000), 'b', '', 'y'.repeat(65_530), 'seven bytes', 'end'];
    for (const text of texts) column.add(bytes(text));
    expect(column.length).toBe(texts.length);
    for (const [row, text] of texts.entries()) {
      column.forget(row);
      expect(column.at(row)).toBe(text);
      expect(Buffer.compare(column.bytesAt(row), bytes(text))).toBe(0);
    }
    column.forget(texts.length);
    column.add(bytes('more'));
    expect(column.at(texts.length)).toBe('more');
  });
});
