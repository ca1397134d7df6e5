import { expect, it } from 'vitest';
import { compactCount, fullCount, shapeText } from './quantity.js';

it('prints counts with three digits and a unit', () => {
  expect([0, 640, 999, 1000, 73_306, 999_499, 999_700, 1_531_546, 220_119_690].map(compactCount)).toEqual([
    '0',
    '640',
    '999',
    '1.00 k',
    '73.3 k',
    '999 k',
    '1.00 M',
    '1.53 M',
    '220 M',
  ]);
});

it('prints counts in full in groups of three', () => {
  expect([7, 999, 1000, 1_531_546].map(fullCount)).toEqual(['7', '999', '1,000', '1,531,546']);
});

it('prints shapes without the batch axis', () => {
  expect(shapeText([1, 16, 32, 32])).toBe('16×32×32');
});
