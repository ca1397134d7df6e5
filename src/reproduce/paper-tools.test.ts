import { describe, expect, it } from 'vitest';
import { parseTable } from '../benchmarks/parse-table.js';
import { createRng } from '../core/rng.js';
import { createLocalHost } from '../engine/local-host.js';
import { openSpace } from '../spaces/index.js';
import { createPaperTools, type ReproduceSettings } from './paper-tools.js';
import { runPaper } from './run-paper.js';
import type { FigureResult, Paper } from './types.js';

const space = openSpace('nas-bench-201');
const rng = createRng(0, 'paper table');
const texts = [...new Set(Array.from({ length: 60 }, () => space.encode(space.sample(rng))))];
const accuracy = (text: string): number => 50 + 10 * (text.match(/nor_conv/g)?.length ?? 0);
const table = parseTable(['arch,nb201_c10_test200', ...texts.map((text) => `${text},${accuracy(text)}`)].join('\n'), 'cells.csv');

const experiment = {
  kind: 'correlation',
  source: 'Table 1',
  proxies: ['params'],
  input: 'none',
  population: 'all',
  undefinedPolicy: 'last',
  figures: [{ target: 'c10-test', metric: 'spearman', published: 0.9, tolerance: 0.2 }],
} as const;
const paper: Paper = {
  id: 'mine',
  title: 'Mine',
  paper: 'none',
  experiments: [
    { ...experiment, table: 'nas-bench-201' },
    { ...experiment, table: 'nas-bench-201', source: 'Table 2' },
    { ...experiment, table: 'nas-bench-101' },
  ],
};

async function run(settings: ReproduceSettings = {}): Promise<FigureResult[]> {
  const tools = createPaperTools(async ({ id }) => (id === 'nas-bench-201' ? table : undefined), settings, createLocalHost());
  const all: FigureResult[] = [];
  for await (const results of runPaper(paper, tools)) all.push(...results);
  return all;
}

describe('createPaperTools', () => {
  it('scores a table once for several figures, and says which table is missing', async () => {
    const scorings: number[] = [];
    const [one, two, missing] = await run({ onScoring: (_, total) => scorings.push(total) });
    expect(one).toMatchObject({ n: texts.length, isWithin: true });
    expect(two.measured).toBe(one.measured);
    expect(scorings).toEqual([texts.length]);
    expect(missing).toMatchObject({ measured: null, reason: expect.stringContaining('no table nb101_all.csv.gz') });
  });

  it('takes the same sample for the same seed, and says so', async () => {
    const [one] = await run({ sample: 20, seed: 1 });
    const [again] = await run({ sample: 20, seed: 1 });
    expect(one).toEqual({ ...again, seconds: one.seconds });
    expect(one).toMatchObject({ n: 20, standIns: ['a random sample of 20 architectures instead of all'] });
  });

  it('refuses a sample of one', async () => {
    await expect(run({ sample: 1 })).rejects.toThrow('sample: expected an integer of at least 2, got 1');
  });
});
