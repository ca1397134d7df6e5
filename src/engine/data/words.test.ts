import { describe, expect, it } from 'vitest';
import { embeddedWords } from './words.js';

describe('embedded words', () => {
  it('are the same every time, uniform in [0, 1), and repeat as words do', () => {
    const { shape, count, values } = embeddedWords(8, 20, 16);
    expect([count, ...shape]).toEqual([8, 20, 16]);
    expect(embeddedWords(8, 20, 16).values).toEqual(values);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(Math.abs(values.reduce((a, b) => a + b, 0) / values.length - 0.5)).toBeLessThan(0.03);
    const words = Array.from({ length: 160 }, (_, i) => values.subarray(i * 16, i * 16 + 16).join());
    expect(new Set(words).size).toBeLessThan(160);
    expect(new Set(words).size).toBeGreaterThan(40);
  });

  it('may be those of a text', () => {
    const { values } = embeddedWords(1, 3, 4, [5, 6, 5]);
    expect(values.slice(0, 4)).toEqual(values.slice(8, 12));
    expect(values.slice(0, 4)).not.toEqual(values.slice(4, 8));
    expect(() => embeddedWords(1, 3, 4, [5, 6])).toThrow('1 sequences of 3 words, from 2');
  });
});
