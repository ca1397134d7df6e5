import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toyRegistry } from '../../test/toy/registry.js';
import { createEvaluator } from './evaluate.js';
import { createLocalRunner } from './local-runner.js';
import { resolvePlan } from './plan.js';
import { costProvider } from './evidence/cost.js';
import { topologyProvider } from './evidence/topology.js';
import { evaluateStream, type Evaluated, type Progress, type StreamOptions } from './stream.js';
import type { Candidate, Job, Plan, Runner } from './types.js';

const plan: Plan = { space: 'toy', proxies: ['edges', 'weight'], data: 'ramp', batch: 4, seed: 0 };
const resolved = resolvePlan(plan, toyRegistry);
const space = toyRegistry.openSpace('toy');
const all = [...(space.enumerate as () => Iterable<unknown>)()].map((genotype) => space.encode(genotype));
const now = (): number => performance.now();

function localRunner(): Runner {
  const evaluator = createEvaluator(resolved, { providers: { topology: topologyProvider, cost: costProvider }, now });
  return createLocalRunner(evaluator, { now, turn: () => new Promise((done) => setTimeout(done)) });
}

/** Several runners in one: answers calls out of order, and counts how many are running. */
function scatteredRunner(concurrency: number): Runner & { jobs: Job[]; most: number } {
  const local = localRunner();
  let underWay = 0;
  let calls = 0;
  const runner = {
    concurrency,
    jobs: [] as Job[],
    most: 0,
    async run(jobs: readonly Job[]) {
      runner.most = Math.max(runner.most, ++underWay);
      runner.jobs.push(...jobs);
      await new Promise((done) => setTimeout(done, calls++ % 3));
      const evaluations = await local.run(jobs);
      underWay--;
      return evaluations;
    },
  };
  return runner;
}

async function collect(
  candidates: Iterable<Candidate> | AsyncIterable<Candidate>,
  options: Partial<StreamOptions> = {},
): Promise<Evaluated[]> {
  const results: Evaluated[] = [];
  for await (const chunk of evaluateStream(candidates, { resolved, runner: localRunner(), now, ...options }))
    results.push(...chunk);
  return results;
}

const scoresOf = (results: readonly Evaluated[]) => results.map(({ evaluation }) => evaluation.scores);

describe('evaluateStream', () => {
  it('yields results in input order, for any number of workers and any order of completion', async () => {
    const one = await collect(all);
    expect(one.map(({ candidate }) => candidate)).toEqual(all);
    expect(one.map(({ index }) => index)).toEqual(all.map((_, i) => i));
    for (const concurrency of [2, 5]) {
      const runner = scatteredRunner(concurrency);
      expect(scoresOf(await collect(all, { runner, total: all.length }))).toEqual(scoresOf(one));
      expect(runner.most).toBeGreaterThan(1);
      expect(runner.most).toBeLessThanOrEqual(concurrency * 2);
    }
  });

  it('scores each canonical form once with the proxies that allow it, and all candidates with the others', async () => {
    const runner = scatteredRunner(2);
    const results = await collect(all, { runner });
    const scoredBy = (text: string): number => runner.jobs.filter(({ proxies }) => proxies?.includes(text)).length;
    expect(scoredBy('weight')).toBe(15);
    expect(scoredBy('edges')).toBe(81);
    for (const { canonical, evaluation } of results) {
      expect(evaluation.scores.weight).toEqual(results.find((other) => other.canonical === canonical)?.evaluation.scores.weight);
      expect(Object.keys(evaluation.scores)).toEqual(['edges', 'weight']);
    }
  });

  it('runs nothing for a candidate whose form was scored, if there are only shared proxies', async () => {
    const runner = scatteredRunner(2);
    const results = await collect(all, { runner, proxies: ['weight'] });
    expect(runner.jobs).toHaveLength(15);
    expect(results.filter(({ ran }) => ran !== undefined)).toHaveLength(15);
    expect(results.every(({ evaluation }) => evaluation.scores.weight.ok)).toBe(true);
  });

  it('reports a malformed candidate and scores the rest', async () => {
    const results = await collect(['0-1-2-0', 'nonsense', '0-1-2-0']);
    expect(results.map(({ evaluation }) => evaluation.error)).toEqual([
      undefined,
      expect.stringContaining('nonsense'),
      undefined,
    ]);
    expect(results[2].evaluation.scores.weight.ok).toBe(true);
  });

  it('counts to the total, from any kind of iterable', async () => {
    const seen: Progress[] = [];
    async function* slowly(): AsyncGenerator<string> {
      for (const text of all) yield text;
    }
    await collect(slowly(), { total: 81, onProgress: (progress) => seen.push(progress) });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toMatchObject({ done: 81, total: 81 });
    expect(await collect([])).toEqual([]);
  });

  it('reads its input only as far as the running chunks', async () => {
    let read = 0;
    function* endless(): Generator<string> {
      for (;;) yield all[read++ % 81];
    }
    let yielded = 0;
    for await (const chunk of evaluateStream(endless(), { resolved, runner: scatteredRunner(2), now })) {
      yielded += chunk.length;
      expect(read - yielded).toBeLessThanOrEqual(5 * 32);
      if (yielded > 500) break;
    }
    expect(yielded).toBeGreaterThan(500);
  });

  it('spreads a short list over all workers', async () => {
    const local = localRunner();
    const lengths: number[] = [];
    const run = async (jobs: readonly Job[]) => {
      lengths.push(jobs.length);
      return local.run(jobs);
    };
    expect(await collect(all.slice(0, 4), { runner: { concurrency: 2, run } })).toHaveLength(4);
    expect(lengths.slice(0, 2)).toEqual([1, 1]);
  });

  it('replays known evaluations instead of running them', async () => {
    const runner = scatteredRunner(1);
    const known = {
      scores: { edges: { ok: true as const, value: -1 }, weight: { ok: true as const, value: -2 } },
      seconds: { edges: 0, weight: 0 },
    };
    const results = await collect(all, { runner, replay: ({ candidate }) => (candidate === all[0] ? known : undefined) });
    expect(results[0].evaluation.scores).toEqual(known.scores);
    expect(results[0].ran).toBeUndefined();
    expect(runner.jobs.map(({ candidate }) => candidate)).toEqual(all.slice(1));
  });

  it('stops at an abort with the reason of the signal', async () => {
    const abort = new AbortController();
    const done: number[] = [];
    const run = collect(all, {
      signal: abort.signal,
      onProgress: (progress) => {
        done.push(progress.done);
        abort.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    expect(done.at(-1)).toBeLessThan(81);
  });

  it('throws the error of a runner', async () => {
    const runner: Runner = { concurrency: 2, run: () => Promise.reject(new Error('the worker died')) };
    await expect(collect(all, { runner })).rejects.toThrow('the worker died');
  });

  it('gives the same scores for any input, shared or not', async () => {
    const alone = new Map(scoresOf(await collect(all)).map((scores, i) => [all[i], scores]));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...all), { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        async (candidates, concurrency) => {
          const results = await collect(candidates, { runner: scatteredRunner(concurrency) });
          expect(scoresOf(results)).toEqual(candidates.map((text) => alone.get(text)));
        },
      ),
      { numRuns: 20 },
    );
  });
});
