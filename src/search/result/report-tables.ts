/** The accuracies of a table beside the scores of a search. Loaded only if a table is given: a search may have one second, and loading the readers takes a part of it. */
import { columnOf } from '../column-of.js';
import {
  alignTarget,
  canonicalText,
  benchRows,
  everyone,
  indexArchitectures,
  joinTable,
  manifestNotes,
  readTargets,
  recognizeTable,
  tableNotes,
  type BenchTarget,
  type Table,
} from '../../benchmarks/index.js';
import type { Score } from '../../proxies/types.js';
import type { ReportTable } from '../../report/types.js';
import type { SearchSpace } from '../../spaces/types.js';
import type { SearchReportInput } from './search-report.js';
import { sizesBeside } from './sizes.js';

interface TablesOfReport {
  readonly tables: readonly ReportTable[];
  /** Messages about the table's rows. */
  readonly notes: readonly string[];
}

/** Accuracies of the table's default targets beside every score, the combination and the size baselines. @throws data errors where the table does not suit the space. */
export function reportTables(
  { outcome, ranking, resolved, combination }: Pick<SearchReportInput, 'outcome' | 'ranking' | 'resolved' | 'combination'>,
  table: Table,
): TablesOfReport {
  const space = resolved.space as SearchSpace;
  const format = recognizeTable(table, space.id);
  const index = indexArchitectures(table, format.architecture, (text) => space.encode(space.decode(text)), canonicalText(space));
  const architectures = [...outcome.candidates];
  const join = joinTable(index, architectures);
  const wanted = readTargets(table, format);
  const targets: BenchTarget[] = wanted.map((target) => alignTarget(target, index, join));
  const plain = (values: Iterable<number>): Score[] => Array.from(values, (value) => ({ ok: true, value }));
  const columns = [
    { key: `combined (${combination})`, id: 'combined', direction: 'higher', scores: plain(ranking.combined.values) } as const,
    ...resolved.proxies.map(({ text, proxy }) => ({
      key: text,
      id: proxy.id,
      direction: proxy.direction,
      scores: columnOf(outcome.columns, text),
    })),
    ...sizesBeside(Object.keys(outcome.columns)).map(
      (id) => ({ key: id, id, direction: 'higher', scores: plain(ranking[id]) }) as const,
    ),
  ];
  const population = everyone(architectures.length);
  const rows = benchRows({ architectures, columns, targets, populations: [population] });
  const tables = targets.map(({ name, label, values }) => ({
    target: name,
    label,
    accuracies: Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
    correlations: rows
      .filter((row) => row.target === name && row.spearman !== null && row.kendall !== null)
      .map((row) => ({
        proxy: row.proxy,
        spearman: row.spearman as number,
        kendall: row.kendall as number,
        n: row.n,
        population: row.population,
      })),
  }));
  return {
    tables,
    notes: [...(table.manifest === undefined ? [] : manifestNotes(table.manifest)), ...tableNotes(index, wanted)].map((line) =>
      line.startsWith(' ') ? line : `${table.source}: ${line}`,
    ),
  };
}
