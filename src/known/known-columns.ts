/** Which columns of a list hold the networks and their accuracies, where nobody says. */
import { onlyOf } from '../core/only-of.js';
import { must } from '../core/must.js';
import { readTargets } from '../benchmarks/bench-target.js';
import { accuracyColumns, readAccuracies, type AccuracyNames } from '../benchmarks/read-accuracies.js';
import { recognizeTable } from '../benchmarks/table-formats.js';
import {
  columnNamed,
  hasColumn,
  missingColumn,
  numberColumn,
  tableWhere,
  unknownColumn,
  type Table,
} from '../benchmarks/table.js';
import { dataError, parameter } from '../core/errors.js';
import { listNames } from '../core/list-names.js';
import type { BenchTarget } from '../benchmarks/bench-target.js';

const modelColumns = ['file', 'model', 'arch', 'name', 'path'] as const;

/** The column that names the networks. @param space id of their space; left out, they are model files. */
export function networkColumn(table: Table, space: string | undefined): string {
  if (space !== undefined) return recognizeTable(table, space).architecture;
  const found = columnNamed(table, modelColumns);
  if (found === undefined) throw missingColumn(table, modelColumns[0], 'the names of the model files');
  return found;
}

/** The accuracies: the target asked for, else the table's usual one, a column of a usual name, or the only other column of numbers. */
export function accuracyColumn(table: Table, space: string | undefined, asked: string | undefined): BenchTarget & AccuracyNames {
  const format = space === undefined ? undefined : recognizeTable(table, space);
  if (
    format !== undefined &&
    (asked !== undefined || format.targets.some(({ column, byDefault }) => byDefault && hasColumn(table, column)))
  )
    return must(readTargets(table, format, asked === undefined ? [] : [asked])[0], 'a target');
  if (asked !== undefined && !hasColumn(table, asked)) throw unknownColumn(parameter('target'), table, asked);
  const usual = asked ?? columnNamed(table, accuracyColumns) ?? onlyNumbers(table, networkColumn(table, space));
  const names = { name: usual, label: usual, column: usual };
  return { ...names, values: readAccuracies(table, names) };
}

function onlyNumbers(table: Table, networks: string): string {
  const able = table.names.filter((name) => !/^(index|id|row)$/i.test(name) && name !== networks && isNumeric(table, name));
  const only = onlyOf(able);
  if (only !== undefined) return only;
  throw dataError(tableWhere(table), {
    expected: 'a column "accuracy"',
    got: listNames(table.names),
    hint: able.length === 0 ? 'none of them holds numbers' : 'choose one with `target`',
    code: 'missing',
  });
}

function isNumeric(table: Table, name: string): boolean {
  try {
    return numberColumn(table, name).some((value) => Number.isFinite(value));
  } catch {
    // A cell that is no number: the column is not one of accuracies.
    return false;
  }
}
