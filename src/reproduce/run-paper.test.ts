import { describe, expect, it } from 'vitest';
import { proxies } from '../proxies/index.js';
import { resolvePlan } from '../engine/plan.js';
import { registry } from '../engine/built-in.js';
import { openSpace } from '../spaces/index.js';
import { searchers } from '../searchers/index.js';
import { papers } from './papers/index.js';
import { findPaper, runPaper, type ReproduceTools } from './run-paper.js';
import { tableSources } from './tables.js';
import type { FigureResult, Paper, PaperExperiment } from './types.js';

const space = openSpace('nas-bench-201');
const architectures = [...(space.enumerate?.() ?? [])].slice(0, 400).map((genotype) => space.encode(genotype));
/** The accuracy of cell i is i/4; its score is the same order, but for cells that have none. */
const accuracies = Float64Array.from(architectures, (_, i) => i / 4);

function tools(options: Partial<ReproduceTools> = {}): ReproduceTools {
  return {
    open: async () => ({ space: 'nas-bench-201', architectures, target: () => accuracies, isSampled: false }),
    score: async () => ({
      columns: [
        {
          key: 'toy',
          id: 'toy',
          direction: 'higher',
          scores: architectures.map((_, i) => (i % 50 === 0 ? { ok: false, reason: 'none' } : { ok: true, value: i ** 2 })),
        },
      ],
      seconds: 4,
      input: 'the ramp for images',
    }),
    openSpace,
    compute: (work) => work(),
    seed: 0,
    mostRuns: Infinity,
    ...options,
  };
}

const common = { source: 'Table 1', table: 'nas-bench-201', proxies: ['toy'], input: 'images' } as const;
const paperOf = (...experiments: PaperExperiment[]): Paper => ({ id: 'toy', title: 'Toy', paper: '2026', experiments });
async function resultsOf(paper: Paper, options?: Partial<ReproduceTools>): Promise<FigureResult[]> {
  const all: FigureResult[] = [];
  for await (const results of runPaper(paper, tools(options))) all.push(...results);
  return all;
}

describe('a reproduced correlation', () => {
  const experiment = (undefinedPolicy: 'omit' | 'last', published: number): PaperExperiment => ({
    kind: 'correlation',
    ...common,
    population: 'all',
    undefinedPolicy,
    figures: [
      { target: 'c10-test', metric: 'spearman', published, tolerance: 0.01 },
      { target: 'c10-test', metric: 'n', published: 392, tolerance: 0 },
    ],
  });

  it('lies within its tolerance or not, and tells n and what stood in', async () => {
    const [spearman, n] = await resultsOf(paperOf(experiment('omit', 0.995)));
    expect(spearman.measured).toBeCloseTo(1, 9);
    expect(spearman).toMatchObject({ isWithin: true, n: 392, seeds: 1, standIns: ['the ramp for images'], seconds: 4 });
    expect(n).toMatchObject({ measured: 392, isWithin: true });
    expect((await resultsOf(paperOf(experiment('omit', 0.98))))[0].isWithin).toBe(false);
    expect((await resultsOf(paperOf(experiment('last', 1))))[0].n).toBe(400);
  });

  it('allows a sample its own error, and compares no counts of one', async () => {
    const open: ReproduceTools['open'] = async () => ({
      space: 'nas-bench-201',
      architectures,
      target: () => accuracies,
      isSampled: true,
    });
    const [spearman, n] = await resultsOf(paperOf(experiment('omit', 0.9)), { open });
    expect(spearman.tolerance).toBeCloseTo(0.01 + (2 * (1 - 0.81)) / Math.sqrt(392), 12);
    expect(n.isWithin).toBeNull();
    expect(spearman.standIns).toContain('a random sample of 400 architectures instead of all');
  });

  it('says why a number was not computed', async () => {
    const [result] = await resultsOf(paperOf(experiment('omit', 0.9)), {
      open: async () => ({ missing: 'no table nb201.csv.gz' }),
    });
    expect(result).toMatchObject({ measured: null, isWithin: null, published: 0.9, reason: 'no table nb201.csv.gz' });
  });
});

describe('a reproduced search', () => {
  const figures = [
    { target: 'c10-test', metric: 'mean', published: 99.75, tolerance: 0.01 },
    { target: 'c10-test', metric: 'rank', published: 1, tolerance: 0 },
    { target: 'c10-test', metric: 'deviation', published: null, tolerance: 0 },
  ] as const;

  it('finds the best of all, and less in few draws, the same for the same seed', async () => {
    const whole = await resultsOf(paperOf({ kind: 'selection', ...common, draws: 'all', runs: 1, distinct: true, figures }));
    expect(whole.map(({ measured, isWithin }) => [measured, isWithin])).toEqual([
      [99.75, true],
      [1, true],
      [0, null],
    ]);
    const few: Paper = paperOf({ kind: 'selection', ...common, draws: 10, runs: 40, distinct: true, figures });
    const [mean, rank, deviation] = await resultsOf(few);
    expect(mean).toMatchObject({ isWithin: false, n: 10, seeds: 40, seconds: 0.1 });
    expect(mean.measured).toBeGreaterThan(80);
    expect(rank.measured).toBeLessThan(1.5);
    expect(deviation.measured).toBeGreaterThan(0);
    expect(await resultsOf(few)).toEqual([mean, rank, deviation]);
    expect((await resultsOf(few, { seed: 7 }))[0].measured).not.toBe(mean.measured);
    expect((await resultsOf(few, { mostRuns: 5 }))[0].seeds).toBe(5);
  });

  it('is not run on a sample too small for it', async () => {
    const open: ReproduceTools['open'] = async () => ({
      space: 'nas-bench-201',
      architectures,
      target: () => accuracies,
      isSampled: true,
    });
    const selection = (draws: number | 'all'): Paper =>
      paperOf({ kind: 'selection', ...common, draws, runs: 2, distinct: true, figures });
    expect((await resultsOf(selection('all'), { open }))[0].reason).toContain('every score');
    expect((await resultsOf(selection(201), { open }))[0].reason).toContain('a sample of at least 402');
    expect((await resultsOf(selection(200), { open }))[0].measured).not.toBeNull();
  });

  it('visits the best scored of a draw in their order', async () => {
    const [first, last] = await resultsOf(
      paperOf({
        kind: 'guided-search',
        ...common,
        searcher: 'warm-up',
        warmup: 400,
        budget: 20,
        runs: 3,
        guide: 'c10-val',
        reads: 'chosen',
        figures: [
          { target: 'c10-test', metric: 'median', published: 99.75, tolerance: 0, after: 1 },
          { target: 'c10-test', metric: 'median', published: 99.75, tolerance: 0 },
        ],
      }),
    );
    expect([first.isWithin, last.isWithin]).toEqual([true, true]);
    expect([first.n, last.n]).toEqual([1, 20]);
  });

  it('lets evolution look accuracies up, warmed up by the score', async () => {
    const all = [...(space.enumerate?.() ?? [])].map((genotype) => space.encode(genotype));
    const convs = Float64Array.from(all, (text) => text.split('conv_3x3').length - 1);
    const whole: Partial<ReproduceTools> = {
      open: async () => ({ space: 'nas-bench-201', architectures: all, target: () => convs, isSampled: false }),
      score: async () => ({
        columns: [{ key: 'toy', id: 'toy', direction: 'higher', scores: Array.from(convs, (value) => ({ ok: true, value })) }],
        seconds: 1,
      }),
    };
    const run = (searcher: string) =>
      resultsOf(
        paperOf({
          kind: 'guided-search',
          ...common,
          searcher,
          budget: 60,
          runs: 5,
          guide: 'c10-val',
          reads: 'chosen',
          figures: [
            { target: 'c10-test', metric: 'mean', published: null, tolerance: 0, after: 1 },
            { target: 'c10-test', metric: 'mean', published: null, tolerance: 0 },
          ],
        }),
        whole,
      );
    const cold = await run('evolution:population=16:tournament=4:batch=1');
    const warm = await run('evolution:population=16:tournament=4:batch=1:warmup=500');
    expect(warm[0].measured as number).toBeGreaterThan(cold[0].measured as number);
    expect(cold[1].measured as number).toBeGreaterThan(cold[0].measured as number);
    expect(warm[1].seconds).toBeCloseTo(500 / 15625, 12);
  });
});

describe('the papers', () => {
  it('name tables, targets, proxies and searchers that there are', () => {
    for (const { id, experiments } of papers) {
      for (const experiment of experiments) {
        const source = tableSources.find((table) => table.id === experiment.table);
        expect(source, `${id} ${experiment.table}`).toBeDefined();
        for (const { target } of experiment.figures) expect(Object.keys(source?.targets ?? {}), id).toContain(target);
        resolvePlan({ space: source?.space as string, proxies: experiment.proxies, data: 'ramp', batch: 8, seed: 0 }, registry);
        if (experiment.kind === 'guided-search' && experiment.warmup === undefined)
          expect(searchers.map((searcher) => searcher.id)).toContain(experiment.searcher.split(':')[0]);
      }
    }
    expect(proxies.length).toBeGreaterThan(10);
    expect(() => findPaper('epsillon')).toThrow('did you mean "epsilon"?');
  });
});
