import { quote, usageError } from '../../core/errors.js';
import { suggest } from '../../core/suggest.js';
import type { ScoreColumn } from './types.js';

/**
 * The columns that take part and their weights. A name is a proxy's key or, where one column alone has it, its id. No names: every column that is no baseline or cost, with weight 1;
 * else the named ones only. @throws a usage error on a name without a column or with several, on one column twice, and on weights that are not positive numbers.
 */
export function weighColumns(
  where: string,
  names: { readonly [name: string]: string | number },
  columns: readonly ScoreColumn[],
): { readonly column: ScoreColumn; readonly weight: number }[] {
  const given = Object.entries(names);
  if (given.length === 0) {
    const judging = columns.filter(({ isBeside }) => isBeside !== true);
    return (judging.length === 0 ? columns : judging).map((column) => ({ column, weight: 1 }));
  }
  const seen = new Map<ScoreColumn, string>();
  return given.map(([name, text]) => {
    const column = findColumn(where, name, columns);
    const before = seen.get(column);
    if (before !== undefined)
      throw usageError(where, {
        expected: 'one weight for each proxy',
        got: `${quote(before)} and ${quote(name)}, which are the same`,
        code: 'duplicate',
      });
    seen.set(column, name);
    const weight = typeof text === 'number' ? text : text.trim() === '' ? NaN : Number(text);
    if (!(weight > 0 && weight < Infinity))
      throw usageError(where, {
        expected: `the weight of ${quote(name)} to be a positive number`,
        got: quote(String(text)),
        code: 'out-of-range',
      });
    return { column, weight };
  });
}

function findColumn(where: string, name: string, columns: readonly ScoreColumn[]): ScoreColumn {
  const exact = columns.find(({ key }) => key === name);
  if (exact !== undefined) return exact;
  const named = columns.filter(({ id }) => id === name);
  const [only, ...others] = named;
  if (only !== undefined && others.length === 0) return only;
  const keys = columns.map(({ key }) => key);
  if (named.length > 1) {
    throw usageError(where, {
      expected: `${quote(name)} to name one scored proxy`,
      got: `${named.length}`,
      hint: named.map(({ key }) => key).join(', '),
      code: 'mismatch',
    });
  }
  const near = suggest(
    name,
    columns.map(({ id }) => id),
  );
  throw usageError(where, {
    expected: 'weights of scored proxies',
    got: quote(name),
    hint: near === undefined ? `scored: ${keys.join(', ')}` : `did you mean "${near}"?`,
    code: 'unknown-name',
  });
}
