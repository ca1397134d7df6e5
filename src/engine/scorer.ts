/**
 * Scores in this thread without touching a file: the whole engine as a library, in Node as in a browser. The command line's evaluator
 * differs in what it opens (data files, ONNX Runtime, weights of model files), not in what it computes.
 */
import { dataError, usageError } from '../core/errors.js';
import type { OrtEngine } from '../runtime/ort/types.js';
import { registry } from './built-in.js';
import { createDataSource } from './data/source.js';
import { parseDataSpec } from './data/spec.js';
import { createEvaluator } from './evaluate.js';
import { resolvePlan } from './plan.js';
import { createProviders } from './evidence/index.js';
import type { Candidate, DataSource, Evaluation, Images, Plan } from './types.js';

/** A plan of which only the proxies must be given. `data` is `ramp` (the default) or `noise`. */
export type ScorerPlan = Pick<Plan, 'proxies'> & Partial<Plan>;

export interface ScorerOptions {
  /** Images of your own, (count, channels, height, width), for the proxies that look at some; they stand in for `data`. A set for every input shape and count that is asked for. */
  readonly images?: readonly Images[];
  /** Runs networks with random weights: `createModuleEngine` of a loaded `onnxruntime-web` or `onnxruntime-node`. Proxies that run none need none. */
  readonly engine?: OrtEngine;
}

export interface Scorer {
  /** Scores by proxy, each a value or the reason why there is none. */
  score(candidate: Candidate): Promise<Evaluation>;
}

/** @throws a usage error for unknown proxies, options and spaces, for data that lie in files, and (from `score`) where an engine is missing. */
export function createScorer(given: ScorerPlan, { images = [], engine }: ScorerOptions = {}): Scorer {
  const plan: Plan = { data: 'ramp', batch: 64, seed: 0, ...given };
  const { kind } = parseDataSpec(plan.data);
  if (kind !== 'ramp' && kind !== 'noise')
    throw usageError('scorer', {
      expected: 'data ramp or noise, or images of your own',
      got: plan.data,
      hint: 'files are opened by openPlan of assay/node',
    });
  const source =
    images.length > 0
      ? ownImages(images)
      : createDataSource({ text: plan.data, recipe: kind === 'noise' ? { kind, seed: plan.seed } : { kind }, prepared: [] });
  const missing = usageError('scorer', {
    expected: 'an engine, for proxies that run networks',
    got: 'none',
    hint: 'createModuleEngine(onnxruntime)',
  });
  const providers = createProviders({
    source,
    seed: plan.seed,
    openOrtEngine: () => (engine === undefined ? Promise.reject(missing) : Promise.resolve(engine)),
  });
  const evaluator = createEvaluator(resolvePlan(plan, registry), { providers, now: () => performance.now() });
  return { score: (candidate) => evaluator.evaluate({ candidate }) };
}

/** Nothing else stands in where a set is missing: a score of other images would not be told from one of these. */
function ownImages(sets: readonly Images[]): DataSource {
  return {
    text: 'own images',
    images(count, shape) {
      const own = sets.find((images) => images.count === count && images.shape.join() === shape.join());
      if (own === undefined)
        throw dataError('scorer', {
          expected: `${count} images of ${shape.join('x')}`,
          got: sets.map((images) => `${images.count} of ${images.shape.join('x')}`).join(', '),
        });
      return own;
    },
  };
}
