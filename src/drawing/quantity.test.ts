import { expect, it } from 'vitest';
import { fullCount, shapeText } from './quantity.js';

it('prints counts in full in groups of three', () => {
  expect([7, 999, 1000, 1_531_546].map(fullCount)).toEqual(['7', '999', '1,000', '1,531,546']);
});

it('prints shapes without the batch axis', () => {
  expect(shapeText([1, 16, 32, 32])).toBe('16×32×32');
});
