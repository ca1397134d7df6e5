import { expect, it } from 'vitest';
import { compactCount, formatSize } from './format-number.js';

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

it('prints quantities of tables alike, and fractions with four digits', () => {
  expect([3, 3.14159, 999.7, 999_700, 1_068_954, 2e12].map(formatSize)).toEqual([
    '3',
    '3.142',
    '999.7',
    '1.00 M',
    '1.07 M',
    '2.00 T',
  ]);
});
