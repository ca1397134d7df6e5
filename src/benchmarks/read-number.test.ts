import { describe, expect, it } from 'vitest';
import { numberHint, readNumber } from './read-number.js';

describe('readNumber', () => {
  it.each([
    ['73.33', 73.33],
    [' 1e-3 ', 0.001],
    ['73.33%', 73.33],
    ['73.33 %', 73.33],
    ['', NaN],
    ['N/A', NaN],
    ['#N/A', NaN],
    ['NULL', NaN],
    ['None', NaN],
    ['-', NaN],
    ['NaN', NaN],
    ['-inf', -Infinity],
    ['%', undefined],
    ['73,33', undefined],
    ['12 pts', undefined],
    ['0x', undefined],
  ])('%j', (cell, value) => {
    expect(readNumber(cell)).toBe(value);
  });

  it('reads a decimal comma if commas separate nothing', () => {
    expect(['73,33', '73,33%', '-1,5e3', '1,234,567', '73.33'].map((cell) => readNumber(cell, true))).toEqual([
      73.33,
      73.33,
      -1500,
      undefined,
      73.33,
    ]);
    expect(numberHint('73,33')).toBe('a decimal comma is read only if semicolons separate the cells');
    expect(numberHint('x')).toBeUndefined();
  });
});
