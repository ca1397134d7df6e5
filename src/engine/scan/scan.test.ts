import { describe, expect, it } from 'vitest';
import { registry } from '../built-in.js';
import { createRng } from '../../core/rng.js';
import { createLimits } from '../limits/limits.js';
import { resolvePlan, type ResolvedPlan } from '../plan.js';
import { scoreSed } from '../../proxies/sed.js';
import type { SearchSpace } from '../../spaces/types.js';
import { collectScan } from './collect-scan.js';
import { createLocalScanRunner } from './local-scan-runner.js';
import { canScan, createScanner } from './scan-block.js';
import { createDraws } from './scanned-draws.js';
import type { ScanRequest, ScanResult, ScanRunner } from './types.js';

const planOf = (space: string, proxies = ['sed', 'params']): ResolvedPlan =>
  resolvePlan({ space, proxies, data: 'ramp', batch: 64, seed: 4 }, registry);
const request: ScanRequest = { purpose: 'draw 0', proxies: ['sed', 'params'], quantities: ['macs'] };

describe('a scan', () => {
  it.each(['nas-bench-201', 'nas-bench-101', 'darts'])('of %s gives the same as scoring each genotype separately', async (id) => {
    const resolved = planOf(id);
    const space = resolved.space as SearchSpace;
    const scanned = await collectScan({
      runner: createLocalScanRunner(createScanner(resolved, request)),
      columns: 3,
      count: 1000,
    });
    expect(scanned).toMatchObject({ distinct: 1000, rejected: 0 });
    const draw = createDraws(space, 4, 'draw 0').at;
    const forms = new Set<string>();
    Array.from(scanned.indices).forEach((index, i) => {
      const genotype = draw(index);
      forms.add(space.canonical(genotype));
      const sed = scoreSed((space.topology as NonNullable<typeof space.topology>)(genotype));
      const { params, macs } = (space.cost as NonNullable<typeof space.cost>)(genotype);
      expect(scanned.columns.map((column) => column[i])).toEqual([sed.ok ? sed.value : NaN, params, macs]);
    });
    expect(forms.size).toBe(1000);
    // Genotypes that were left out had an earlier form.
    for (let index = 0; index < scanned.indices[999]; index++) expect(forms.has(space.canonical(draw(index)))).toBe(true);
  });

  it('does not depend on which thread finishes first', async () => {
    const resolved = planOf('nas-bench-201');
    const scan = createScanner(resolved, request);
    const rng = createRng(1, 'delays');
    const restless: ScanRunner = {
      concurrency: 3,
      forget: () => undefined,
      run: (block) => new Promise((resolve) => setTimeout(() => resolve(scan(block)), rng.int(20))),
    };
    const options = { columns: 3, count: 3000 };
    expect(await collectScan({ runner: restless, ...options })).toEqual(
      await collectScan({ runner: createLocalScanRunner(scan), ...options }),
    );
  });

  it('applies the limits, and says how many broke them and which values were seen', async () => {
    const resolved = planOf('nas-bench-201');
    const where = 'params < 0.3M';
    const scanned = await collectScan({
      runner: createLocalScanRunner(createScanner(resolved, { ...request, where })),
      columns: 3,
      count: 200,
    });
    expect(scanned.distinct).toBe(200);
    expect(Math.max(...scanned.columns[1])).toBeLessThan(300_000);
    const limits = createLimits(where, resolved.space as SearchSpace);
    const draw = createDraws(resolved.space as SearchSpace, 4, 'draw 0').at;
    for (let index = 0; index < scanned.proposed; index++) limits.admits(draw(index));
    expect(scanned.rejected).toBe(limits.counts().rejected);
    expect(scanned.seen).toEqual(limits.seen());
  });

  it('ends when nothing is left, when nothing new appears, and when time is up', async () => {
    const resolved = planOf('nas-bench-201');
    const runner = createLocalScanRunner(createScanner(resolved, request));
    const total = createDraws(resolved.space as SearchSpace, 4, 'draw 0').count;
    expect(await collectScan({ runner, columns: 3, count: 1_000_000, total })).toMatchObject({
      distinct: 6466,
      proposed: 15_625,
      rejected: 0,
    });
    const { numbered: _, ...endless } = resolved.space as SearchSpace;
    const again = createLocalScanRunner(
      createScanner(
        { ...resolved, space: { ...endless, sample: (rng) => endless.sample(createRng(rng.int(9), 'few')) } },
        request,
      ),
    );
    expect((await collectScan({ runner: again, columns: 3, count: 1_000_000 })).distinct).toBeLessThanOrEqual(9);
    let asked = 0;
    expect((await collectScan({ runner, columns: 3, count: 1_000_000, isTimeUp: () => ++asked > 2 })).distinct).toBeGreaterThan(
      0,
    );
  }, 60_000);

  it('does not wait for a slow thread when the time is over', async () => {
    const plan = planOf('nas-bench-201', ['params']);
    const scan = createScanner(plan, { purpose: 'draw 0', proxies: ['params'], quantities: [] });
    const runner: ScanRunner = {
      concurrency: 2,
      run: (block) => (block.first === 0 ? new Promise(() => undefined) : Promise.resolve(scan(block))),
      forget: () => undefined,
    };
    let found = 0;
    const { distinct, indices } = await collectScan({
      runner,
      columns: 1,
      count: 1_000_000,
      isTimeUp: (soFar) => (found = soFar) >= 1_000,
    });
    expect(distinct).toBeGreaterThan(0);
    expect(indices[0]).toBeGreaterThanOrEqual(1024);
    expect(found).toBeGreaterThanOrEqual(1_000);
  });

  it('gives up after as many repetitions with a time limit, and after many more where limits reject all', async () => {
    const none: ScanResult = {
      proposed: 0,
      rejected: 0,
      places: new Uint32Array(),
      keys: new Uint32Array(),
      columns: [],
      seen: [],
    };
    const runner = (isRejected: boolean): ScanRunner => ({
      concurrency: 1,
      run: ({ count }) => Promise.resolve({ ...none, proposed: count, rejected: isRejected ? count : 0 }),
      forget: () => undefined,
    });
    const proposedBy = async (isRejected: boolean, isTimeUp?: () => boolean): Promise<number> =>
      (
        await collectScan({
          runner: runner(isRejected),
          columns: 1,
          count: 9,
          isBuilt: true,
          ...(isTimeUp === undefined ? {} : { isTimeUp }),
        })
      ).proposed;
    expect(await proposedBy(true)).toBe(64 * 64);
    expect(await proposedBy(false, () => false)).toBe(64 * 64);
    expect(await proposedBy(true, () => false)).toBe(16 * 64 * 64);
  });

  it('is for proxies that run nothing', () => {
    expect(canScan(planOf('nas-bench-201', ['sed', 'params', 'epsilon']), ['sed', 'params'])).toBe(true);
    expect(canScan(planOf('nas-bench-201', ['sed', 'epsilon']), ['sed', 'epsilon'])).toBe(false);
  });
});
