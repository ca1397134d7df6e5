import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNumberText } from './number-text.js';

const textOf = (numbers: readonly number[]): string => {
  const text = createNumberText();
  for (const number of numbers) text.add(number);
  return text.take();
};
const lists = fc.array(fc.oneof(fc.nat({ max: 70_000 }), fc.nat({ max: 2 ** 30 - 1 })));

describe('numbers as a text', () => {
  it('are equal only for equal numbers', () => {
    fc.assert(fc.property(lists, lists, (a, b) => (textOf(a) === textOf(b)) === (a.join() === b.join())));
    expect(textOf([1, 2 ** 15])).not.toBe(textOf([2 ** 15, 1]));
  });

  it('may be many, and are empty again once taken', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => i * 100_000);
    // The first, 0, takes one character, each of the others two.
    expect(textOf(many)).toHaveLength(19_999);
    expect(textOf(many)).not.toBe(textOf([...many.slice(0, -1), 1]));
    const text = createNumberText();
    text.add(5);
    expect(text.isEmpty).toBe(false);
    text.take();
    expect(text.isEmpty).toBe(true);
  });
});
