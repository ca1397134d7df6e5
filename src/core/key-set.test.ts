import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashText64, mixWords } from './hash-words.js';
import { createKeySet } from './key-set.js';

describe('a set of keys', () => {
  it('is a set', () => {
    const word = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.nat({ max: 2 ** 32 - 1 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word), { maxLength: 3000 }), (keys) => {
        const set = createKeySet();
        const known = new Set<string>();
        for (const [low, high] of keys) {
          const text = `${low} ${high}`;
          expect(set.add(low, high)).toBe(!known.has(text));
          known.add(text);
        }
        expect(set.size).toBe(known.size);
      }),
      { numRuns: 30 },
    );
  });

  it('takes words with the sign bit as they are read from either kind of array', () => {
    const set = createKeySet();
    expect(set.add(-1, 5)).toBe(true);
    expect(set.add(0xffffffff, 5)).toBe(false);
  });
});

describe('hashes of words', () => {
  it('do not collide on a hundred thousand texts that differ in a character', () => {
    const set = createKeySet();
    const key = new Uint32Array(2);
    for (let i = 0; i < 100_000; i++) {
      hashText64(`op_${i % 10}~${Math.floor(i / 10) % 100}|${Math.floor(i / 1000)}`, key);
      set.add(key[0], key[1]);
    }
    expect(set.size).toBe(100_000);
  });

  it('change about half their bits with one of either word', () => {
    let flips = 0;
    for (let bit = 0; bit < 32; bit++) {
      for (const changed of [mixWords(12345 ^ (1 << bit), 678), mixWords(12345, 678 ^ (1 << bit))]) {
        for (let rest = (changed ^ mixWords(12345, 678)) >>> 0; rest !== 0; rest &= rest - 1) flips++;
      }
    }
    expect(flips / 64).toBeGreaterThan(12);
    expect(flips / 64).toBeLessThan(20);
  });
});
