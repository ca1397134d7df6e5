/** Which networks to train next: those of which a fitted judgement expects most, of all that are not known (see acquisition). */
import { must } from '../core/must.js';
import { parameter, usageError, type AssayError } from '../core/errors.js';
import { checkParameter, checkRequest } from '../core/schema/check-request.js';
import { plural } from '../core/plural.js';
import { createRng } from '../core/rng.js';
import type { Host } from '../engine/host.js';
import { createLocalHost } from '../engine/local-host.js';
import { createLimits, type Limits } from '../engine/limits/limits.js';
import { planDefaults } from '../engine/plan.js';
import { planSettings } from '../engine/plan-settings.js';
import { hostField } from '../engine/request-fields.js';
import { openGivenSpace, type SpaceGiven } from '../engine/values.js';
import { openFitted } from '../predictor/open-fitted.js';
import type { FittedJudgement } from '../predictor/types.js';
import type { GoodItem } from '../search/scoring/types.js';
import { pickDiverse, type Acquisition } from './acquisition.js';
import { scoreNetworks, viewOf } from './describe-networks.js';
import { nextSchema } from './fit-request.js';
import { modelSource, type NetworkSource } from './network-source.js';

/** Where to look, and by what judgement. */
export interface NextRequest {
  /** The space of the judgement; left out, `models`. */
  readonly space?: SpaceGiven;
  /** Models to choose from, by a judgement fitted to models. */
  readonly models?: readonly GoodItem[];
  readonly fitted: FittedJudgement;
  /** How many to name. */
  readonly count: number;
  /** `ei` (the default) or `ucb`. */
  readonly by?: Acquisition;
  /** Limits such as `params<4e6 and fitted>93`: `fitted` is the predicted accuracy. */
  readonly where?: string;
  /** How many networks to look at: all of a space that is no larger. */
  readonly pool?: number;
  /** Of the draw. */
  readonly seed?: number;
  /** As `batch` and `imageSize`, what the judgement was fitted with unless given. */
  readonly data?: string;
  readonly batch?: number;
  readonly imageSize?: number;
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
  if (request.space === undefined && request.models === undefined)
    throw usageError(parameter('space'), { expected: 'a space, or models to choose from', got: 'neither', code: 'missing' });
  const opened = request.space === undefined ? undefined : await openGivenSpace(request.space, host);
  requireFittedTo(opened?.text, fitted);
  const space = opened?.space ?? modelSource(request.models ?? []);
  const limits = request.where === undefined ? undefined : createLimits(request.where, space, { later: [predicted] });
  const candidates = gather(space, request, limits, seed);
  if (candidates.length === 0) throw limits === undefined ? allKnown(fitted) : noneWithin(limits);
  const texts = candidates.map((genotype) => space.encode(genotype));
  const { settings } = fitted;
  const scores = await scoreNetworks(
    opened === undefined ? candidates.map((genotype) => space.build(genotype)) : texts,
    {
      ...(opened === undefined ? {} : { space: opened.text }),
      proxies: fitted.recipe.scores.map(({ proxy }) => proxy),
      // Scores compare with those that it learned from only if they are computed alike.
      ...planSettings({
        data: request.data ?? settings?.data,
        batch: request.batch ?? settings?.batch,
        imageSize: request.imageSize ?? settings?.imageSize,
        seed: settings?.seed ?? seed,
        init: settings?.init,
      }),
    },
    opened,
    host,
    { onProgress: ({ done }) => onProgress?.(done, texts.length), ...(signal === undefined ? {} : { signal }) },
  );
  const judgement = openFitted(fitted);
  const all = candidates.map((genotype, i) => ({
    architecture: must(texts[i], 'the text of a candidate'),
    genotype,
    ...judgement.predict(viewOf({ space, genotype, scores: must(scores[i], 'the scores of a candidate') })),
  }));
  const predictions = limits === undefined ? all : all.filter(({ genotype, accuracy }) => limits.keeps(genotype, () => accuracy));
  if (limits !== undefined && predictions.length === 0) throw noneWithin(limits);
  const length = fitted.regressor.settings['length'] ?? 1;
  const picked = pickDiverse(predictions, { by, count, best: judgement.best, length });
  return {
    networks: picked.map(({ place, worth }) => {
      const { architecture, accuracy, accuracyDeviation } = must(predictions[place], 'a picked network');
      return { architecture, accuracy, deviation: accuracyDeviation, worth };
    }),
    by,
    notes: [
      `${plural(candidates.length, 'network')} looked at, ${fitted.known.length} known ones left out`,
      ...(predictions.length < all.length
        ? [
            `${plural(all.length - predictions.length, 'network')} left out by what is predicted of ${all.length - predictions.length === 1 ? 'it' : 'them'}`,
          ]
        : []),
      ...(picked.length < count ? [`only ${picked.length} of ${count}: there are no more`] : []),
    ],
  };
}

/** The name of the predicted accuracy in limits, as in every other verb. */
const predicted = 'fitted';

/** @param space left out for models. */
function requireFittedTo(space: string | undefined, fitted: FittedJudgement): void {
  if (fitted.space === space) return;
  const of = (text: string | undefined): string => text ?? 'models';
  throw usageError(parameter('model'), {
    expected: `a judgement fitted to ${of(space)}`,
    got: `one fitted to ${of(fitted.space)}`,
    hint:
      space === undefined
        ? 'learn one from models of the folder that you have trained: assay fit FOLDER, with a list whose column file names them'
        : 'assay fit learns one from networks that you have trained',
    code: 'mismatch',
  });
}

/** Nothing is left to train. */
function allKnown({ known }: FittedJudgement): AssayError {
  return usageError(parameter('model'), {
    expected: 'networks that it was not fitted to',
    got: `none beside the ${known.length} known ones`,
    code: 'no-result',
  });
}

function noneWithin(limits: Limits): AssayError {
  return usageError(parameter('where'), {
    expected: 'limits that a network not yet known keeps',
    got: limits.text,
    hint: limits
      .seen()
      .map(({ quantity, min, max }) => `${quantity} from ${min.toPrecision(4)} to ${max.toPrecision(4)}`)
      .join(', '),
    code: 'no-result',
  });
}

/** Networks that are not known, each function once, within the limits. */
function gather(space: NetworkSource, { fitted, pool }: NextRequest, limits: Limits | undefined, seed: number): unknown[] {
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
