import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTextSet } from './text-set.js';

describe('a set of texts', () => {
  it('numbers distinct texts in their order and gives them back', () => {
    const set = createTextSet();
    const texts = ['', 'a', 'a b', 'a  b', '|x~0|+|x~1|', 'größer', '漢字 \ud83d\ude00', '\ud83d', 'z'.repeat(1000), 'a', ''];
    expect(texts.map((text) => set.add(text))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 1, 0]);
    expect([...set]).toEqual(texts.slice(0, 9));
    expect(set.length).toBe(9);
    expect(set.find('a  b')).toBe(3);
    expect(set.find('a   b')).toBe(undefined);
    expect([set.at(2), set.at(9), set.at(-1)]).toEqual(['a b', undefined, undefined]);
  });

  it('does as a map of any texts does', () => {
    const piece = fc.oneof(
      fc.constantFrom('conv_3x3', '0', '~', '|', ' ', 'ab', '.'),
      fc.string({ unit: 'binary' }),
      fc.string({ minLength: 20, maxLength: 600 }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))), (texts) => {
        const set = createTextSet();
        const map = new Map<string, number>();
        for (const text of texts) {
          expect(set.find(text)).toBe(map.get(text));
          if (!map.has(text)) map.set(text, map.size);
          expect(set.add(text)).toBe(map.get(text));
        }
        expect([...set]).toEqual([...map.keys()]);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps more different words than get a number, and grows', () => {
    const set = createTextSet();
    const texts = Array.from({ length: 40_000 }, (_, i) => `word${i} ${i % 7}`);
    for (const text of texts) set.add(text);
    expect(set.length).toBe(texts.length);
    for (const [i, text] of texts.entries())
      if (set.find(text) !== i || set.at(i) !== text) expect([i, set.at(i)]).toEqual([i, text]);
  });
});
