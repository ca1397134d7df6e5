import { expect, it } from 'vitest';
import { drawIntervals } from './interval-chart.js';

const names = { expected: 'paper', found: 'ours' };

it('draws a hollow mark for what is expected, a dot for what was found, and a cross where that lies outside', () => {
  const svg = drawIntervals({
    title: 'T',
    names,
    rows: [
      { label: '<a>', expected: 0.7, tolerance: 0.01, found: 0.705 },
      { label: 'b', expected: 0.8, tolerance: 0.01, found: 0.9 },
      { label: 'c', expected: 0.6 },
      { label: 'd' },
    ],
  });
  const count = (part: string): number => svg.split(part).length - 1;
  // One of each is in the legend.
  expect([count('class="node"'), count('<circle'), count('class="edge pool"')]).toEqual([4, 2, 2]);
  expect(svg).toContain('&lt;a&gt;');
  expect(svg).toContain('b: paper 0.8, ours 0.9; c: paper 0.6, ours none');
  expect(svg).not.toContain('NaN');
});

it('draws rows without any number', () => {
  expect(drawIntervals({ title: 'T', names, rows: [{ label: 'a' }] })).not.toMatch(/NaN|Infinity/);
});
