/** Which networks to train next: those of which a fitted judgement expects most, of all that are not known (see acquisition). */
import { parameter, usageError } from '../core/errors.js';
import { checkParameter, checkRequest } from '../core/schema/check-request.js';
import { plural } from '../core/plural.js';
import { createRng } from '../core/rng.js';
import type { Host } from '../engine/host.js';
import { createLocalHost } from '../engine/local-host.js';
import { createLimits } from '../engine/limits/limits.js';
import { planDefaults } from '../engine/plan.js';
import { hostField } from '../engine/request-fields.js';
import { openGivenSpace, type SpaceGiven } from '../engine/values.js';
import { openFitted } from '../predictor/open-fitted.js';
import type { FittedJudgement } from '../predictor/types.js';
import type { SearchSpace } from '../spaces/types.js';
import { pickDiverse, type Acquisition } from './acquisition.js';
import { scoreNetworks, viewOf } from './describe-networks.js';
import { nextSchema } from './fit-request.js';

/** Which space to look in, and by what judgement. */
export interface NextRequest {
  readonly space: SpaceGiven;
  readonly fitted: FittedJudgement;
  /** How many to name. */
  readonly count: number;
  /** `ei` (the default) or `ucb`. */
  readonly by?: Acquisition;
  /** Limits such as `params<4e6`. */
  readonly where?: string;
  /** How many networks to look at: all of a space that is no larger. */
  readonly pool?: number;
  readonly seed?: number;
  readonly data?: string;
  readonly batch?: number;
  /** Candidates looked at so far. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** A network worth training. */
export interface NextNetwork {
  readonly architecture: string;
  /** Predicted, with its standard deviation. */
  readonly accuracy: number;
  readonly deviation: number;
  /** What it was picked by: the improvement expected in normal scores, or the bound. */
  readonly worth: number;
}

/** The networks to train next. */
export interface NextResult {
  readonly networks: readonly NextNetwork[];
  readonly by: Acquisition;
  readonly notes: readonly string[];
}

const defaultPool = 4000;
/** Spaces up to this size are looked at whole where no pool is asked for. */
const visitable = 20_000;
/** Draws that are given up after so many rejections or repetitions a network. */
const mostTries = 50;

/**
 * Names the networks that are worth training next.
 * @throws usage errors for the request, the signal's reason after an abort.
 */
export async function nextNetworks(request: NextRequest, host: Host = createLocalHost()): Promise<NextResult> {
  checkRequest('nextNetworks', nextSchema, request);
  checkParameter('host', hostField, host);
  const { fitted, count, by = 'ei', seed = planDefaults.seed, onProgress, signal } = request;
  const opened = await openGivenSpace(request.space, host);
  const { space } = opened;
  if (fitted.space !== opened.text)
    throw usageError(parameter('model'), {
      expected: `a judgement fitted to ${opened.text}`,
      got: `one fitted to ${fitted.space ?? 'models'}`,
      code: 'mismatch',
    });
  const candidates = gather(space, request, seed);
  if (candidates.length === 0)
    throw usageError(parameter('where'), {
      expected: 'limits that a network not yet known keeps',
      got: request.where ?? 'none',
      code: 'no-result',
    });
  const texts = candidates.map((genotype) => space.encode(genotype));
  const scores = await scoreNetworks(
    texts,
    {
      space: opened.text,
      proxies: fitted.recipe.scores.map(({ proxy }) => proxy),
      data: request.data ?? planDefaults.data,
      batch: request.batch ?? planDefaults.batch,
      seed,
    },
    opened,
    host,
    { onProgress: ({ done }) => onProgress?.(done, texts.length), ...(signal === undefined ? {} : { signal }) },
  );
  const judgement = openFitted(fitted);
  const predictions = candidates.map((genotype, i) => judgement.predict(viewOf({ space, genotype, scores: scores[i] })));
  const length = fitted.regressor.settings['length'] ?? 1;
  const picked = pickDiverse(predictions, { by, count, best: judgement.best, length });
  return {
    networks: picked.map(({ place, worth }) => ({
      architecture: texts[place],
      accuracy: predictions[place].accuracy,
      deviation: predictions[place].accuracyDeviation,
      worth,
    })),
    by,
    notes: [
      `${plural(candidates.length, 'network')} looked at, ${fitted.known.length} known ones left out`,
      ...(picked.length < count ? [`only ${picked.length} of ${count}: there are no more`] : []),
    ],
  };
}

/** Networks that are not known, each function once, within the limits. */
function gather(space: SearchSpace, { fitted, where, pool }: NextRequest, seed: number): unknown[] {
  const limits = where === undefined ? undefined : createLimits(where, space);
  const met = new Set(fitted.known.map(({ form }) => form));
  const found: unknown[] = [];
  const add = (genotype: unknown): void => {
    if (limits?.admits(genotype) === false) return;
    const form = space.canonical(genotype);
    if (met.has(form)) return;
    met.add(form);
    found.push(genotype);
  };
  if (pool === undefined && space.enumerate !== undefined && (space.size ?? Infinity) <= visitable)
    for (const genotype of space.enumerate()) add(genotype);
  else {
    const wanted = pool ?? defaultPool;
    const rng = createRng(seed, 'next networks');
    for (let tries = wanted * mostTries; tries > 0 && found.length < wanted; tries--) add(space.sample(rng));
  }
  return found;
}
