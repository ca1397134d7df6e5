import { describe, expect, it } from 'vitest';
import { toyRegistry } from '../../../test/toy/registry.js';
import { resolvePlan } from '../../engine/plan.js';
import type { Evaluation, Job, Plan, Runner, Runners } from '../../engine/types.js';
import { latencyMs } from '../../proxies/latency.js';
import { scored } from '../../proxies/types.js';
import { createMemoryCache } from './memory-cache.js';
import { withScoreCache, type CachedRunners, type ScoreCache } from './score-cache.js';

const plan: Plan = { space: 'toy', proxies: ['spread', 'edges'], data: 'ramp', batch: 4, seed: 3 };

/** Scores depend on the candidate, so that a mix-up shows. */
function open(
  cache: ScoreCache,
  change: Partial<Plan> = {},
  version = '1',
  machine?: string,
): CachedRunners & { readonly ran: Job[]; run(jobs: readonly Job[]): Promise<readonly Evaluation[]> } {
  const ran: Job[] = [];
  const resolved = resolvePlan({ ...plan, ...change }, { ...toyRegistry, proxies: [...toyRegistry.proxies, latencyMs] });
  const runner: Runner = {
    concurrency: 1,
    run: async (jobs) =>
      jobs.map((job) => {
        ran.push(job);
        const texts = job.proxies ?? resolved.proxies.map(({ text }) => text);
        const value = Number(String(job.candidate).replaceAll('-', ''));
        return {
          scores: Object.fromEntries(texts.map((text) => [text, scored(value + text.length / 100)])),
          seconds: Object.fromEntries(texts.map((text) => [text, 1])),
        };
      }),
  };
  const runners: Runners = { choose: () => runner, close: async () => undefined };
  const cached = withScoreCache(runners, { cache, resolved, version, ...(machine === undefined ? {} : { machine }) });
  return { ...cached, ran, run: (jobs) => cached.runners.choose([], 0).run(jobs) };
}

describe('a score cache', () => {
  it('runs what no run has scored, in the order asked, and never a network twice', async () => {
    const cache = createMemoryCache();
    const first = open(cache);
    const jobs: Job[] = [
      { candidate: '0-1-2-0', proxies: ['spread'] },
      { candidate: '1-1-1-1' },
      { candidate: '2-0-0-0', proxies: ['edges'] },
    ];
    const evaluations = await first.run(jobs);
    expect(evaluations.map(({ scores }) => Object.keys(scores))).toEqual([['spread'], ['spread', 'edges'], ['edges']]);
    const second = open(cache);
    expect((await second.run(jobs)).map(({ scores }) => scores)).toEqual(evaluations.map(({ scores }) => scores));
    // Scores that need no run are not cached.
    expect(second.ran).toEqual([
      { candidate: '1-1-1-1', proxies: ['edges'] },
      { candidate: '2-0-0-0', proxies: ['edges'] },
    ]);
    expect([first.hits(), second.hits()]).toEqual([0, 2]);
  });

  it('shares a score among genotypes of one canonical form', async () => {
    const cache = createMemoryCache();
    const [own] = await open(cache).run([{ candidate: '0-1-2-0', proxies: ['spread'] }]);
    const later = open(cache);
    expect(await later.run([{ candidate: '2-1-0-0', proxies: ['spread'] }])).toMatchObject([{ scores: own.scores }]);
    expect(later.ran).toEqual([]);
  });

  it.each<[string, Partial<Plan>, string?]>([
    ['other options', { proxies: ['spread:weight=2', 'edges'] }],
    ['another batch', { batch: 8 }],
    ['another image size', { imageSize: 4 }],
    ['other data', { data: 'noise' }],
    ['another space', { space: 'toy:size=2' }],
    ['other initial weights', { init: 'kaiming-normal' }],
    ['another version', {}, '2'],
  ])('keeps %s apart', async (_, change, version) => {
    const cache = createMemoryCache();
    await open(cache).run([{ candidate: '0-1-2-0', proxies: ['spread'] }]);
    const other = open(cache, change, version);
    await other.run([{ candidate: '0-1-2-0', proxies: [change.proxies?.[0] ?? 'spread'] }]);
    expect(other.ran).toHaveLength(1);
  });

  it('gives measurements to no other machine, and caches none from an unknown machine', async () => {
    const cache = createMemoryCache();
    const jobs: Job[] = [{ candidate: '0-1-2-0', proxies: ['latencyMs'] }];
    const runs = async (machine?: string): Promise<number> => {
      const own = open(cache, { proxies: ['latencyMs'] }, '1', machine);
      await own.run(jobs);
      return own.ran.length;
    };
    expect([await runs('here'), await runs('here'), await runs('there'), await runs(), await runs()]).toEqual([1, 0, 1, 1, 1]);
  });

  it('treats defaults and the same options written out as equal, and ignores what does not matter', async () => {
    const cache = createMemoryCache();
    await open(cache).run([{ candidate: '0-1-2-0', proxies: ['spread'] }]);
    const other = open(cache, { proxies: ['spread:weight=1', 'edges'], seed: 9 });
    await other.run([{ candidate: '0-1-2-0', proxies: ['spread:weight=1'] }]);
    expect(other.ran).toEqual([]);
  });
});
