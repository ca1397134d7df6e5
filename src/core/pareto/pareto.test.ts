import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chebyshev,
  crowdingDistances,
  dominates,
  dominationRanks,
  hypervolume,
  kneePoint,
  normalize,
  paretoFront,
  rangesOf,
  weightedSum,
} from './index.js';

const small = fc.integer({ min: 0, max: 5 });
const cloud = (most = 30): fc.Arbitrary<number[][]> =>
  fc
    .integer({ min: 1, max: 4 })
    .chain((objectives) => fc.array(fc.array(small, { minLength: objectives, maxLength: objectives }), { maxLength: most }));

describe('dominationRanks', () => {
  it('equals peeling off front after front', () => {
    fc.assert(
      fc.property(cloud(), (points) => {
        const expected = new Uint32Array(points.length);
        let left = points.map((_, i) => i);
        for (let rank = 0; left.length > 0; rank++) {
          const front = left.filter((i) => !left.some((j) => dominates(points[j], points[i])));
          for (const i of front) expected[i] = rank;
          left = left.filter((i) => !front.includes(i));
        }
        expect(dominationRanks(points)).toEqual(expected);
      }),
    );
  });

  it('puts the Pareto front of two objectives first', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(small, small)), (points) => {
        const front = paretoFront(
          points.map(([a]) => a),
          points.map(([, b]) => b),
          ['max', 'max'],
        );
        const ranks = dominationRanks(points);
        expect(front.toSorted((a, b) => a - b)).toEqual(points.flatMap((_, i) => (ranks[i] === 0 ? [i] : [])));
      }),
    );
  });
});

describe('crowdingDistances', () => {
  it('are the sides of the box between the neighbours, infinite at the ends', () => {
    expect([
      ...crowdingDistances([
        [0, 10],
        [4, 6],
        [8, 5],
        [10, 0],
      ]),
    ]).toEqual([Infinity, 0.8 + 0.5, 0.6 + 0.6, Infinity]);
    expect([...crowdingDistances([[1, 1]])]).toEqual([Infinity]);
    expect(crowdingDistances([])).toHaveLength(0);
  });
});

describe('hypervolume', () => {
  it('equals counting the unit cubes that are dominated', () => {
    fc.assert(
      fc.property(cloud(12), (points) => {
        const objectives = points[0]?.length ?? 2;
        let cubes = 0;
        for (let code = 0; code < 6 ** objectives; code++) {
          const corner = Array.from({ length: objectives }, (_, k) => (Math.floor(code / 6 ** k) % 6) + 0.5);
          if (points.some((point) => point.every((value, k) => value > corner[k]))) cubes++;
        }
        expect(hypervolume(points, new Array<number>(objectives).fill(0))).toBeCloseTo(cubes, 9);
      }),
    );
  });

  it('counts nothing that does not exceed the reference', () => {
    expect(
      hypervolume(
        [
          [1, 9],
          [9, 1],
          [5, 5],
        ],
        [1, 1],
      ),
    ).toBe(16);
    expect(hypervolume([], [0, 0])).toBe(0);
  });

  it('does not shrink when a point is added', () => {
    fc.assert(
      fc.property(cloud(10), (points) => {
        fc.pre(points.length > 0);
        const reference = points[0].map(() => 0);
        expect(hypervolume(points, reference)).toBeGreaterThanOrEqual(hypervolume(points.slice(1), reference) - 1e-9);
      }),
    );
  });
});

describe('kneePoint', () => {
  it('is the corner of a bent front', () => {
    expect(
      kneePoint([
        [0, 100],
        [8, 90],
        [9, 10],
        [10, 0],
      ]),
    ).toBe(1);
    expect(kneePoint([[3, 4]])).toBe(0);
    expect(kneePoint([])).toBeUndefined();
    expect(
      kneePoint([
        [-Infinity, 5],
        [1, 1],
      ]),
    ).toBe(1);
  });

  it('is a compromise if three of four objectives are costs, not the smallest network', () => {
    // Score, params, MACs and latency; costs grow together, and the score saturates.
    const front = Array.from({ length: 21 }, (_, i) => i / 20).map((size) => [
      1 - Math.exp(-2 * size),
      -5 * size,
      -600 * size ** 1.1,
      -8 - size,
    ]);
    const scaled = front.map((point) => normalize(point, rangesOf(front)));
    const sums = scaled.map((point) => point.reduce((a, b) => a + b, 0));
    expect(sums.indexOf(Math.max(...sums))).toBe(0);
    const [score, ...costs] = scaled[kneePoint(front) as number];
    for (const value of [score, ...costs]) expect(Math.abs(value - 0.6)).toBeLessThan(0.1);
  });

  it('is the middle of a bulge in three independent objectives, not a point that gives one up', () => {
    expect(
      kneePoint([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
        [0.9, 0.85, 0],
        [0.65, 0.65, 0.6],
      ]),
    ).toBe(4);
  });

  const front = (objectives: number): fc.Arbitrary<number[][]> =>
    fc
      .array(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: objectives, maxLength: objectives }), {
        minLength: 1,
        maxLength: 25,
      })
      .map((points) => {
        const ranks = dominationRanks(points);
        return points.filter((_, i) => ranks[i] === 0);
      });

  it('with two objectives is farthest from the line through the ends', () => {
    fc.assert(
      fc.property(front(2), (points) => {
        const height = points.map((point) => normalize(point, rangesOf(points)).reduce((a, b) => a + b, 0));
        expect(height[kneePoint(points) as number]).toBeCloseTo(Math.max(...height), 12);
      }),
    );
  });

  it('does not change when an objective is named twice, has another unit, or is equal for all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 4 }).chain(front), fc.nat(3), (points, k) => {
        const knee = kneePoint(points);
        const own = k % points[0].length;
        expect(kneePoint(points.map((point) => [...point, point[own], 7]))).toBe(knee);
        expect(kneePoint(points.map((point) => point.map((value, at) => (at === own ? 4 * value - 64 : value))))).toBe(knee);
      }),
    );
  });
});

describe('scalarisations', () => {
  it('scale every objective to its range', () => {
    const ranges = rangesOf([
      [1, 50],
      [3, 10],
      [2, 20],
    ]);
    expect(ranges).toEqual([
      { worst: 1, best: 3 },
      { worst: 10, best: 50 },
    ]);
    expect(normalize([2, 20], ranges)).toEqual([0.5, 0.25]);
    expect(normalize([7, 7], rangesOf([[7, 7]]))).toEqual([1, 1]);
    expect(rangesOf([])).toEqual([]);
  });

  it('find a point in a dent of the front only by its largest distance, not by its sum', () => {
    const front = [
      [1, 0],
      [0.4, 0.4],
      [0, 1],
    ];
    const bestBy = (worth: (point: number[]) => number): number =>
      front.map(worth).reduce((best, value, i, all) => (value > all[best] ? i : best), 0);
    expect(bestBy((point) => chebyshev(point, [0.5, 0.5]))).toBe(1);
    for (const w of [0, 0.2, 0.5, 0.8, 1]) expect(bestBy((point) => weightedSum(point, [w, 1 - w]))).not.toBe(1);
  });

  it('never prefer a dominated point', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(unit, { minLength: 3, maxLength: 3 }),
        fc.array(unit, { minLength: 3, maxLength: 3 }),
        fc.array(unit, { minLength: 3, maxLength: 3 }),
        (a, b, weights) => {
          fc.pre(dominates(a, b));
          expect(chebyshev(a, weights)).toBeGreaterThanOrEqual(chebyshev(b, weights) - 1e-12);
          expect(weightedSum(a, weights)).toBeGreaterThanOrEqual(weightedSum(b, weights) - 1e-12);
        },
      ),
    );
  });
});
