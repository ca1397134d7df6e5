import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowsLog, axisPositions, axisTicks, axisTitle, defaultMode, roundSteps } from './axis.js';
import { unpackColumn, type Column } from './columns.js';

const column = (values: readonly (number | null)[], change: Partial<Column> = {}): Column => ({
  ...unpackColumn({ key: 'k', title: 'K', role: 'score', direction: 'higher', values }),
  ...change,
});
const labels = (of: Column, mode: 'linear' | 'log' | 'rank', low: number, high: number, most: number): string[] =>
  axisTicks(of, mode, low, high, most).map(({ label }) => label);

describe('roundSteps', () => {
  it('stays inside, evenly, near the number asked for', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        fc.double({ min: 1e-2, max: 1e9, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (low, span, most) => {
          const steps = roundSteps(low, low + span, most);
          expect(steps.length).toBeLessThanOrEqual(Math.ceil(most / 0.75) + 1);
          for (const step of steps) {
            expect(step).toBeGreaterThanOrEqual(low - span * 1e-6);
            expect(step).toBeLessThanOrEqual(low + span * (1 + 1e-6));
          }
        },
      ),
    );
  });

  it('takes multiples of 1, 2 and 5', () => {
    expect(roundSteps(0, 10, 5)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(roundSteps(-0.3, 0.3, 6)).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  });
});

describe('axisTicks', () => {
  it('labels counts with units and scores with the decimals their step needs', () => {
    expect(labels(column([1], { role: 'cost' }), 'linear', 0, 1_600_000, 4)).toEqual(['0', '500 k', '1 M', '1.5 M']);
    expect(labels(column([1]), 'linear', 0, 0.4, 4)).toEqual(['0', '0.1', '0.2', '0.3', '0.4']);
    expect(labels(column([1]), 'linear', -5000, 5000, 2)).toEqual(['−5,000', '0', '5,000']);
  });

  it('labels a log axis in powers where it is wide, in numbers where it is not', () => {
    expect(labels(column([1]), 'log', -12, 0, 4)).toEqual(['10⁻¹²', '10⁻⁹', '10⁻⁶', '10⁻³', '1']);
    expect(labels(column([1]), 'log', -2, 1, 3)).toEqual(['0.01', '0.1', '1', '10']);
    expect(labels(column([1], { role: 'cost' }), 'log', Math.log10(80_000), Math.log10(1_500_000), 6)).toEqual([
      '100 k',
      '200 k',
      '500 k',
      '1 M',
    ]);
  });

  it('labels ranks so that the best is rank 1 at the good end', () => {
    const hundred = column(Array.from({ length: 100 }, (_, i) => i));
    const ticks = axisTicks(hundred, 'rank', -5, 110, 4);
    expect(ticks.find(({ label }) => label === '1')?.at).toBe(100);
    expect(ticks.map(({ label }) => label)).toContain('60');
  });
});

describe('axisPositions', () => {
  it('puts the best rank where larger values would be', () => {
    const values = [3, null, 9];
    expect([...axisPositions(column(values), 'rank')]).toEqual([1, NaN, 2]);
    expect([
      ...axisPositions(column(values, { direction: 'lower', ranks: () => Float64Array.from([1, NaN, 2]) }), 'rank'),
    ]).toEqual([1, NaN, 2]);
  });

  it('has no place for undefined values on any axis', () => {
    for (const mode of ['linear', 'log', 'rank'] as const) expect(axisPositions(column([1, null]), mode)[1]).toBeNaN();
  });
});

it('offers a log axis only for positive values, and starts with it where they span powers of ten', () => {
  expect(allowsLog(column([1, null, 2]))).toBe(true);
  expect(allowsLog(column([0, 1]))).toBe(false);
  expect(defaultMode(column([1e-9, 1e-6, 1]))).toBe('log');
  expect(defaultMode(column([1, 2, 3]))).toBe('linear');
  expect(defaultMode(column([null]))).toBe('linear');
});

it('names what an axis shows', () => {
  expect(axisTitle(column([1]), 'linear')).toBe('K');
  expect(axisTitle(column([1]), 'rank')).toBe('K: rank (1 = best)');
  expect(axisTitle(column([1], { role: 'cost' }), 'rank')).toBe('K: rank (1 = fewest)');
});
