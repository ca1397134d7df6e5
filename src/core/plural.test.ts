import { expect, it } from 'vitest';
import { plural } from './plural.js';

it('puts the word in singular or plural', () => {
  expect([0, 1, 2, 12_345].map((count) => plural(count, 'row'))).toEqual(['0 rows', '1 row', '2 rows', '12,345 rows']);
  expect([1, 3].map((count) => plural(count, 'proxy', 'proxies'))).toEqual(['1 proxy', '3 proxies']);
  expect([1, 3].map((count) => plural(count, 'row repeats', 'rows repeat'))).toEqual(['1 row repeats', '3 rows repeat']);
});
