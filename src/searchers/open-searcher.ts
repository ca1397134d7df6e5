import { usageError } from '../core/errors.js';
import { parseSpec, resolveOptions } from '../core/options.js';
import { unknownName } from '../core/suggest.js';
import { searchers } from './index.js';
import type { SearchDomain, Searcher, SearcherDefinition } from './types.js';

export interface OpenSearcherOptions {
  readonly domain: SearchDomain;
  readonly seed: number;
  readonly budget?: number;
  readonly definitions?: readonly SearcherDefinition[];
}

export interface OpenedSearcher {
  readonly definition: SearcherDefinition;
  readonly searcher: Searcher;
  /** Proposals to evaluate between two calls of `tell`. */
  readonly round: number;
}

/** The searcher a spec such as `random` names. @throws a usage error for an unknown name (with the nearest), option, or a budget that is none. */
export function openSearcher(spec: string, { domain, seed, budget, definitions = searchers }: OpenSearcherOptions): OpenedSearcher {
  if (budget !== undefined && (!Number.isInteger(budget) || budget < 1)) throw usageError('--budget', { expected: 'an integer of at least 1', got: String(budget) });
  const { id, options: given } = parseSpec(spec, 'searcher');
  const definition = definitions.find((known) => known.id === id);
  if (definition === undefined) throw unknownName('--searcher', 'searcher', id, definitions.map((known) => known.id));
  const options = resolveOptions(`searcher ${id}`, definition.options, given);
  const searcher = definition.create({ domain, seed, options, ...(budget === undefined ? {} : { budget }) });
  return { definition, searcher, round: definition.round(options) };
}
