import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { midRanks } from '../mid-ranks.js';
import { unpackColumn, worstFirst } from './columns.js';

it('ranks from the good end, ties by the mean of their places', () => {
  expect([...midRanks(Float64Array.from([5, NaN, 7, 5, 1]), 'higher')]).toEqual([2.5, NaN, 1, 2.5, 4]);
  expect([...midRanks(Float64Array.from([5, NaN, 7, 5, 1]), 'lower')]).toEqual([2.5, NaN, 4, 2.5, 1]);
});

it('gives ranks that sum as if there were no ties', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (values) => {
      const sum = midRanks(Float64Array.from(values), 'higher').reduce((total, rank) => total + rank, 0);
      expect(sum).toBe((values.length * (values.length + 1)) / 2);
    }),
  );
});

it('orders points from those without a rank over the worst to the best', () => {
  expect([...worstFirst(Float64Array.from([2.5, NaN, 1, 2.5, 4]))]).toEqual([1, 4, 0, 3, 2]);
});

it('counts what is defined and works ranks out once', () => {
  const column = unpackColumn({ key: 'k', title: 'K', role: 'score', direction: 'higher', values: [1, null, 3] });
  expect(column.defined).toBe(2);
  expect(column.ranks()).toBe(column.ranks());
  expect([...column.ranks()]).toEqual([2, NaN, 1]);
});

it('takes ranks among all where it has some of many points', () => {
  const among = { ranks: [7, null, 400], defined: 1000 };
  const column = unpackColumn({ key: 'k', title: 'K', role: 'score', direction: 'higher', values: [9, null, 3], among });
  expect([column.defined, column.missing]).toEqual([1000, 1]);
  expect([...column.ranks()]).toEqual([7, NaN, 400]);
  expect([...worstFirst(column.ranks())]).toEqual([1, 2, 0]);
});
