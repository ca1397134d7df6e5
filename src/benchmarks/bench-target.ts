import { dataError, quote, usageError, parameter } from '../core/errors.js';
import { listNames } from '../core/list-names.js';
import { accuracyColumns, readAccuracies, type AccuracyNames } from './read-accuracies.js';
import { columnNamed, hasColumn, missingColumn, unknownColumn, type Table, type TableHeader } from './table.js';
import type { TableFormat } from './table-format.js';

/** Measured accuracies, in percent; NaN for an unknown one. */
export interface BenchTarget {
  /** `c10-test`, or the name that the caller gave. */
  readonly name: string;
  readonly label: string;
  /** The column of the table that it was read from. */
  readonly column?: string;
  /** One entry for each table row; after `alignTarget`, one for each architecture. */
  readonly values: Float64Array;
}

/**
 * The requested targets, in order: a column of the table, a name of the format (`c10-val`), or `name=column`. If none are named: the format's
 * default targets that the table has, a column with a usual name of accuracies, or the only column beside the architectures.
 * @throws a usage error for a missing column or a name used twice, a data error if the table has none of these or a value can be no accuracy.
 */
export function readTargets(table: Table, format: TableFormat, asked: readonly string[] = []): (BenchTarget & AccuracyNames)[] {
  return namedColumns(table, format, asked).map((names) => ({ ...names, values: readAccuracies(table, names) }));
}

/** The columns that `readTargets` reads, from the header alone. @throws as it does. */
export function targetColumns(header: TableHeader, format: TableFormat, asked: readonly string[] = []): string[] {
  return namedColumns(header, format, asked).map(({ column }) => column);
}

function namedColumns(table: TableHeader, format: TableFormat, asked: readonly string[]): readonly AccuracyNames[] {
  const wanted = asked.length === 0 ? defaultTargets(table, format) : asked.map((text) => findTarget(table, format, text));
  const twice = wanted.find(({ name }, i) => wanted.findIndex((other) => other.name === name) !== i);
  if (twice !== undefined)
    throw usageError(parameter('targets'), { expected: 'distinct names', got: `${quote(twice.name)} twice`, code: 'duplicate' });
  return wanted;
}

const hint = 'choose accuracies with `target` column or `target` name=column, of bench or of import';

function defaultTargets(table: TableHeader, { targets, architecture }: TableFormat): readonly AccuracyNames[] {
  const preferred = targets.filter(({ byDefault }) => byDefault);
  const present = preferred.filter(({ column }) => hasColumn(table, column));
  if (present.length > 0) return present.map(({ name, label, column }) => ({ name, label, column }));
  const usual = columnNamed(table, accuracyColumns);
  if (usual !== undefined) return [{ name: usual, column: usual, label: usual }];
  const others = targets.filter(({ column }) => hasColumn(table, column)).map(({ name }) => name);
  if (others.length > 0)
    throw dataError(parameter('targets'), {
      expected: 'a choice, because the table has none of the usual accuracies',
      got: 'none',
      hint: `it has ${listNames(others, 8)}`,
      code: 'missing',
    });
  // A table of a user: architectures and one column of accuracies.
  const [only, ...more] = table.names.filter((name) => name !== architecture);
  if (only !== undefined && more.length === 0) return [{ name: only, column: only, label: only }];
  throw missingColumn(table, preferred[0]?.column ?? 'accuracy', hint);
}

function findTarget(table: TableHeader, { targets }: TableFormat, text: string): AccuracyNames {
  const at = text.indexOf('=');
  const name = at > 0 ? text.slice(0, at) : text;
  const named = hasColumn(table, text) ? undefined : targets.find((target) => target.name === text);
  const column = at > 0 ? text.slice(at + 1) : (named?.column ?? text);
  if (!hasColumn(table, column))
    throw unknownColumn(
      parameter('targets'),
      table,
      column,
      targets.map((target) => target.name),
    );
  return { name, column, label: targets.find((target) => target.column === column)?.label ?? column };
}
