/** What every runner does: run by this thread, by threads, and by a queue (runners.conformance.test.ts). */
import { getEventListeners } from 'node:events';
import { afterAll, describe, expect, it } from 'vitest';
import { createPatientRunner, endedWorkers } from '../src/engine/patient-runner.js';
import { evaluateStream } from '../src/engine/stream.js';
import type { Evaluation, Plan, Runner } from '../src/engine/types.js';
import { WorkerLost } from '../src/engine/worker-lost.js';
import { resolvePlan } from '../src/engine/plan.js';
import { toyRegistry } from './toy/registry.js';

export const toyPlan: Plan = { space: 'toy', proxies: ['edges', 'weight'], data: 'ramp', batch: 4, seed: 0 };
const space = toyRegistry.openSpace('toy');
export const toyCells = [...(space.enumerate as () => Iterable<unknown>)()].map((genotype) => space.encode(genotype));

/** A runner, with the function that ends it. */
export interface OpenedRunner {
  readonly runner: Runner;
  close(): Promise<void>;
}

/** How a runner is made for a plan of the toy registry. */
export interface RunnerMaker {
  readonly name: string;
  /** Whether a network that ends its thread or process leaves the runner alive. */
  readonly survives: boolean;
  open(plan: Plan): Promise<OpenedRunner>;
}

/** The suite for one maker. */
export function describeRunner({ name, survives, open }: RunnerMaker): void {
  describe(`the runner of ${name}`, () => {
    const opened = new Map<string, OpenedRunner>();
    afterAll(async () => {
      for (const one of opened.values()) await one.close();
    });
    /** One for each plan: a start takes longer than a test. */
    const start = async (plan: Plan = toyPlan): Promise<Runner> => {
      const key = JSON.stringify(plan);
      const one = opened.get(key) ?? (await open(plan));
      opened.set(key, one);
      return one.runner;
    };

    it('answers many calls at once, each in the order of its jobs', async () => {
      const runner = await start();
      const parts = [toyCells.slice(0, 40), toyCells.slice(40)];
      const answers = await Promise.all(parts.map((part) => runner.run(part.map((candidate) => ({ candidate })))));
      const edges = answers.flat().map(({ scores }) => scores.edges);
      expect(edges).toHaveLength(81);
      expect(edges[toyCells.indexOf('0-1-2-0')]).toEqual({ ok: true, value: 10, parts: { first: 1 } });
      expect(edges[0]).toEqual({ ok: false, reason: 'nothing to see' });
      for (const { seconds } of answers.flat()) expect(Object.keys(seconds)).toEqual(['edges', 'weight']);
    });

    it('gives the scores and the order of one thread to a stream', async () => {
      const runner = await start({ ...toyPlan, proxies: ['edges', 'spread:weight=1e-7'] });
      const resolved = resolvePlan({ ...toyPlan, proxies: ['edges', 'spread:weight=1e-7'] }, toyRegistry);
      const scores: Evaluation['scores'][] = [];
      for await (const chunk of evaluateStream(toyCells, { resolved, runner, now: () => performance.now() }))
        scores.push(...chunk.map(({ evaluation }) => evaluation.scores));
      expect(scores).toHaveLength(81);
      expect(scores[5]).toEqual({
        edges: { ok: true, value: 10, parts: { first: 1 } },
        'spread:weight=1e-7': expect.objectContaining({ ok: true }),
      });
    });

    it('runs the proxies that a job names', async () => {
      const runner = await start();
      const [one] = await runner.run([{ candidate: '0-1-2-0', proxies: ['weight'] }]);
      expect(Object.keys(one.scores)).toEqual(['weight']);
      expect(await runner.run([])).toEqual([]);
    });

    it('reports a malformed candidate as the error of that candidate', async () => {
      const runner = await start();
      const [bad, good] = await runner.run([{ candidate: 'nonsense' }, { candidate: '0-1-2-0' }]);
      expect(bad.error).toContain('expected four digits');
      expect(good.scores.edges.ok).toBe(true);
    });

    it('throws what would come again, with its kind', async () => {
      const runner = await start();
      await expect(runner.run([{ candidate: '0-1-2-0', proxies: ['absent'] }])).rejects.toThrow(
        'while evaluating 0-1-2-0: job asks for proxy "absent", which the plan does not hold',
      );
      const { space: _, ...noSpace } = toyPlan;
      await expect((await start(noSpace)).run([{ candidate: '0-1-2-0' }])).rejects.toMatchObject({
        name: 'AssayError',
        kind: 'usage',
      });
    });

    it('stops at an abort', async () => {
      const abort = new AbortController();
      const runner = await start();
      const run = runner.run(
        toyCells.map((candidate) => ({ candidate })),
        abort.signal,
      );
      abort.abort(new Error('enough'));
      await expect(run).rejects.toThrow('enough');
    });

    it('listens to a signal no longer than a call takes', async () => {
      const { signal } = new AbortController();
      const runner = await start();
      for (let call = 0; call < 12; call++) await runner.run([{ candidate: '0-1-2-0' }], signal);
      expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    });

    it.skipIf(!survives)('gives a reason to the job that ended two workers, and scores to the jobs beside it', async () => {
      const runner = await start({ ...toyPlan, proxies: ['edges:crash=true'] });
      const evaluations = await runner.run(['1-0-0-0', '0-1-2-0', '0-0-0-1'].map((candidate) => ({ candidate })));
      const scores = evaluations.map((evaluation) => evaluation.scores['edges:crash=true']);
      expect(scores.map(({ ok }) => ok)).toEqual([true, false, true]);
      expect(scores[1]).toEqual({ ok: false, reason: endedWorkers });
    });
  });
}

describe('a patient runner', () => {
  const scored = (value: number): Evaluation => ({ scores: { p: { ok: true, value } }, seconds: { p: 0 } });
  const names = ['a', 'b', 'c'];

  it('runs every job of a lost worker again by itself, in order', async () => {
    const calls: string[][] = [];
    const runner = createPatientRunner(
      {
        concurrency: 3,
        async run(jobs) {
          const candidates = jobs.map(({ candidate }) => candidate as string);
          calls.push(candidates);
          if (candidates.includes('b')) throw new WorkerLost('gone');
          return candidates.map((text) => scored(names.indexOf(text)));
        },
      },
      ['p'],
    );
    const evaluations = await runner.run(names.map((candidate) => ({ candidate })));
    expect(evaluations.map(({ scores }) => scores.p.ok)).toEqual([true, false, true]);
    expect(calls).toEqual([['a', 'b', 'c'], ['a'], ['b'], ['c']]);
    calls.length = 0;
    await runner.run([{ candidate: 'b' }]);
    expect(calls).toEqual([['b'], ['b']]);
  });

  it('passes on every other error, and follows a concurrency that changes', async () => {
    const inner = { concurrency: 1, run: async () => Promise.reject(new Error('a bug')) };
    const runner = createPatientRunner(inner, ['p']);
    await expect(runner.run([{ candidate: 'a' }])).rejects.toThrow('a bug');
    inner.concurrency = 5;
    expect(runner.concurrency).toBe(5);
  });
});
