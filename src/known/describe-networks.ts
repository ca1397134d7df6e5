/** The features of networks, once their scores are known. */
import { must } from '../core/must.js';
import type { Architecture } from '../arch/types.js';
import type { Host } from '../engine/host.js';
import { evaluateStream, type Progress } from '../engine/stream.js';
import type { Candidate, Plan } from '../engine/types.js';
import { registryWith, type OpenedSpace } from '../engine/values.js';
import { createFeatureSet } from '../predictor/features/feature-set.js';
import type { FeatureRecipe, NetworkView } from '../predictor/features/types.js';
import { undefinedScore, type Score } from '../proxies/types.js';
import type { SearchSpace } from '../spaces/types.js';

/** Scores of one network, by proxy. */
export type NetworkScores = { readonly [proxy: string]: Score };

export interface ScoreOptions {
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** The scores of networks, in their order. @throws the signal's reason after an abort. */
export async function scoreNetworks(
  candidates: readonly Candidate[],
  plan: Plan,
  opened: OpenedSpace | undefined,
  host: Host,
  options: ScoreOptions = {},
): Promise<NetworkScores[]> {
  const registry = registryWith(opened, []);
  const { resolved, runners, now, close } = await host.openPlan(plan, registry === undefined ? {} : { registry });
  const rows: NetworkScores[] = [];
  try {
    const runner = runners.choose(plan.proxies, candidates.length);
    for await (const chunk of evaluateStream(candidates, { resolved, runner, now, total: candidates.length, ...options }))
      for (const { evaluation } of chunk) rows.push(evaluation.scores);
  } finally {
    await close();
  }
  return rows;
}

/** A genotype of a space, or a network by itself, with its scores. */
export interface ScoredNetwork {
  readonly space?: Pick<SearchSpace, 'topology' | 'build'>;
  readonly genotype?: unknown;
  readonly architecture?: Architecture;
  readonly scores: NetworkScores;
}

/** How a predictor sees it. */
export function viewOf({ space, genotype, architecture, scores }: ScoredNetwork): NetworkView {
  return {
    topology: () => space?.topology?.(genotype),
    architecture: () => architecture ?? must(space, 'the space of a genotype').build(genotype),
    score: (text) => scores[text] ?? undefinedScore('not scored'),
  };
}

/** The features of networks by a recipe. */
export function describeNetworks(recipe: FeatureRecipe, networks: readonly ScoredNetwork[]): Float64Array[] {
  const { describe } = createFeatureSet(recipe);
  return networks.map((network) => describe(viewOf(network)));
}
