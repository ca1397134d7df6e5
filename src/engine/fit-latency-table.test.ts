import { describe, expect, it } from 'vitest';
import { countCost } from '../arch/cost.js';
import { openSpace } from '../spaces/index.js';
import { fitLatencyTable } from './fit-latency-table.js';
import type { Host } from './host.js';
import { describeLatencyTable, parseLatencyTable, printLatencyTable } from '../runtime/latency/latency-table.js';
import { createLocalHost } from './local-host.js';
import { registry } from './built-in.js';
import { resolvePlan } from './plan.js';
import { scored, undefinedScore } from '../proxies/types.js';

const space = openSpace('nas-bench-201:C=4:N=1');

/** A machine on which a network takes a microsecond for a thousand multiply-accumulates, if it runs any. */
function timing(runsNetworks: boolean): Host {
  const ms = (text: string): number => countCost(space.build(space.decode(text))).macs / 1e6;
  return {
    ...createLocalHost(),
    openSpace: async () => space,
    machine: async () => ({ device: 'paper', engine: 'pencil 1.0' }),
    async openPlan(plan) {
      const [text] = plan.proxies;
      const runner = {
        concurrency: 1,
        run: async (jobs: readonly { readonly candidate: unknown }[]) =>
          jobs.map(({ candidate }) => ({
            scores: { [text]: runsNetworks ? scored(ms(candidate as string)) : undefinedScore('no engine') },
            seconds: { [text]: 0 },
          })),
      };
      const runners = { choose: () => runner, close: async () => undefined };
      return { resolved: resolvePlan(plan, registry), registry, data: {}, runners, now: () => 0, close: async () => undefined };
    },
  };
}

describe('fitLatencyTable', () => {
  it('fits the networks that are not tested, and predicts the others', async () => {
    const done: number[] = [];
    const fit = await fitLatencyTable(
      'nas-bench-201:C=4:N=1',
      { sample: 40, test: 10, onProgress: (count) => done.push(count) },
      timing(true),
    );
    expect(fit.table).toMatchObject({ space: 'nas-bench-201:C=4:N=1', machine: { device: 'paper' }, networks: 40, runs: 20 });
    expect(fit.measuredMs).toHaveLength(50);
    expect(done.at(-1)).toBe(50);
    expect(fit.checks).toHaveLength(10);
    expect(fit.table.heldOut).toEqual(fit.heldOut);
    const named = await fitLatencyTable('nas-bench-201:C=4:N=1', { sample: 8, test: 4, on: 'a phone' }, timing(true));
    expect(named.table.machine).toEqual({ device: 'a phone', engine: 'pencil 1.0' });
    const again = parseLatencyTable('t', printLatencyTable(named.table));
    expect(again).toEqual(named.table);
    expect(describeLatencyTable(again)).toMatch(/measured on a phone with pencil 1\.0.*; on 4 others half within/);
    const { heldOut: _, ...older } = named.table;
    expect(describeLatencyTable(parseLatencyTable('t', printLatencyTable(older)))).toMatch(/; its error was not measured$/);
    // Times that are sums over operators are recovered.
    expect(fit.heldOut.medianError).toBeLessThan(0.1);
    expect(fit.heldOut.spearman).toBeGreaterThan(0.9);
  });

  it('says that nothing can be run', async () => {
    await expect(fitLatencyTable(space, { sample: 2, test: 2 }, timing(false))).rejects.toThrow(
      'latency: expected networks that ONNX Runtime runs, got no engine',
    );
  });

  it('refuses a sample of one', async () => {
    await expect(fitLatencyTable(space, { sample: 1 }, timing(true))).rejects.toThrow(
      'sample: expected an integer of at least 2',
    );
  });
});
