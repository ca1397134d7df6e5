/** Which features describe the networks of a space: its cells where they vary, its blocks where they do not, and what scores nothing is run for say. */
import { evidenceLevels, highestLevel } from '../evidence/levels.js';
import { judgementOf } from '../spaces/judgement.js';
import type { SearchSpace } from '../spaces/types.js';
import type { Topology } from '../arch/topology.js';
import { blockSizes } from '../predictor/features/feature-set.js';
import type { CellVocabulary } from '../predictor/features/cell-features.js';
import type { FeatureRecipe } from '../predictor/features/types.js';
import { namedProxy } from '../predictor/scores-of.js';
import type { Score } from '../proxies/types.js';

/** Scores of every network, by text. */
const everywhere = ['field', 'params', 'macs'];
const ofCells = ['sed', 'sed:preset=nas-bench-201', 'sed:preset=logvar', 'sed:preset=entropy'];
const ofBlocks = ['field-meco', 'depth', 'convs'];

/** The proxies whose scores are features. @param more asked for besides. */
export function featureProxies(space: SearchSpace | undefined, more: readonly string[] = []): string[] {
  return [...new Set([...everywhere, ...(space?.topology === undefined ? ofBlocks : ofCells), ...more])];
}

/** Those of them whose mean is the untrained judgement. */
export function judgementProxies(space: SearchSpace | undefined): readonly string[] {
  return judgementOf('graph', space?.properties).proxies;
}

/** Whether scores of these take no more than a look at the graph: then random networks of the space are scored, too. */
export function runsNothing(proxies: readonly string[], space: SearchSpace | undefined): boolean {
  const context = { space: space?.properties };
  return proxies.every((text) => evidenceLevels[highestLevel(namedProxy(text).requests(context))].runs === 'nothing');
}

/** Networks of more groups are described by their scores alone. */
const mostBlocks = 64;

/**
 * The recipe that suits some networks of a space.
 * @param scores of each network, by proxy.
 */
export function chooseRecipe(
  space: SearchSpace | undefined,
  genotypes: readonly unknown[],
  proxies: readonly string[],
  scores: readonly { readonly [proxy: string]: Score }[],
): FeatureRecipe {
  const parts = (text: string): string[] => [
    ...new Set(scores.flatMap(({ [text]: score }) => (score?.ok === true ? Object.keys(score.parts ?? {}) : []))),
  ];
  const topology = space?.topology?.bind(space);
  return {
    cells: topology === undefined ? [] : vocabularyOf(genotypes.map((genotype) => topology(genotype))),
    blocks: space === undefined || topology !== undefined ? [] : blocksOf(space, genotypes),
    scores: proxies.map((proxy) => ({ proxy, parts: parts(proxy) })),
  };
}

function vocabularyOf(topologies: readonly Topology[]): CellVocabulary[] {
  const labels = new Map<string, Set<string>>();
  for (const { cells } of topologies)
    for (const { name, cell } of cells) {
      const own = labels.get(name) ?? new Set<string>();
      labels.set(name, own);
      for (const { op, label } of cell.edges) if (op.kind !== 'link') own.add(label);
    }
  return [...labels].map(([cell, own]) => ({ cell, labels: [...own].sort() }));
}

function blocksOf(space: SearchSpace, genotypes: readonly unknown[]): string[] {
  const blocks = new Set(genotypes.flatMap((genotype) => [...blockSizes(space.build(genotype)).keys()]));
  return blocks.size <= mostBlocks ? [...blocks].sort() : [];
}
