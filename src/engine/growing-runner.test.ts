import { describe, expect, it } from 'vitest';
import { createGrowingRunner, type Pace } from './growing-runner.js';
import type { Job, Runner } from './types.js';

/** Runs jobs that take so many milliseconds, and counts them. */
function counting(perJob: number, concurrency: number): Runner & { count: number } {
  const runner = {
    concurrency,
    count: 0,
    run(jobs: readonly Job[]) {
      runner.count += jobs.length;
      return Promise.resolve(jobs.map(() => ({ scores: {}, seconds: { a: perJob / 1000 } })));
    },
  };
  return runner;
}

/** How many of the jobs run here and in the pool, 32 at a time. */
async function shared(jobs: number, perJob: number, pace: Pace = { worked: 0, perJob: [] }): Promise<[number, number]> {
  const [local, pool] = [counting(perJob, 1), counting(perJob, 2)];
  const runner = createGrowingRunner({ jobs, local: () => local, pool: () => pool, pace });
  expect(runner.concurrency).toBe(pace.worked > 0 ? 2 : 1);
  for (let done = 0; done < jobs; done += 32)
    await runner.run(Array.from({ length: 32 }, (): Job => ({ candidate: 'a', proxies: ['a'] })));
  return [local.count, pool.count];
}

describe('a growing runner', () => {
  it('keeps short work here, and moves what takes long to the pool, for good', async () => {
    expect(await shared(6400, 0.05)).toEqual([6400, 0]);
    const [here, there] = await shared(6400, 2);
    expect(here).toBeLessThan(300);
    expect(here + there).toBe(6400);
  });

  it('knows the pace of earlier runners', async () => {
    expect(await shared(6400, 2, { worked: 1000, perJob: [2] })).toEqual([0, 6400]);
  });
});
