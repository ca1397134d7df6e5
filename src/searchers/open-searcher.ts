import { usageError, parameter } from '../core/errors.js';
import { parseSpec, resolveOptions } from '../core/options.js';
import { unknownName } from '../core/suggest.js';
import { searchers } from './index.js';
import type { Register } from './register.js';
import type { SearchDomain, Searcher, SearcherDefinition } from './types.js';

export interface OpenSearcherOptions {
  readonly domain: SearchDomain;
  readonly seed: number;
  /** Infinity: no limit, not even the searcher's default. */
  readonly budget?: number;
  /** Levels of evidence, 1 unless given. */
  readonly levels?: number;
  /** Where proposals get their numbers; left out, the searcher keeps its own. */
  readonly register?: Register;
  readonly definitions?: readonly SearcherDefinition[];
}

/** The searcher a spec such as `evolution:population=32` names. @throws a usage error for an unknown name (with the nearest), an unknown option, or an invalid budget. */
export function openSearcher(
  spec: string,
  { domain, seed, budget, levels = 1, register, definitions = searchers }: OpenSearcherOptions,
): { readonly definition: SearcherDefinition; readonly searcher: Searcher } {
  if (budget !== undefined && budget !== Infinity && (!Number.isInteger(budget) || budget < 1))
    throw usageError(parameter('budget'), { expected: 'an integer of at least 1', got: String(budget), code: 'out-of-range' });
  const { id, options: given } = parseSpec(spec, 'searcher');
  const definition = definitions.find((known) => known.id === id);
  if (definition === undefined)
    throw unknownName(
      parameter('searcher'),
      'searcher',
      id,
      definitions.map((known) => known.id),
    );
  const options = resolveOptions(`searcher ${id}`, definition.options, given);
  return {
    definition,
    searcher: definition.create({
      domain,
      seed,
      levels,
      options,
      ...(register === undefined ? {} : { register }),
      ...(budget === undefined ? {} : { budget }),
    }),
  };
}
