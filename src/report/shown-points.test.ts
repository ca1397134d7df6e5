import { describe, expect, it } from 'vitest';
import { sampleReport } from '../../test/sample-report.js';
import { midRanks } from './mid-ranks.js';
import { packPayload } from './payload.js';
import { renderReport } from './render-report.js';
import { withShownPoints } from './shown-points.js';
import { unpackText } from './text-dictionary.js';
import type { ReportData } from './types.js';

const all = sampleReport(300);
const { cells, ...points } = all.points;
const data: ReportData = { ...all, points };
const boundTo = (best: number, drawn: number, seed = 1): ReportData =>
  withShownPoints(data, seed, (i) => cells?.at(i) ?? null, { best, drawn });

describe('a report of more points than its plots show', () => {
  const bounded = boundTo(20, 40);
  const { shown } = bounded.points;
  const indices = shown?.indices ?? [];

  it('is the same page up to the bound', () => {
    expect(boundTo(100, 200).points.shown).toBeUndefined();
    expect(renderReport(boundTo(100, 200))).toBe(renderReport(all));
  });

  it('shows the best, the front, what it lists, and so many drawn with the seed', () => {
    const order = [...[...points.archs].keys()].sort((a, b) => (points.combined.at(b) ?? NaN) - (points.combined.at(a) ?? NaN));
    expect(indices).toEqual(expect.arrayContaining([...order.slice(0, 20), ...all.front]));
    expect([indices.length, new Set(indices).size, shown?.drawn]).toEqual([60, 60, 40]);
    expect(indices).toEqual(boundTo(20, 40).points.shown?.indices);
    expect(indices).not.toEqual(boundTo(20, 40, 2).points.shown?.indices);
    const last = { ...data, front: [order[299] as number], reference: { index: order[298] as number, name: 'mine' } };
    const chosen = withShownPoints(last, 1, () => null, { best: 20, drawn: 40 }).points.shown?.indices;
    expect(chosen).toEqual(expect.arrayContaining([...last.front, last.reference.index]));
    expect(chosen).toHaveLength(62);
  });

  it('draws every other point as often as its share', () => {
    const counts = new Float64Array(300);
    for (let seed = 0; seed < 300; seed++) for (const i of boundTo(20, 70, seed).points.shown?.indices ?? []) counts[i]++;
    const others = counts.filter((count) => count < 300);
    expect(others.length).toBe(280);
    expect(Math.min(...others)).toBeGreaterThan(35);
    expect(Math.max(...others)).toBeLessThan(115);
  });

  it('computes the cells of these alone', () => {
    const asked: number[] = [];
    const { points: some } = withShownPoints(data, 1, (i) => (asked.push(i), null), { best: 20, drawn: 40 });
    expect(asked).toEqual([]);
    expect([...(some.cells ?? [])]).toHaveLength(300);
    expect(asked).toEqual(indices);
  });

  it('packs these points with their ranks among all', () => {
    const { archs, columns, best, front, cells: framed } = packPayload(bounded);
    const texts = archs.texts.map((text) => unpackText(text, archs.words));
    expect(texts).toEqual(indices.map((i) => points.archs.at(i)));
    expect(best.map((i) => texts[i])).toEqual(all.best.map(({ arch }) => arch));
    expect(front.map((i) => texts[i])).toEqual(packPayload(all).front.map((i) => points.archs.at(i)));
    expect(framed?.codes).toHaveLength(60);
    for (const [k, column] of packPayload(all).columns.entries()) {
      const ranks = midRanks(
        Float64Array.from(column.values, (value) => value ?? NaN),
        column.direction,
      );
      const one = columns[k];
      expect(one?.values).toEqual(indices.map((i) => column.values[i]));
      expect(one?.among?.ranks.map((rank) => rank ?? NaN)).toEqual(indices.map((i) => ranks[i]));
      expect(one?.among?.defined).toBe(ranks.filter((rank) => !Number.isNaN(rank)).length);
    }
  });

  it('says so at the plots, and counts all elsewhere', () => {
    const page = renderReport(bounded);
    const sentence =
      'Shown: the best 20, the front, and 40 drawn at random, of 300; ranks, counts and correlations are those of all.';
    expect(page.split(sentence)).toHaveLength(3);
    expect(page).toContain('All 300 architectures');
    expect(page).toContain('second:x=1 is undefined for 100 of 300.');
    const tables = (html: string): string[] => html.match(/<table[^]*?<\/table>/g) ?? [];
    expect(tables(page)).toEqual(tables(renderReport(all)));
  });
});
