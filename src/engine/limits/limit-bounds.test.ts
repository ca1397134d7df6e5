import { expect, it } from 'vitest';
import { boundText, limitBounds } from './limit-bounds.js';

it('shows bounds in groups of three, and every digit of a fraction', () => {
  expect(limitBounds('macs<120M and sed>0.5 and depth<=9').map(boundText)).toEqual([
    'macs < 120,000,000',
    'sed > 0.5',
    'depth <= 9',
  ]);
});
