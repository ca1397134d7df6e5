/** A searcher that takes its proposals from a fixed list and learns nothing: its state is how many it has proposed. */
import { dataError, quote } from '../core/errors.js';
import type { Searcher } from './types.js';

interface Listing {
  /** Most proposals in all. */
  readonly budget: number;
  /** The last level: all evidence. */
  readonly level: number;
  /** Starts the list of distinct genotypes from the beginning; the same every time. */
  list(): Iterable<unknown>;
}

export function createListingSearcher(where: string, { budget, level, list }: Listing): Searcher {
  let genotypes = list()[Symbol.iterator]();
  let asked = 0;
  const take = (n: number): unknown[] => {
    const proposals: unknown[] = [];
    while (proposals.length < n && asked < budget) {
      const { value, done } = genotypes.next();
      if (done) break;
      proposals.push(value);
      asked++;
    }
    return proposals;
  };
  return {
    ask(n) {
      const proposals = take(n);
      return proposals.length === 0 ? undefined : { kind: 'genotypes', level, genotypes: proposals };
    },
    tell: () => undefined,
    state: () => ({ searcher: where, asked }),
    restore(state) {
      if (state.searcher !== where || typeof state.asked !== 'number' || !Number.isInteger(state.asked) || state.asked < 0) {
        throw dataError(where, {
          expected: `a state ${JSON.stringify({ searcher: where, asked: 0 })}`,
          got: quote(JSON.stringify(state)),
        });
      }
      genotypes = list()[Symbol.iterator]();
      asked = 0;
      take(state.asked);
    },
  };
}
