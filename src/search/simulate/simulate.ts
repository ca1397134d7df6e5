/**
 * A search replayed on a table: an architecture is "trained" by looking up its accuracy, which takes the time in the table. The rest of
 * the search is the real one: the same searchers, warm-ups and moves by proxies, one training after the other.
 */
import type { ResolvedPlan } from '../../engine/plan.js';
import type { Registry, Runner, Runners } from '../../engine/types.js';
import { defineProxy, scored, undefinedScore } from '../../proxies/types.js';
import type { SearchSpace } from '../../spaces/types.js';
import { runSearch } from '../run-search.js';

/** The row of a table for one architecture. */
export interface TrainingRecord {
  /** The accuracy that the searcher sees, in percent: validation. */
  readonly accuracy: number;
  /** The value reported for the best by `accuracy`. */
  readonly reported: number;
  readonly seconds: number;
}

/** One training of a simulated search: the architecture, and its values in the table. */
export interface Training extends TrainingRecord {
  readonly architecture: string;
}

/** The text of the proxy that stands for training. */
export const trainingText = 'training';

/** Stands for training in a plan; it is answered from the table and never evaluated. */
const training = defineProxy({
  id: trainingText,
  title: 'Accuracy after training, from a table',
  paper: 'of the table',
  direction: 'higher',
  seeded: false,
  sharedByCanonical: false,
  options: {},
  requests: () => [{ kind: 'training' }],
  score(evidence) {
    const answer = evidence.get({ kind: 'training' });
    return answer.ok ? scored(answer.value.accuracy) : undefinedScore(answer.reason);
  },
});

/** The registry with the stand-in for training: plans that name `trainingText` last can be simulated. */
export function trainingRegistry(registry: Registry): Registry {
  return { ...registry, proxies: [...registry.proxies, training] };
}

interface SimulateOptions {
  /** Guides, if any, then `trainingText`. */
  readonly resolved: ResolvedPlan;
  /** Of the guides; none by default. */
  readonly guides?: Runners;
  readonly searcher: string;
  /** Trainings. */
  readonly budget: number;
  /** How the guides become one score. */
  readonly combination?: string;
  /** Undefined for an architecture the table does not hold. */
  lookUp(architecture: string): TrainingRecord | undefined;
  /** Simulated time after which nothing is trained. */
  readonly seconds?: number;
  readonly now: () => number;
}

/** Every training of one search, in its order. @throws what `runSearch` throws. */
export async function simulateSearch({
  resolved,
  guides,
  searcher,
  budget,
  combination,
  lookUp,
  seconds = Infinity,
  now,
}: SimulateOptions): Promise<Training[]> {
  const trainings: Training[] = [];
  let spent = 0;
  const trainer: Runner = {
    concurrency: 1,
    run: async (jobs) =>
      jobs.map(({ candidate }) => {
        const architecture = candidate as string;
        const record = lookUp(architecture);
        if (record !== undefined && spent < seconds) {
          trainings.push({ architecture, ...record });
          spent += record.seconds;
        }
        return {
          scores: { [trainingText]: record === undefined ? undefinedScore('not in the table') : scored(record.accuracy) },
          seconds: { [trainingText]: 0 },
        };
      }),
  };
  const runners: Runners = {
    choose: (proxies, jobs) => (proxies.includes(trainingText) || guides === undefined ? trainer : guides.choose(proxies, jobs)),
    close: async () => undefined,
  };
  await runSearch({
    resolved,
    runners,
    now,
    searcher,
    budget,
    objectives: [{ text: trainingText, kind: 'proxy', proxy: trainingText, goal: 'max' }],
    ...(combination === undefined ? {} : { combination }),
    ...(seconds === Infinity ? {} : { timeLeft: () => (spent < seconds ? Infinity : 0) }),
  });
  return trainings;
}

/** The part of the space that a table lists: samples, moves and neighbours stay inside. */
export function restrictSpace(space: SearchSpace, texts: readonly string[]): SearchSpace {
  const known = new Set(texts);
  const { numbered: _, ...rest } = space;
  const neighbors = (genotype: unknown): unknown[] =>
    space.neighbors(genotype).filter((neighbor) => known.has(space.encode(neighbor)));
  const sample: SearchSpace['sample'] = (rng) => space.decode(rng.pick(texts));
  return {
    ...rest,
    size: texts.length,
    sample,
    neighbors,
    mutate(genotype, rng) {
      const near = neighbors(genotype);
      return near.length === 0 ? sample(rng) : rng.pick(near);
    },
    *enumerate() {
      for (const text of texts) yield space.decode(text);
    },
  };
}
