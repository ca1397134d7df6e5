/**
 * Published judgements made of several scores. The name of one, where proxies are named, stands for its scores and for the way its paper
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
];

/** The aggregate that is named alone; undefined for anything else. */
export function aggregateOf(given: readonly (string | { readonly id: string })[] | undefined): Aggregate | undefined {
  return given?.length === 1 ? aggregates.find(({ id }) => id === given[0]) : undefined;
}

/**
 * Texts of proxies with an aggregate replaced by its parts.
 * @throws a usage error for an aggregate beside other proxies, whose combination would not be the paper's.
 */
export function expandAggregates(texts: readonly string[]): readonly string[] {
  const aggregate = aggregates.find(({ id }) => texts.some((text) => text === id || text.startsWith(`${id}:`)));
  if (aggregate === undefined) return texts;
  if (!texts.includes(aggregate.id))
    throw usageError(parameter('proxies'), {
      expected: `"${aggregate.id}" without options`,
      got: texts.join(','),
      code: 'mismatch',
    });
  if (texts.length === 1) return aggregate.proxies;
  throw usageError(parameter('proxies'), {
    expected: `"${aggregate.id}" alone, because it ranks by a combination of its own`,
    got: texts.join(','),
    hint: `name its parts beside others: ${aggregate.proxies.join(',')}`,
    code: 'mismatch',
  });
}
