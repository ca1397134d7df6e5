/**
 * How well a fitted judgement ranks a space, by how many networks it has learned from: networks with accuracies are drawn, learned from as
 * `fitNetworks` does, and all are predicted. Every network is scored once.
 */
import { must } from '../core/must.js';
import { createRng } from '../core/rng.js';
import { checkParameter, checkRequest } from '../core/schema/check-request.js';
import { kendallTauB } from '../core/statistics/index.js';
import type { Host } from '../engine/host.js';
import { createLocalHost } from '../engine/local-host.js';
import { planDefaults } from '../engine/plan.js';
import { hostField } from '../engine/request-fields.js';
import { openGivenSpace, type SpaceGiven } from '../engine/values.js';
import { chooseRegressor } from '../predictor/fit/cross-validate.js';
import { createTraining, type FitData } from '../predictor/fit/fit-judgement.js';
import { standardise } from '../predictor/features/scaling.js';
import { priorOf } from '../predictor/prior.js';
import { curveSchema } from './curve-request.js';
import { describeNetworks, scoreNetworks, type ScoredNetwork } from './describe-networks.js';
import { judgeByGraph } from './judge-by-graph.js';
import { chooseRecipe, featureProxies, judgementProxies } from './recipe.js';

/** Which networks, and how many to learn from. */
export interface CurveRequest {
  readonly space: SpaceGiven;
  /** Published strings, each once. */
  readonly architectures: readonly string[];
  /** One an architecture. */
  readonly accuracies: ArrayLike<number>;
  /** Numbers of networks to learn from. */
  readonly counts: readonly number[];
  readonly draws: number;
  readonly seed?: number;
  /** A draw is done. */
  readonly onDraw?: (count: number, draw: number, tau: number) => void;
}

/** Kendall's tau-b on all networks. */
export interface CurvePointOfFit {
  readonly count: number;
  /** One a draw. */
  readonly taus: readonly number[];
  /** The same on networks whose function was not drawn. */
  readonly unseenTaus: readonly number[];
  /** How often each regressor was chosen. */
  readonly chosen: { readonly [regressor: string]: number };
}

/** How well judgements fitted to few networks rank the others, by how many there were. */
export interface PredictorCurve {
  readonly points: readonly CurvePointOfFit[];
  /** Of the judgement that nothing is fitted to. */
  readonly judgementTau: number | null;
  readonly features: number;
}

const referenceCount = 200;

/**
 * Fits judgements to ever more networks of a table, and measures how well each ranks the others.
 * @throws usage errors for the request, data errors for architectures that cannot be read.
 */
export async function predictorCurve(request: CurveRequest, host: Host = createLocalHost()): Promise<PredictorCurve> {
  checkRequest('predictorCurve', curveSchema, request);
  checkParameter('host', hostField, host);
  const { architectures, counts, draws, seed = planDefaults.seed, onDraw } = request;
  const accuracies = Float64Array.from(request.accuracies);
  const opened = await openGivenSpace(request.space, host);
  const { space } = opened;
  const genotypes = architectures.map((text) => space.decode(text));
  const forms = genotypes.map((genotype) => space.canonical(genotype));
  const proxies = featureProxies(space);
  const plan = { space: opened.text, proxies, data: planDefaults.data, batch: planDefaults.batch, seed };
  const scores = await scoreNetworks(architectures, plan, opened, host);
  const recipe = chooseRecipe(space, genotypes, proxies, scores);
  const features = describeNetworks(
    recipe,
    genotypes.map((genotype, i): ScoredNetwork => ({ space, genotype, scores: must(scores[i], 'the scores of a network') })),
  );
  const featuresAt = (place: number): Float64Array => must(features[place], 'the features of an architecture');
  const every = [...architectures.keys()];
  const learnFrom = (known: readonly number[], reference: readonly number[]) => {
    const data: Omit<FitData, 'judged'> = {
      target: 'accuracy',
      recipe,
      judgement: judgementProxies(space),
      known: uniteDrawn(known, forms, accuracies).map(({ at, accuracy }) => ({
        name: must(architectures[at], 'an architecture'),
        form: must(forms[at], 'the form of an architecture'),
        accuracy,
        features: featuresAt(at),
      })),
      reference: reference.map(featuresAt),
      seed,
    };
    const { scales, prior, training } = createTraining(data);
    return { training, rows: features.map((one) => standardise(one, scales)), prior, scales };
  };
  const points = counts.map((count): CurvePointOfFit => {
    const taus: number[] = [];
    const unseenTaus: number[] = [];
    const chosen: Record<string, number> = {};
    for (let draw = 0; draw < draws; draw++) {
      const order = createRng(seed, `curve ${count} ${draw}`).shuffle(every);
      const known = order.slice(0, count);
      const { training, rows, prior } = learnFrom(known, order.slice(-referenceCount));
      const { definition, settings } = chooseRegressor(training);
      chosen[definition.id] = (chosen[definition.id] ?? 0) + 1;
      const regressor = definition.learn(training, settings);
      const means = rows.map((row) => regressor.mean(row, priorOf(row, prior)));
      const drawn = new Set(known.map((i) => forms[i]));
      const unseen = every.filter((i) => !drawn.has(forms[i]));
      const tauOf = (places: readonly number[]): number =>
        kendallTauB(
          Float64Array.from(places, (i) => means[i] ?? NaN),
          Float64Array.from(places, (i) => accuracies[i] ?? NaN),
        ) ?? 0;
      const tau = tauOf(every);
      taus.push(tau);
      unseenTaus.push(tauOf(unseen));
      onDraw?.(count, draw, tau);
    }
    return { count, taus, unseenTaus, chosen };
  });
  const { scales } = learnFrom(every.slice(0, 2), every.slice(0, referenceCount));
  return { points, judgementTau: kendallTauB(judgeByGraph(space, scores), accuracies), features: scales.length };
}

/** Drawn networks of one function are one, with their mean. */
function uniteDrawn(
  drawn: readonly number[],
  forms: readonly string[],
  accuracies: Float64Array,
): { readonly at: number; readonly accuracy: number }[] {
  const groups = new Map<string, { readonly at: number; readonly values: number[] }>();
  for (const at of drawn) {
    const form = must(forms[at], 'the form of an architecture');
    const value = must(accuracies[at], 'the accuracy of an architecture');
    const group = groups.get(form);
    if (group === undefined) groups.set(form, { at, values: [value] });
    else group.values.push(value);
  }
  return [...groups.values()].map(({ at, values }) => ({
    at,
    accuracy: values.reduce((sum, value) => sum + value, 0) / values.length,
  }));
}
