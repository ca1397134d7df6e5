/** Fits a judgement to a few networks with known accuracies: reads them, scores and describes them beside random ones of the space, and learns. */
import { must } from '../core/must.js';
import type { KnownRequest } from './known-request.js';
import { dataError } from '../core/errors.js';
import { tableWhere } from '../benchmarks/table.js';
import { createRng } from '../core/rng.js';
import { checkParameter, checkRequest } from '../core/schema/check-request.js';
import { turn } from '../core/turn.js';
import type { Host } from '../engine/host.js';
import { createLocalHost } from '../engine/local-host.js';
import { planDefaults } from '../engine/plan.js';
import { planSettings } from '../engine/plan-settings.js';
import { hostField } from '../engine/request-fields.js';
import { fitSchema } from './fit-request.js';
import type { Plan } from '../engine/types.js';
import { openGivenSpace } from '../engine/values.js';
import { fitJudgement } from '../predictor/fit/fit-judgement.js';
import type { FittedJudgement } from '../predictor/types.js';
import type { GoodItem } from '../search/scoring/types.js';
import type { SearchSpace } from '../spaces/types.js';
import { describeNetworks, scoreNetworks, type ScoredNetwork } from './describe-networks.js';
import { chooseRecipe, featureProxies, judgementProxies, runsNothing } from './recipe.js';
import { judgeByGraph } from './judge-by-graph.js';
import { readKnown, type KnownNames } from './read-known.js';

/** What to learn from. */
export interface FitRequest extends KnownRequest {
  /** Built-in proxies whose scores are features too, by their specs. */
  readonly proxies?: readonly string[];
  /** Work that is done: of scoring, then of cross-validation. */
  readonly onProgress?: (step: 'scoring' | 'learning', done: number, total: number) => void;
  /** A line for the user before long work. */
  readonly onNotice?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** What was learned from the known networks. */
export interface FitResult {
  readonly fitted: FittedJudgement;
  readonly notes: readonly string[];
}

/** Random networks of the space that tell what is usual. */
const referenceCount = 200;
/** More take minutes. */
const manyKnown = 500;
/** What is learned takes the cube of the networks. */
const mostKnown = 2000;

/**
 * Learns from a few networks with known accuracies how to judge others.
 * @throws usage errors for the request, data errors for a list that says nothing, the signal's reason after an abort.
 */
export async function fitNetworks(request: FitRequest, host: Host = createLocalHost()): Promise<FitResult> {
  checkRequest('fitNetworks', fitSchema, request);
  checkParameter('host', hostField, host);
  const { known: table, seed = planDefaults.seed, signal, onProgress, onNotice } = request;
  const opened = request.space === undefined ? undefined : await openGivenSpace(request.space, host);
  const space = opened?.space;
  const names: KnownNames = space === undefined ? { models: request.models ?? [] } : { space };
  const { networks, target, notes } = readKnown(table, names, request.target);
  if (networks.length > mostKnown)
    throw dataError(tableWhere(table), {
      expected: `at most ${mostKnown.toLocaleString('en-US')} known networks`,
      got: networks.length.toLocaleString('en-US'),
      hint: `draw ${manyKnown} of them at random`,
      code: 'limit-exceeded',
    });
  if (networks.length > manyKnown)
    onNotice?.(
      `${networks.length.toLocaleString('en-US')} known networks are many: learning takes minutes, ten or more for ${mostKnown.toLocaleString('en-US')} (${manyKnown} drawn at random take about one)`,
    );
  const proxies = featureProxies(space, request.proxies);
  const known = networks.map(({ item }): Omit<ScoredNetwork, 'scores'> => viewOfItem(item, space));
  const reference = space === undefined || !runsNothing(proxies, space) ? [] : randomNetworks(space, seed);
  const all = [...known, ...reference];
  const scores = await scoreNetworks(
    all.map(({ genotype, architecture }) => architecture ?? (space as SearchSpace).encode(genotype)),
    planOf(request, opened?.text, proxies),
    opened,
    host,
    {
      onProgress: ({ done }) => onProgress?.('scoring', done, all.length),
      ...(signal === undefined ? {} : { signal }),
    },
  );
  const described = all.map((network, i): ScoredNetwork => ({ ...network, scores: must(scores[i], 'the scores of a network') }));
  const recipe = chooseRecipe(
    space,
    all.map(({ genotype }) => genotype),
    proxies,
    scores,
  );
  const features = describeNetworks(recipe, described);
  const fitted = await fitJudgement({
    ...(opened === undefined ? {} : { space: opened.text }),
    target,
    recipe,
    judgement: judgementProxies(space),
    judged: judgeByGraph(space, scores.slice(0, networks.length)),
    known: networks.map(({ item: { name }, form, accuracy }, i) => ({
      name,
      form,
      accuracy,
      features: must(features[i], 'the features of a network'),
    })),
    reference: features.slice(networks.length),
    seed,
    ...(runsNothing(proxies, space) ? {} : { settings: planSettings(request) }),
    async onFold(done, total) {
      onProgress?.('learning', done, total);
      await turn();
      signal?.throwIfAborted();
    },
  });
  return { fitted, notes };
}

function viewOfItem({ candidate, known }: GoodItem, space: SearchSpace | undefined): Omit<ScoredNetwork, 'scores'> {
  return typeof candidate === 'string'
    ? { genotype: known?.genotype, ...(space === undefined ? {} : { space }) }
    : { architecture: candidate };
}

function randomNetworks(space: SearchSpace, seed: number): Omit<ScoredNetwork, 'scores'>[] {
  const rng = createRng(seed, 'reference networks');
  return Array.from({ length: referenceCount }, () => ({ space, genotype: space.sample(rng) }));
}

function planOf(request: FitRequest, space: string | undefined, proxies: readonly string[]): Plan {
  return {
    ...(space === undefined ? {} : { space }),
    proxies,
    ...planSettings(request),
  };
}
