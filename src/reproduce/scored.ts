/** A table's architectures with the score of an experiment: what every protocol starts from. */
import { must } from '../core/must.js';
import { plural } from '../core/plural.js';
import { combineScores, orientScores, type ScoreColumn } from '../proxies/combine/index.js';
import type { Score } from '../proxies/types.js';
import type { PaperExperiment } from './types.js';

/** A table opened for an experiment, or a part of it. */
export interface OpenedTable {
  readonly space: string;
  /** Published strings. */
  readonly architectures: readonly string[];
  /** Accuracies by target, one an architecture. @throws a data error for a target it lacks. */
  target(name: string): Float64Array;
  /** Only some of the architectures were taken. */
  readonly isSampled: boolean;
}

export interface Scored {
  readonly table: OpenedTable;
  /** One a proxy. */
  readonly columns: readonly ScoreColumn[];
  /** The experiment's score over the complete table. */
  readonly column: ScoreColumn;
  /** To score all; null where scores were kept from before. */
  readonly seconds: number | null;
  /** What stood in for the experiment's input. */
  readonly input?: string;
}

/** The columns as one: the only one, or their combination over the architectures given by number (all when left out). */
export function combinedColumn(
  { combine, combined, column }: PaperExperiment,
  columns: readonly ScoreColumn[],
  places?: readonly number[],
): ScoreColumn {
  const taken =
    places === undefined
      ? columns
      : columns.map((own): ScoreColumn => ({ ...own, scores: places.map((i) => must(own.scores.at(i), 'a score')) }));
  if (combine === undefined) return must(column === undefined ? taken[0] : taken.find(({ key }) => key === column), 'a column');
  const { values } = combineScores(combine, combined === undefined ? taken : taken.filter(({ key }) => combined.includes(key)));
  return {
    key: combine,
    id: 'combined',
    direction: 'higher',
    scores: Array.from(values, (value): Score => ({ ok: true, value })),
  };
}

/** Higher is better; -Infinity where undefined, so that it is never chosen while another is there. */
export function oriented(column: ScoreColumn): Float64Array {
  return orientScores(column);
}

export function standIns(
  { standIns: own = [], imageStandIns = [] }: PaperExperiment,
  { input, table }: Scored,
): readonly string[] {
  return [
    ...(input === undefined ? imageStandIns : [input]),
    ...(table.isSampled ? [`a random sample of ${plural(table.architectures.length, 'architecture')} instead of all`] : []),
    ...own,
  ];
}
