/** A searcher that reads its proposals off a fixed list and learns nothing: its state is how many were asked. */
import { dataError } from '../core/errors.js';
import type { Searcher } from './types.js';

/**
 * @param list starts the list of distinct genotypes anew; the same every time.
 * @param budget most proposals in all.
 */
export function createListingSearcher(where: string, budget: number, list: () => Iterable<unknown>): Searcher {
  let genotypes = list()[Symbol.iterator]();
  let asked = 0;
  const ask = (n: number): unknown[] => {
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
    ask,
    tell: () => undefined,
    state: () => ({ asked }),
    restore(state) {
      if (typeof state.asked !== 'number' || !Number.isInteger(state.asked) || state.asked < 0) {
        throw dataError(where, { expected: 'a state {"asked": number}', got: JSON.stringify(state) });
      }
      genotypes = list()[Symbol.iterator]();
      asked = 0;
      ask(state.asked);
    },
  };
}
