import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWholeNumber } from './read-whole-number.js';

describe('readWholeNumber', () => {
  it('takes integers in every form', () => {
    expect(['500', ' 7 ', '+3', '-2', '1e6', '1E9', '2.5e3', '3.0', '1200e-2'].map(readWholeNumber)).toEqual([
      500, 7, 3, -2, 1e6, 1e9, 2500, 3, 12,
    ]);
    expect(Object.is(readWholeNumber('-0'), 0)).toBe(true);
  });

  it.each([
    '1.5',
    '15e-1',
    'NaN',
    'Infinity',
    '1e400',
    '9007199254740992',
    '1e16',
    '',
    '0x10',
    '1e',
    'e6',
    '1_000',
    '1,000',
    'ten',
  ])('refuses %j', (text) => {
    expect(readWholeNumber(text)).toBeUndefined();
  });

  it('reads every safe integer, written plainly or with an exponent', () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        (value) => readWholeNumber(String(value)) === value && readWholeNumber(value.toExponential()) === value,
      ),
    );
  });
});
