/** The accuracies and training times of a table, which a simulated search looks up. */
import type { BenchTarget } from '../../benchmarks/bench-target.js';
import { indexArchitectures, meansOfRepeats } from '../../benchmarks/join-table.js';
import { insteadOfAccuracies, readAccuracies, targetNotes } from '../../benchmarks/read-accuracies.js';
import { recognizeTable } from '../../benchmarks/table-formats.js';
import { manifestNotes, tableNotes } from '../../benchmarks/table-notes.js';
import { hasColumn, numberColumn, unknownColumn, type Table } from '../../benchmarks/table.js';
import { dataError, usageError, parameter } from '../../core/errors.js';
import { plural } from '../../core/plural.js';
import type { SearchSpace } from '../../spaces/types.js';
import type { TrainingRecord } from './simulate.js';

/** Which columns of a table are used. */
export interface TrainingColumns {
  /** The column that the searcher sees, such as validation accuracy. */
  readonly accuracy: string;
  /** The column that is reported for the best so far, such as test accuracy; by default, `accuracy`. */
  readonly report?: string;
  /** Seconds of a training: a column, or a number for each. */
  readonly cost: string | number;
}

export interface TrainingRecords {
  /** By canonical string. */
  readonly records: ReadonlyMap<string, TrainingRecord>;
  /** Sentences about the table. */
  readonly notes: readonly string[];
}

/**
 * The architectures of a table that have all three values.
 * @throws usage errors for columns the table lacks, a data error where no architecture has all values.
 */
export function readTrainingRecords(
  table: Table,
  space: SearchSpace,
  { accuracy, report = accuracy, cost }: TrainingColumns,
): TrainingRecords {
  const index = indexArchitectures(table, recognizeTable(table, space.id).architecture, (text) =>
    space.encode(space.decode(text)),
  );
  const costText = String(cost);
  const constant = Number(cost);
  const isConstant = costText.trim() !== '' && !Number.isNaN(constant);
  if (isConstant && !(constant > 0 && constant < Infinity))
    throw usageError(parameter('cost'), { expected: 'a column, or seconds above 0', got: costText, code: 'out-of-range' });
  const named = [['accuracy', accuracy], ['report', report], ...(isConstant ? [] : [['cost', costText] as const])] as const;
  for (const [option, column] of named) if (!hasColumn(table, column)) throw unknownColumn(parameter(option), table, column);
  const accuraciesOf = (column: string): Float64Array => readAccuracies(table, { name: column, label: column, column });
  const learned = accuraciesOf(accuracy);
  const reported = report === accuracy ? learned : accuraciesOf(report);
  const seconds = isConstant ? undefined : numberColumn(table, costText);
  const accuracies = [...new Set([accuracy, report])];
  const records = new Map<string, TrainingRecord>();
  const means = {
    accuracy: meansOfRepeats(index, learned),
    reported: meansOfRepeats(index, reported),
    seconds: seconds === undefined ? undefined : meansOfRepeats(index, seconds),
  };
  for (const [text, row] of index.rowOf) {
    const record = {
      accuracy: means.accuracy[row] ?? NaN,
      reported: means.reported[row] ?? NaN,
      seconds: means.seconds?.[row] ?? constant,
    };
    if (Number.isFinite(record.accuracy) && Number.isFinite(record.reported) && record.seconds > 0 && record.seconds < Infinity)
      records.set(text, record);
  }
  if (records.size === 0)
    throw dataError(`table ${table.source}`, {
      expected: `architectures with ${accuracies.join(', ')} and a cost above 0`,
      got: 'none',
      code: 'no-result',
    });
  const read = [
    [accuracy, learned] as const,
    ...(report === accuracy ? [] : [[report, reported] as const]),
    [costText, seconds] as const,
  ];
  const targets = read.flatMap(([name, values]): BenchTarget[] => (values === undefined ? [] : [{ name, label: name, values }]));
  const unknown = index.rowOf.size - records.size;
  const lacking = `${plural(unknown, 'architecture of the table lacks', 'architectures of the table lack')} ${accuracies.join(', ')} or a cost above 0 and cannot be trained${insteadOfAccuracies(table, accuracy, learned)}`;
  return {
    records,
    notes: [
      ...(table.manifest === undefined ? [] : manifestNotes(table.manifest)),
      ...tableNotes(index, targets),
      ...(unknown === 0 ? [] : [lacking]),
      ...targetNotes({ name: accuracy, label: accuracy, column: accuracy }, learned),
    ],
  };
}
