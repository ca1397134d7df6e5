import { expect, it } from 'vitest';
import { extentOf, lowestTick, withGutter } from './extent.js';

const numbers = (...values: number[]): Float64Array => Float64Array.from(values);

it('leaves a margin around the points, the same in pixels at both ends', () => {
  const extent = extentOf(numbers(0, 10), numbers(1, 1), 128);
  expect(extent.low).toBeCloseTo(-1.4);
  expect(extent.high).toBeCloseTo(11.4);
  expect(extent.gutter).toBeUndefined();
  expect(lowestTick(extent, 20)).toBe(-Infinity);
});

it('opens a gutter below for points that have a value on the other axis only', () => {
  const positions = numbers(0, 10, NaN, NaN);
  const other = numbers(1, 1, 1, NaN);
  const extent = extentOf(positions, other, 500);
  expect(extent.gutter).toBeGreaterThan(extent.low);
  expect(extent.gutter).toBeLessThan(0);
  expect(lowestTick(extent, 13)).toBeGreaterThan(extent.gutter as number);
  expect([...withGutter(positions, other, extent)]).toEqual([0, 10, extent.gutter, NaN]);
});

it('has room if all points are equal, or if there are none', () => {
  const alike = extentOf(numbers(3, 3), numbers(1, 1), 500);
  expect(alike.low).toBeLessThan(3);
  expect(alike.high).toBeGreaterThan(3);
  const none = extentOf(numbers(NaN), numbers(NaN), 500);
  expect(none.high).toBeGreaterThan(none.low);
});

it('shows lines that are near the points, and leaves far ones out', () => {
  const xs = Float64Array.from([0, 10]);
  const reaches = (lines: readonly number[]): boolean[] => {
    const { low, high } = extentOf(xs, xs, 1000, lines);
    return lines.map((at) => at >= low && at <= high);
  };
  expect(reaches([-4, 14])).toEqual([true, true]);
  expect(reaches([5, 100])).toEqual([true, false]);
});
