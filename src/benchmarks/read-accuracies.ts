/** The accuracies of a column: which columns are called so, and which numbers none can be. One rule for every verb. */
import { dataError, quote } from '../core/errors.js';
import { countFractions } from './count-fractions.js';
import { numberColumn, tableWhere, textColumn, type Table } from './table.js';

/** The usual names of a column of accuracies, in lower case, the first the most usual. */
export const accuracyColumns = ['accuracy', 'acc', 'test_accuracy', 'test_acc', 'val_accuracy', 'val_acc', 'top1'] as const;

/** What a column of accuracies is called: in a request, in print, and in the table. */
export interface AccuracyNames {
  readonly name: string;
  readonly label: string;
  readonly column: string;
}

/** Whether a target is called an accuracy, so that its values lie between 0 and 100: other numbers (rewards, minus a perplexity) do not. */
export function isAccuracy({ label, column }: AccuracyNames): boolean {
  return [column, label].some((name) =>
    /(?:^|[^a-z])(?:train|val|valid|validation|test)?acc(?:urac(?:y|ies))?(?:$|[^a-z])|^top-?[15]/i.test(name),
  );
}

/** Whether it is called an accuracy, or by the images it was measured on, as `val` and `c10_test`: fractions among its percentages are a slip. */
function isOfOneUnit(names: AccuracyNames): boolean {
  return (
    isAccuracy(names) || [names.column, names.label].some((name) => /(?:^|[^a-z])(?:val|valid|validation|test)\d*$/i.test(name))
  );
}

/**
 * The values of a column of accuracies, NaN for an unknown one. An infinite accuracy or loss is a failed training: no value.
 * @throws a data error that names the row of a cell that is no number or can be no accuracy.
 */
export function readAccuracies(table: Table, names: AccuracyNames): Float64Array {
  const values = numberColumn(table, names.column).map((value) => (Number.isFinite(value) ? value : NaN));
  requireAccuracies(table, names, values);
  return values;
}

/** @throws a data error for what is called an accuracy and is below 0 or above 100, or a fraction among percentages. */
export function requireAccuracies(table: Table, names: AccuracyNames, values: Float64Array): void {
  if (isAccuracy(names)) requirePossible(table, names, values);
  if (isOfOneUnit(names)) requireOneUnit(table, names, values);
}

/** Whether it is called what is better where it is smaller. */
function isCost({ label, column }: AccuracyNames): boolean {
  return [column, label].some((name) =>
    /(?:^|[^a-z])(?:err(?:or)?s?|loss(?:es)?|ppl|perplexity|latency|latencies|times?|seconds|ms|energy)(?:$|[^a-z])/i.test(name),
  );
}

/** Lines for a column that is called no accuracy: errors and times, which are less where they are better, and values that would be fractions. */
export function targetNotes(names: AccuracyNames, values: Float64Array): string[] {
  const less = `${quote(names.column)}: the largest value is taken as the best; if the smallest is, as of errors and times, give their negatives`;
  return [...(isCost(names) && !isAccuracy(names) ? [less] : []), ...unitNotes(names, values)];
}

function unitNotes(names: AccuracyNames, values: Float64Array): string[] {
  const { fractions, example } = isOfOneUnit(names) ? { fractions: 0, example: NaN } : countFractions(values);
  if (fractions === 0) return [];
  const other = values.find((value) => value > 1);
  return [
    `${quote(names.column)} holds ${example} beside ${other}: taken as they are; accuracies must be all fractions or all in per cent`,
  ];
}

/** No network is right more often than always: such a number is a slip, and would be learned as the best. */
function requirePossible(table: Table, { column }: AccuracyNames, values: Float64Array): void {
  const row = values.findIndex((value) => value > 100 || value < 0);
  if (row < 0) return;
  throw dataError(tableWhere(table), {
    expected: `accuracies from 0 to 100 in column ${quote(column)}`,
    got: `${values[row]} in row ${row + 1}`,
    hint: 'give a column of other numbers, such as rewards, another name',
    code: 'out-of-range',
  });
}

/** Fractions among percentages would be judged, and learned, as failed networks. */
function requireOneUnit(table: Table, { column }: AccuracyNames, values: Float64Array): void {
  const { fractions, example } = countFractions(values);
  if (fractions === 0) return;
  const row = values.indexOf(example);
  const other = values.findIndex((value) => value > 1);
  throw dataError(tableWhere(table), {
    expected: `accuracies of one unit in column ${quote(column)}`,
    got: `${example} in row ${row + 1} and ${values[other]} in row ${other + 1}`,
    hint: 'write all as fractions, or all in per cent',
    code: 'mismatch',
  });
}

/** How many cells are shown. */
const shown = 3;

/** What stands in the place of accuracies, such as ` (row 7: inf)`; an empty text where those cells are empty. */
export function insteadOfAccuracies(table: Table, column: string, values: ArrayLike<number>): string {
  const texts = textColumn(table, column);
  const cells = Array.from(values).flatMap((value, row) => {
    const text = texts[row]?.trim() ?? '';
    return Number.isNaN(value) && text !== '' ? [`row ${row + 1}: ${text}`] : [];
  });
  const more = cells.length - shown;
  return cells.length === 0 ? '' : ` (${cells.slice(0, shown).join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
}
