/** Notes about the rows of a table that are not used directly: those that are no architecture, those that repeat one, other encodings of one. */
import { plural } from '../core/plural.js';
import type { BenchTarget } from './bench-target.js';
import type { TableIndex } from './join-table.js';
import type { TableManifest } from './table-manifest.js';

/** How many examples of each kind are named. */
const shown = 5;
/** Fewer for cases that are usually no mistakes. */
const shownForms = 2;

/** A row and an earlier one that should have the same values, with their names. */
interface RowPair {
  readonly row: number;
  readonly first: number;
  readonly name: string;
}

interface ComparedRows {
  readonly equal: number;
  readonly different: number;
  /** Of the first few that differ: names and values. */
  readonly examples: readonly string[];
}

/** Lines about what an import left out of a table. */
export function manifestNotes({ space, unmatched, duplicates: { different } }: TableManifest): string[] {
  return [
    ...(unmatched === 0
      ? []
      : [
          `${plural(unmatched, 'row of the source matches no architecture', 'rows of the source match no architecture')} of ${space} and ${unmatched === 1 ? 'is' : 'are'} not in the table`,
        ]),
    ...(different === 0
      ? []
      : [
          `${plural(different, 'row of the source repeats', 'rows of the source repeat')} an architecture with other values; the import kept the first`,
        ]),
  ];
}

/** Lines about the rows that are no architecture, and those that repeat one, separately for equal and other values of the targets. */
export function tableNotes(index: TableIndex, targets: readonly BenchTarget[]): string[] {
  const { equal, different, examples } = compareRows(
    index.repeats.map(({ row, first, architecture }) => ({ row, first, name: architecture })),
    targets,
    shown,
  );
  return [
    ...listed(
      index.unmatched,
      `${plural(index.unmatched, 'row matches no architecture and is', 'rows match no architecture and are')} left out:`,
      index.unmatchedExamples,
    ),
    ...(equal === 0
      ? []
      : [
          `${plural(equal, 'row repeats', 'rows repeat')} an architecture of an earlier row${targets.length === 0 ? '; the mean is used' : ' with the same values'}`,
        ]),
    ...listed(
      different,
      `${plural(different, 'row repeats', 'rows repeat')} an architecture of an earlier row with other values; the mean is used:`,
      examples,
    ),
  ];
}

/**
 * Lines about architectures that compute the same as an earlier one: encodings of one cell that were trained separately differ, as in NAS-Bench-201, and so do mistakes.
 * @param forms the canonical form of each architecture, undefined if there is none.
 */
export function formNotes(
  index: TableIndex,
  architectures: readonly string[],
  forms: readonly (string | undefined)[],
  targets: readonly BenchTarget[],
): string[] {
  const firstOf = new Map<string, string>();
  const pairs: RowPair[] = [];
  for (const [i, architecture] of architectures.entries()) {
    const form = forms[i];
    const row = index.rowOf.get(architecture);
    if (form === undefined || row === undefined) continue;
    const first = firstOf.get(form);
    if (first === undefined) firstOf.set(form, architecture);
    else pairs.push({ row, first: index.rowOf.get(first) ?? row, name: `${architecture} as ${first}` });
  }
  const { different, examples } = compareRows(pairs, targets, shownForms);
  return listed(
    different,
    `${plural(different, 'architecture computes', 'architectures compute')} the same as an earlier one, but ${different === 1 ? 'has' : 'have'} other values; both values are used:`,
    examples,
  );
}

/** A title and examples below it, with how many more there are; nothing if there are none. */
export function listed(count: number, title: string, examples: readonly string[]): string[] {
  if (count === 0) return [];
  return [
    title,
    ...examples.map((line) => `  ${line}`),
    ...(count > examples.length ? [`  … and ${(count - examples.length).toLocaleString('en-US')} more`] : []),
  ];
}

function compareRows(pairs: readonly RowPair[], targets: readonly BenchTarget[], limit: number): ComparedRows {
  const examples: string[] = [];
  let different = 0;
  for (const { row, first, name } of pairs) {
    const target = targets.find(({ values }) => !Object.is(values[first], values[row]));
    if (target === undefined) continue;
    different++;
    if (examples.length < limit)
      examples.push(
        `${name}: ${target.name} ${described(target.values[first] ?? NaN)}, then ${described(target.values[row] ?? NaN)}`,
      );
  }
  return { equal: pairs.length - different, different, examples };
}

const described = (value: number): string => (Number.isNaN(value) ? 'not known' : String(value));
