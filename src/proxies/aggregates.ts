/**
 * Judgements made of several scores: those of papers, and one of ours. Where proxies are named, the name of a judgement means its scores and the way it
 * combines them. Ranks depend on the set of architectures that is compared, so an aggregate is no score of one architecture.
 */
import { parameter, usageError } from '../core/errors.js';

export interface Aggregate {
  readonly id: string;
  readonly title: string;
  readonly paper: string;
  /** Texts of the proxies. */
  readonly proxies: readonly string[];
  readonly combine: string;
  /** On what data the combination was chosen, where it was chosen on one. */
  readonly note?: string;
}

const azParts = ['az-expressivity', 'az-progressivity', 'az-trainability', 'macs'] as const;

export const aggregates: readonly Aggregate[] = [
  {
    id: 'aznas',
    title: 'AZ-NAS: log-ranks of expressivity, progressivity, trainability and MACs',
    paper: 'Lee & Ham 2024, arXiv 2403.19232',
    proxies: azParts,
    combine: 'log-rank:az-expressivity=1:az-progressivity=1:az-trainability=1:macs=1',
  },
  {
    id: 'vkdnw-agg',
    title: 'VKDNW aggregate: log-ranks of its entropy and the four parts of AZ-NAS',
    paper: 'Tybl & Neumann 2025, arXiv 2502.04975',
    proxies: ['vkdnw:count=none', ...azParts],
    combine: 'log-rank:vkdnw=1:az-expressivity=1:az-progressivity=1:az-trainability=1:macs=1',
  },
  {
    id: 'te-nas',
    title: 'TE-NAS: rank sum of the condition number and of linear regions',
    paper: 'Chen et al. 2021, arXiv 2102.11535',
    proxies: ['ntk', 'linear-regions'],
    combine: 'rank-sum:ntk=1:linear-regions=1',
  },
  {
    id: 'sed-epsilon',
    title: 'SED with epsilon: rank sum of SED and 0.2 of epsilon',
    paper: 'Wu et al. 2024 (SED) and Gracheva 2023, arXiv 2302.04406 (epsilon); the weight is ours',
    proxies: ['sed:preset=nas-bench-201', 'epsilon'],
    combine: 'rank-sum:sed=1:epsilon=0.2',
    note: 'the weight 0.2 and the constants of SED were chosen on NAS-Bench-201 test accuracies: judge them on other spaces',
  },
];

/** The aggregate that is named alone; undefined for anything else. */
export function aggregateOf(given: readonly (string | { readonly id: string })[] | undefined): Aggregate | undefined {
  return given?.length === 1 ? aggregates.find(({ id }) => id === given[0]) : undefined;
}

/**
 * The aggregates among texts of proxies.
 * @throws a usage error for one with options.
 */
export function aggregatesAmong(texts: readonly string[]): readonly Aggregate[] {
  const withOptions = aggregates.find(({ id }) => texts.some((text) => text.startsWith(`${id}:`)));
  if (withOptions !== undefined)
    throw usageError(parameter('proxies'), {
      expected: `"${withOptions.id}" without options`,
      got: texts.join(','),
      code: 'mismatch',
    });
  return aggregates.filter(({ id }) => texts.includes(id));
}

/** Texts of proxies with every aggregate replaced by those of its parts that are not there yet. */
export function expandAggregates(texts: readonly string[]): readonly string[] {
  const among = aggregatesAmong(texts);
  if (among.length === 0) return texts;
  return [...new Set(texts.flatMap((text) => among.find(({ id }) => id === text)?.proxies ?? [text]))];
}

/** @throws a usage error for an aggregate beside other proxies, where there is one combination for all that is named. */
export function requireAggregateAlone(texts: readonly string[]): void {
  const [aggregate] = aggregatesAmong(texts);
  if (aggregate === undefined || texts.length === 1) return;
  throw usageError(parameter('proxies'), {
    expected: `"${aggregate.id}" alone, because it says how to combine its parts`,
    got: texts.join(','),
    hint: `name its parts beside others: ${aggregate.proxies.join(',')}; \`score\` and \`bench\` take it beside others`,
    code: 'mismatch',
  });
}
