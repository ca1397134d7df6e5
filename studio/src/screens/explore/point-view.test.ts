import { describe, expect, it } from 'vitest';
import { nearestRow, paddedRange, panned, rowsInside, zoomed } from './point-view.js';

const view = { x: [0, 10], y: [0, 100] } as const;
const [xs, ys] = [Float64Array.of(1, 5, 9, NaN), Float64Array.of(10, 50, 90, 50)];

describe('a window onto points', () => {
  it('moves by shares of itself, and zooms around a point that stays', () => {
    expect(panned(view, 0.1, -0.1)).toEqual({ x: [-1, 9], y: [10, 110] });
    expect(zoomed(view, 0.5, 0, 1)).toEqual({ x: [0, 5], y: [50, 100] });
    expect(zoomed(zoomed(view, 0.5, 0.3, 0.3), 2, 0.3, 0.3)).toEqual(view);
  });

  it('leaves room around its numbers, even where there is one or none', () => {
    expect(paddedRange(0, 100)).toEqual([-3, 103]);
    expect(paddedRange(0, 0)).toEqual([-0.5, 0.5]);
    expect(paddedRange(Infinity, -Infinity)).toEqual([0, 1]);
  });

  it('finds the rows inside, and the nearest, never a missing one', () => {
    expect([...rowsInside(xs, ys, { x: [0, 6], y: [0, 100] })]).toEqual([0, 1]);
    expect(nearestRow(xs, ys, view, { x: 5.1, y: 51 }, [0.05, 0.05])).toBe(1);
    expect(nearestRow(xs, ys, view, { x: 3, y: 30 }, [0.05, 0.05])).toBeUndefined();
  });
});
