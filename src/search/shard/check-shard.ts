/** Which searches many machines can divide. */
import { parameter, usageError } from '../../core/errors.js';
import { parseSpec } from '../../core/options.js';
import { searchers } from '../../searchers/index.js';

const where = parameter('shard');

/** @throws a usage error for a shard of a request whose parts together would not be the complete run, or that is saved nowhere. */
export function checkShardRequest(
  { seconds, train }: { readonly seconds?: number; readonly train?: number },
  hasJournal: boolean,
): void {
  if (seconds !== undefined)
    throw usageError(where, {
      expected: 'a search without a time limit',
      got: `\`seconds\` ${seconds}`,
      hint: 'how far each part gets would depend on its machine; use `budget`',
      code: 'unsupported',
    });
  if (train !== undefined)
    throw usageError(where, {
      expected: 'a search that trains nothing',
      got: `\`train\` ${train}`,
      hint: 'the best are known once the parts are merged: continue the merged run with `resume` and `train`',
      code: 'unsupported',
    });
  requireJournal(hasJournal);
}

/** @throws a usage error for a searcher that needs the scores of all parts. */
export function checkShardedSearcher(searcher: string): void {
  const definition = searchers.find(({ id }) => id === parseSpec(searcher, 'searcher').id);
  if (definition !== undefined && definition.isDivisible !== true)
    throw usageError(where, {
      expected: `a searcher whose proposals depend on no score: ${divisible()}`,
      got: definition.id,
      hint: 'what it proposes next depends on the scores of all parts: run it on one machine',
      code: 'unsupported',
    });
}

/** @throws a usage error for a part that is saved nowhere. */
export function requireJournal(isThere: boolean): void {
  if (!isThere)
    throw usageError(where, {
      expected: 'a `folder` for the part',
      got: 'none',
      hint: 'the parts are merged from their folders',
      code: 'missing',
    });
}

function divisible(): string {
  return searchers.flatMap(({ id, isDivisible }) => (isDivisible === true ? [id] : [])).join(', ');
}
