import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectWellFormed } from '../../test/well-formed.js';
import { drawLineChart } from './line-chart.js';
import { niceTicks, tickText } from './svg/ticks.js';

describe('a line chart', () => {
  it('draws every series, names them and escapes names', () => {
    const svg = drawLineChart({
      title: 'a < b',
      x: 'hours',
      y: '%',
      series: [
        {
          name: 'one & all',
          points: [
            { x: 0, y: 1, low: 0, high: 2 },
            { x: 1, y: 3, low: 2, high: 4 },
          ],
        },
        {
          name: 'two',
          isStep: true,
          points: [
            { x: 0, y: 2 },
            { x: 1, y: 5 },
          ],
        },
        { name: 'empty', points: [] },
      ],
    });
    expect(svg.match(/class="edge /g)).toHaveLength(4);
    expect(svg).toContain('one &amp; all: quartiles');
    expect(svg).not.toContain('empty');
    expectWellFormed(svg);
  });

  it('draws limits as lines with their names, and makes room for them', () => {
    const series = [
      {
        name: 'one',
        points: [
          { x: 0, y: 1 },
          { x: 1, y: 2 },
        ],
      },
    ];
    const svg = drawLineChart({ title: 't', x: 'x', y: 'y', series, marks: [{ x: 5, text: 'a < 5' }] });
    expect(svg).toContain('>a &lt; 5</text>');
    // An edge has a colour by its kind only: without one, the line is not seen.
    expect(svg).toMatch(/class="edge link" style="stroke-dasharray/);
    expect(svg).toContain('>5</text>');
    expectWellFormed(svg);
  });

  it('draws what lies beyond the ends of its axis at the ends', () => {
    const points = [1, 2, 50, -50].map((y, x) => ({ x, y }));
    const svg = drawLineChart({ title: 't', x: 'x', y: 'y', series: [{ name: 's', points }], yLow: 0, yHigh: 4 });
    const end = drawLineChart({
      title: 't',
      x: 'x',
      y: 'y',
      series: [{ name: 's', points: [1, 2, 4, 0].map((y, x) => ({ x, y })) }],
    });
    const line = /class="edge conv3"[^>]* d="([^"]+)"/;
    expect(line.exec(svg)?.[1]).toBe(line.exec(end)?.[1]);
  });

  it('draws one point, equal ones and none', () => {
    for (const points of [
      [],
      [{ x: 1, y: 1 }],
      [
        { x: 1, y: 1 },
        { x: 2, y: 1 },
      ],
    ])
      expect(drawLineChart({ title: 't', x: 'x', y: 'y', series: [{ name: 's', points }] })).not.toMatch(/NaN|Infinity/);
  });
});

describe('lines over integers', () => {
  const chart = (ys: readonly number[]): string =>
    drawLineChart({
      title: 't',
      x: 'epoch',
      y: 'loss',
      series: ['a', 'b'].map((name) => ({ name, points: ys.map((y, i) => ({ x: i + 1, y })) })),
    });

  it('have no ticks between them', () => {
    const labels = [...chart([3, 2, 1]).matchAll(/text-anchor="middle">([\d.]+)</g)].map(([, text]) => text);
    expect(labels).toEqual(['1', '2', '3']);
  });

  it('have their names where they leave room: above falling lines, below rising ones', () => {
    const topOf = (svg: string): number => Number(/y="(\d+)" text-anchor="end">a</.exec(svg)?.[1]);
    expect(topOf(chart([3, 2, 1]))).toBeLessThan(100);
    expect(topOf(chart([1, 2, 3]))).toBeGreaterThan(200);
  });
});

describe('ticks', () => {
  it('are round, ascending and between the ends', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        fc.integer({ min: 2, max: 9 }),
        (low, span, count) => {
          const ticks = niceTicks([low, low + span], count);
          expect(ticks.length).toBeLessThanOrEqual(count + 1);
          for (const [i, tick] of ticks.entries()) {
            expect(tick).toBeGreaterThanOrEqual(low - span * 1e-6);
            expect(tick).toBeLessThanOrEqual(low + span * (1 + 1e-6));
            if (i > 0) expect(tick).toBeGreaterThan(ticks[i - 1]);
          }
        },
      ),
    );
  });

  it('are written short', () => {
    expect([0, 0.1 + 0.2, 12_000, 2e12].map(tickText)).toEqual(['0', '0.3', '12,000', '2e+12']);
  });
});
