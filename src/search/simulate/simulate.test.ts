import { describe, expect, it } from 'vitest';
import { toyRegistry } from '../../../test/toy/registry.js';
import { createRng } from '../../core/rng.js';
import { createEvaluator } from '../../engine/evaluate.js';
import { createLocalRunner } from '../../engine/local-runner.js';
import { resolvePlan } from '../../engine/plan.js';
import { costProvider } from '../../engine/evidence/cost.js';
import { topologyProvider } from '../../engine/evidence/topology.js';
import { averageCurve, incumbents } from './simulated-curve.js';
import { restrictSpace, simulateSearch, trainingRegistry, trainingText, type Training, type TrainingRecord } from './simulate.js';

const now = (): number => 0;
const toy = toyRegistry.openSpace('toy');
/** Accuracy is the sum of the digits, a training takes an hour; the one of zeros was never trained. */
function lookUp(architecture: string): TrainingRecord | undefined {
  const sum = architecture.split('-').reduce((total, digit) => total + Number(digit), 0);
  return sum === 0 ? undefined : { accuracy: sum, reported: 10 * sum, seconds: 3600 };
}

async function simulate(
  searcher: string,
  { guides = [] as string[], budget = 30, seed = 1, seconds = Infinity } = {},
): Promise<Training[]> {
  const resolved = resolvePlan(
    { space: 'toy', proxies: [...guides, trainingText], data: 'ramp', batch: 4, seed },
    trainingRegistry(toyRegistry),
  );
  const runner = createLocalRunner(
    createEvaluator(resolved, { providers: { topology: topologyProvider, cost: costProvider }, now }),
    { now, turn: () => Promise.resolve() },
  );
  return simulateSearch({
    resolved,
    searcher,
    budget,
    lookUp,
    now,
    seconds,
    ...(guides.length === 0 ? {} : { guides: { choose: () => runner, close: () => Promise.resolve() } }),
  });
}

describe('a simulated search', () => {
  it("trains the searcher's proposals one after the other, none twice, the same for the same seed", async () => {
    for (const spec of ['random', 'evolution:population=5:batch=1', 'local-search', 'zen-evolution', 'exhaustive']) {
      const trainings = await simulate(spec);
      expect(new Set(trainings.map(({ architecture }) => architecture)).size).toBe(trainings.length);
      expect(trainings.length).toBeGreaterThanOrEqual(29);
      expect(await simulate(spec)).toEqual(trainings);
    }
    expect(await simulate('random', { seed: 2 })).not.toEqual(await simulate('random'));
  });

  it('is guided by proxies: a warm-up begins with the best by them', async () => {
    const guided = await simulate('evolution:population=5:warmup=81', { guides: ['edges'], budget: 5 });
    const plain = await simulate('evolution:population=5', { budget: 5 });
    const mean = (trainings: readonly Training[]): number =>
      trainings.reduce((sum, { accuracy }) => sum + accuracy, 0) / trainings.length;
    expect(guided).toHaveLength(5);
    expect(mean(guided)).toBeGreaterThan(mean(plain));
  });

  it('trains nothing more when its time is over', async () => {
    expect(await simulate('random', { seconds: 10 * 3600 })).toHaveLength(10);
    expect(await simulate('evolution:population=4:batch=1', { seconds: 10 * 3600 })).toHaveLength(10);
  });
});

describe('a curve', () => {
  const run = (...accuracies: number[]): Training[] =>
    accuracies.map((accuracy) => ({ architecture: '', accuracy, reported: 100 - accuracy, seconds: 1800 }));

  it('reports the value of the best by the accuracy that the searcher sees', () => {
    expect(incumbents(run(5, 3, 8))).toEqual([
      { hours: 0.5, reported: 95 },
      { hours: 1, reported: 95 },
      { hours: 1.5, reported: 92 },
    ]);
  });

  it('averages the runs that have begun by then', () => {
    const curve = averageCurve([run(1, 2), run(3, 4)], 4);
    expect(curve.map(({ hours, runs, mean }) => [hours, runs, mean])).toEqual([
      [0.5, 2, 98],
      [0.75, 2, 98],
      [1, 2, 97],
    ]);
    expect(curve[2]).toMatchObject({ median: 97, deviation: Math.SQRT2 });
    expect(averageCurve([[]])).toEqual([]);
  });
});

describe('a space restricted to a table', () => {
  it('leaves nothing outside it to be found', () => {
    const texts = ['0-0-0-1', '0-0-1-1', '2-2-2-2'];
    const space = restrictSpace(toy, texts);
    const rng = createRng(3, 'test');
    expect([...(space.enumerate as () => Iterable<unknown>)()].map((genotype) => space.encode(genotype))).toEqual(texts);
    for (let i = 0; i < 50; i++) {
      const genotype = space.sample(rng);
      for (const own of [genotype, space.mutate(genotype, rng), ...space.neighbors(genotype)])
        expect(texts).toContain(space.encode(own));
    }
    expect(space.neighbors(space.decode('0-0-0-1')).map((own) => space.encode(own))).toEqual(['0-0-1-1']);
  });
});
