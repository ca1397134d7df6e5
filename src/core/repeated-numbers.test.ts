import { describe, expect, it } from 'vitest';
import { createRng } from './rng.js';
import { createRepeatedNumbers } from './repeated-numbers.js';

function keeps(values: readonly number[]): void {
  const column = createRepeatedNumbers();
  for (const [i, value] of values.entries()) column.set(i, value);
  expect(column.length).toBe(values.length);
  for (const [i, value] of values.entries()) if (!Object.is(column.at(i), value)) expect([i, column.at(i)]).toEqual([i, value]);
}

describe('numbers that repeat', () => {
  it('come back as they were, whether many repeat or none', () => {
    const rng = createRng(1, 'repeated numbers');
    keeps(Array.from({ length: 30_000 }, () => rng.int(500) / 7));
    keeps(Array.from({ length: 30_000 }, () => rng.int(2 ** 31) / 3));
    keeps([0, -0, NaN, Infinity, -Infinity, 5e-324, -0, 0, 2 ** 53]);
  });

  it('come back where more differ than two bytes can name', () => {
    keeps(Array.from({ length: 300_000 }, (_, i) => (i < 150_000 ? Math.floor(i / 4) : i % 80_000)));
  });

  it('may be set again, and are 0 between', () => {
    const column = createRepeatedNumbers();
    column.set(3, 2.5);
    column.set(1, 7);
    column.set(3, 4);
    expect([...column]).toEqual([0, 7, 0, 4]);
    expect([column.at(4), column.at(-1)]).toEqual([undefined, undefined]);
  });
});
