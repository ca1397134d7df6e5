import { beforeAll, describe, expect, it } from 'vitest';
import { openSearch } from '../open-search.js';
import { createLocalHost } from '../../engine/local-host.js';
import { createMemoryJournal } from '../journal/memory-journal.js';
import { expectedEvaluations } from './run-progress.js';
import { layOver } from './lay-over.js';
import { readRun, type ReadRun } from './read-run.js';

async function run(seed: number, proxies: readonly string[], space = 'nas-bench-201'): Promise<ReadRun> {
  const journal = createMemoryJournal();
  const session = await openSearch({ space, searcher: 'random', budget: 40, proxies, seed, journal }, createLocalHost());
  await session.run();
  return readRun(journal.text());
}

describe('runs laid over each other', () => {
  let first: ReadRun;
  let second: ReadRun;
  beforeAll(async () => {
    first = await run(1, ['sed', 'params']);
    second = await run(2, ['sed', 'macs']);
  });

  it('are ranked together by the proxies that all have', () => {
    if (first.result === undefined || second.result === undefined) throw new Error('no result');
    const over = layOver([
      { name: 'one', result: first.result },
      { name: 'two', result: second.result },
    ]);
    expect(over).toMatchObject({ proxies: ['sed'], combination: 'rank-sum' });
    const sed = [first.result, second.result].map(({ finalists }) =>
      Math.max(...Array.from(finalists.columns['sed'] ?? [], (score) => (score.ok ? score.value : -Infinity))),
    );
    const winner = (sed[0] ?? 0) >= (sed[1] ?? 0) ? 0 : 1;
    expect(over.runs[winner]?.winner.place).toBe(1);
    expect(Math.max(...over.runs.map(({ best }) => best.at(-1)?.percentile ?? 0))).toBe(100);
    expect(over.settings.map(({ name }) => name)).toEqual(['proxies', 'seed']);
    for (const { front, best } of over.runs) {
      expect(front.every(({ percentile }, i) => i === 0 || percentile > (front[i - 1]?.percentile ?? 0))).toBe(true);
      expect(best.at(-1)?.evaluations).toBeGreaterThan(30);
    }
  });

  it('refuse runs of two spaces, and without a common proxy, in one line', async () => {
    if (first.result === undefined) throw new Error('no result');
    const other = await run(1, ['params'], 'darts');
    const size = await run(3, ['macs']);
    if (other.result === undefined || size.result === undefined) throw new Error('no result');
    const one = { name: 'one', result: first.result };
    expect(() => layOver([one, { name: 'other', result: other.result as never }])).toThrow('expected runs of one space');
    expect(() => layOver([one, { name: 'size', result: size.result as never }])).toThrow('expected runs with a proxy in common');
  });
});

describe('readRun', () => {
  it('reads a journal that ends within a line, and one without a score', async () => {
    const journal = createMemoryJournal();
    const session = await openSearch(
      { space: 'nas-bench-201', budget: 20, searcher: 'random', proxies: ['sed'], journal },
      createLocalHost(),
    );
    await session.run();
    const text = journal.text();
    const cut = readRun(text.slice(0, text.length - 60));
    expect(cut.result?.best(1)).toHaveLength(1);
    expect(readRun(text.slice(0, text.indexOf('\n') + 1)).problem).toContain('nothing was scored yet');
    expect(cut.state.settings && expectedEvaluations(cut.state.settings)).toBe(20);
  });
});
