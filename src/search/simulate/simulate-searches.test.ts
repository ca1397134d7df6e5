import { describe, expect, it } from 'vitest';
import { parseTable } from '../../benchmarks/parse-table.js';
import { createRng } from '../../core/rng.js';
import { openSpace } from '../../spaces/index.js';
import { curvesCsv, curvesJson } from './print-curves.js';
import { simulateSearches } from './simulate-searches.js';

const space = openSpace('nas-bench-201');
const rng = createRng(0, 'simulated table');
const texts = [...new Set(Array.from({ length: 40 }, () => space.encode(space.sample(rng))))];
const table = parseTable(['arch,val,test', ...texts.map((text, i) => `${text},${50 + i},${40 + i}`)].join('\n'), 'cells.csv');
const request = { table, accuracy: 'val', report: 'test', cost: 3600, budget: 10, runs: 3 };

describe('simulateSearches', () => {
  it('replays every run of every searcher on the part of the space that the table lists', async () => {
    const runsDone: number[] = [];
    const result = await simulateSearches('nas-bench-201', {
      ...request,
      searchers: ['random', 'evolution:population=4:tournament=2:batch=1'],
      onRun: (done) => runsDone.push(done),
    });
    expect(runsDone).toEqual([1, 2, 3, 4, 5, 6]);
    expect(result).toMatchObject({ known: texts.length, isComplete: false, best: 40 + texts.length - 1 });
    const known = new Set(texts);
    for (const { runs, curve } of result.searchers) {
      expect(runs.flat().every(({ architecture }) => known.has(architecture))).toBe(true);
      expect(runs.map((trainings) => trainings.length)).toEqual([10, 10, 10]);
      expect(curve.at(-1)).toMatchObject({ hours: 10, runs: 3 });
    }
    expect(curvesCsv(result.searchers).split('\n')).toHaveLength(2 + result.searchers.flatMap(({ curve }) => curve).length);
    expect(JSON.parse(curvesJson(result.searchers))).toHaveLength(2);
  });

  it('gives the same trainings for the same seed, with a proxy that guides', async () => {
    const guided = { ...request, searchers: ['evolution:warmup=20:population=4'], proxies: ['params'], budget: 20, runs: 1 };
    const [one, two] = [await simulateSearches(space, guided), await simulateSearches(space, guided)];
    expect(one.searchers[0].runs).toEqual(two.searchers[0].runs);
  });

  it('names each column once, and says what stands in the place of an accuracy', async () => {
    const rows = texts.map((text, i) => `${text},${i === 3 ? 'inf' : 50 + i},0`);
    const partial = parseTable(['arch,val,test', ...rows].join('\n'), 'cells.csv');
    const { notes } = await simulateSearches(space, { ...request, table: partial, report: 'val' });
    expect(notes).toContain('1 architecture of the table lacks val or a cost above 0 and cannot be trained (row 4: inf)');
  });

  it('refuses mixed units, once', async () => {
    const rows = texts.map((text, i) => `${text},${i === 3 ? 0.53 : 50 + i},0`);
    const mixed = parseTable(['arch,val,test', ...rows].join('\n'), 'cells.csv');
    await expect(simulateSearches(space, { ...request, table: mixed })).rejects.toThrow(
      'table cells.csv: expected accuracies of one unit in column "val", got 0.53 in row 4 and 50 in row 1',
    );
  });

  it('ends with the reason of an abort', async () => {
    const controller = new AbortController();
    const running = simulateSearches(space, {
      ...request,
      onRun: () => controller.abort(new Error('enough')),
      signal: controller.signal,
    });
    await expect(running).rejects.toThrow('enough');
  });

  it.each([
    [{ budget: 0 }, 'budget: expected an integer of at least 1, got 0'],
    [{ cost: 'hours' }, 'cost: expected a column of table'],
    [{ cost: -1 }, 'cost: expected a column, or seconds above 0, got -1'],
    [{ hours: 0 }, 'hours: expected a positive number, got 0'],
  ])('refuses %j', async (change, message) => {
    await expect(simulateSearches(space, { ...request, ...change })).rejects.toThrow(message);
  });
});
