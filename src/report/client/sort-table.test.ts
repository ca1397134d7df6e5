import { expect, it } from 'vitest';
import { shownNumber } from './sort-table.js';

it('reads numbers as tables print them', () => {
  expect(['1.53 M', '31,250.0', '−3.5', '1.2345·10⁻¹²', '640', '+4.87'].map(shownNumber)).toEqual([
    1.53e6, 31250, -3.5, 1.2345e-12, 640, 4.87,
  ]);
  expect(['–', '', 'undefined'].map(shownNumber)).toEqual([NaN, NaN, NaN]);
});
