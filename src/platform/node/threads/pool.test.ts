import { availableParallelism } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { toyRegistry, toyRegistryModule } from '../../../../test/toy/registry.js';
import { evaluateStream } from '../../../engine/stream.js';
import type { Plan } from '../../../engine/types.js';
import { openPlan, type NodePlan } from '../requests/open-plan.js';
import { createPool, type Pool } from './pool.js';

const plan: Plan = { space: 'toy', proxies: ['edges', 'weight'], data: 'ramp', batch: 4, seed: 0 };
const setup = {
  plan,
  data: { text: 'ramp', recipe: { kind: 'ramp' }, prepared: [] },
  registryModule: toyRegistryModule,
} as const;
const space = toyRegistry.openSpace('toy');
const all = [...(space.enumerate as () => Iterable<unknown>)()].map((genotype) => space.encode(genotype));

const open: (Pool | NodePlan)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
function start(change: Partial<Plan> = {}, workers = 2, own: object = {}): Pool {
  const pool = createPool({ ...setup, plan: { ...plan, ...change }, ...own }, workers);
  open.push(pool);
  return pool;
}

describe('a pool', () => {
  it('says that a worker cannot be set up', async () => {
    await expect(
      start({}, 1, { registryModule: new URL('./absent.mjs', import.meta.url).href }).run([{ candidate: '0-1-2-0' }]),
    ).rejects.toThrow(/absent\.mjs/);
    await expect(start({ proxies: ['egdes'] }, 1).run([{ candidate: '0-1-2-0' }])).rejects.toThrow('did you mean "edges"?');
  });
});

describe('openPlan', () => {
  async function scoresWith(workers: number, change: Partial<Plan> = {}): Promise<unknown[]> {
    const opened = await openPlan({ ...plan, ...change }, { workers, registryModule: toyRegistryModule });
    open.push(opened);
    const runner = opened.runners.choose(opened.resolved.plan.proxies, all.length);
    const scores: unknown[] = [];
    for await (const chunk of evaluateStream(all, { ...opened, runner, total: all.length }))
      scores.push(...chunk.map(({ evaluation }) => evaluation.scores));
    return scores;
  }

  it('gives the same scores with any number of workers', async () => {
    const proxies = ['edges', 'spread', 'spread:weight=1e-7'];
    const alone = await scoresWith(0, { proxies });
    expect(alone).toHaveLength(81);
    for (const workers of [1, 2, 3]) expect(await scoresWith(workers, { proxies })).toEqual(alone);
  });

  it('keeps cheap work and small batches in this thread', async () => {
    const opened = await openPlan({ ...plan, proxies: ['edges', 'spread'] }, { workers: 2, registryModule: toyRegistryModule });
    open.push(opened);
    expect(opened.runners.choose(['edges'], 1_000_000).concurrency).toBe(1);
    expect(opened.runners.choose(['spread'], 10).concurrency).toBe(1);
    expect(opened.runners.choose(['spread'], 1000).concurrency).toBe(2);
    expect(opened.runners.choose(['spread'], 1000)).toBe(opened.runners.choose(['spread'], 2000));
  });

  it('starts one worker for each core by default', async () => {
    const opened = await openPlan({ ...plan, proxies: ['spread'] }, { registryModule: toyRegistryModule });
    open.push(opened);
    expect(opened.runners.choose(['spread'], 1000).concurrency).toBe(availableParallelism());
    await expect(openPlan(plan, { workers: -1 })).rejects.toThrow('workers: expected an integer from 0 to 1024, got -1');
  });

  it('prepares the images its proxies will read, and none when they read none', async () => {
    const opened = await openPlan({ ...plan, proxies: ['spread'], batch: 6 }, { registryModule: toyRegistryModule });
    expect(opened.data.prepared.map(({ count, shape }) => [count, shape])).toEqual([[6, [3, 8, 8]]]);
    expect((await openPlan(plan, { registryModule: toyRegistryModule })).data.prepared).toEqual([]);
    // Absent data are refused even where nothing reads them.
    for (const absent of [plan, { ...plan, proxies: ['spread'] }])
      await expect(openPlan({ ...absent, data: 'cifar10:absent.bin' }, { registryModule: toyRegistryModule })).rejects.toThrow(
        'data cifar10:absent.bin: expected a readable file at "absent.bin", got no such file or folder',
      );
  });
});
