import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { indexPoints } from './nearest-point.js';

const place = fc.oneof(
  fc.double({ min: 0, max: 200, noNaN: true }),
  fc.constant(NaN),
  fc.integer({ min: 0, max: 20 }).map((n) => 10 * n),
);

it('finds what a search through all points finds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(place, place), { maxLength: 60 }),
      fc.tuple(fc.integer({ min: -20, max: 220 }), fc.integer({ min: -20, max: 220 })),
      fc.integer({ min: 1, max: 60 }),
      (points, [x, y], reach) => {
        const xs = points.map(([px]) => px);
        const ys = points.map(([, py]) => py);
        let best = -1;
        let least = reach * reach;
        points.forEach(([px, py], i) => {
          const square = (px - x) ** 2 + (py - y) ** 2;
          if (square <= least) [best, least] = [i, square];
        });
        expect(indexPoints(xs, ys, 200, 200).nearest(x, y, reach)).toBe(best);
      },
    ),
    { numRuns: 400 },
  );
});

it('finds nothing among no points', () => {
  expect(indexPoints([], [], 100, 100).nearest(50, 50, 100)).toBe(-1);
});
