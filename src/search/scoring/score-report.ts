/** A ranking of what `assay score` was given, and its report. */
import type { CellTopology } from '../../arch/topology.js';
import { bestOrder } from '../best-order.js';
import { columnOf, valueAt } from '../column-of.js';
import { listNames } from '../../core/list-names.js';
import { plural } from '../../core/plural.js';
import { frontOf } from '../../core/pareto/index.js';
import { scoreColumns } from '../../engine/combination.js';
import { dataSettings, type ResolvedPlan } from '../../engine/plan.js';
import { undefinedReasons } from '../../engine/undefined-reasons.js';
import { combineScores, type Combined } from '../../proxies/combine/index.js';
import { renderReport } from '../../report/render-report.js';
import { withShownPoints } from '../../report/shown-points.js';
import type { ReportBest, ReportData } from '../../report/types.js';
import type { Score } from '../../proxies/types.js';
import type { Objective } from '../objectives.js';
import type { ScoredRow } from './open-scoring.js';
import { effectsOf } from '../result/effects.js';
import { limitLines } from '../result/limit-lines.js';
import { reportProxy } from '../result/report-proxy.js';
import { isSize } from '../result/sizes.js';
import { cellsOf } from './cells-of.js';
import type { BadItem } from './types.js';

/** Combined scores and the order they give. */
export interface ScoreRanking {
  readonly combined: Combined;
  /** Places of the rows, best first; ties in the order given. */
  readonly order: readonly number[];
  /** What the order follows, if not the combined score alone, and the front of each row: 1 for the best. */
  readonly objectives?: readonly Objective[];
  readonly front?: readonly (number | undefined)[];
}

/** @throws a usage error when the combination does not suit the proxies. */
export function rankRows(
  rows: readonly ScoredRow[],
  { proxies }: ResolvedPlan,
  combination: string,
  parts: readonly string[],
): ScoreRanking {
  const combined = combineScores(
    combination,
    scoreColumns(proxies, (text) => scoresOf(rows, text), parts),
  );
  return { combined, order: Array.from(bestOrder(combined.values)) };
}

/** The scores of the rows by a proxy. */
function scoresOf(rows: readonly ScoredRow[], text: string): Score[] {
  return rows.map(({ evaluation }) => columnOf(evaluation.scores, text));
}

const valueOf = (score: Score): number | null => (score.ok ? score.value : null);

/** The best of a report that are listed and drawn. */
const listed = 30;

/** What a report is made of. */
interface ReportedRows {
  /** What is ranked. */
  readonly rows: readonly ScoredRow[];
  /** What breaks the limits. */
  readonly broken: readonly ScoredRow[];
  readonly failures: readonly BadItem[];
  readonly where: string | undefined;
}

/** The report as HTML. */
export function scoreReport(
  title: string,
  { rows, broken, failures, where }: ReportedRows,
  { combined, order }: ScoreRanking,
  resolved: ResolvedPlan,
  seconds: number,
): string {
  const { proxies: all, plan } = resolved;
  // A report has separate columns for sizes.
  const proxies = all.filter(({ text }) => !isSize(text));
  const columns = Object.fromEntries(proxies.map(({ text }) => [text, scoresOf(rows, text)]));
  const extra = Object.keys(rows[0]?.costs.quantities ?? broken[0]?.costs.quantities ?? {}).filter((name) => !isSize(name));
  const cellOf = (i: number): CellTopology | null => cellsOf(valueAt(rows, i).item)[0]?.cell ?? null;
  const bestOf = (i: number, place: number): ReportBest => {
    const { item, cost } = valueAt(rows, i);
    return {
      arch: item.name,
      rank: place + 1,
      combined: valueAt(combined.values, i),
      scores: Object.fromEntries(Object.entries(columns).map(([key, column]) => [key, valueOf(valueAt(column, i))])),
      params: cost.params,
      macs: cost.macs,
      cell: cellOf(i),
      effects: valueAt(effects, place),
    };
  };
  const effects = effectsOf(
    scoreColumns(all, (text) => scoresOf(rows, text)),
    combined.weights,
    order.slice(0, listed),
  );
  const data: ReportData = {
    title,
    space: { id: plan.space?.split(':')[0] ?? 'model files', optionsText: plan.space?.split(':').slice(1).join(', ') ?? '' },
    combination: { text: combined.text },
    settings: [
      ['proxies', plan.proxies.join(', ')],
      ['combination', combined.text],
      ...dataSettings(resolved),
      ['weights', plan.init ?? 'as each proxy draws them'],
      ['seed', String(plan.seed)],
      ...(where === undefined ? [] : [['limits', where] as const]),
    ],
    steps: [{ name: 'reading and scoring', seconds }],
    proxies: proxies.map((own) => reportProxy(own, resolved)),
    notes: [
      ...(failures.length === 0
        ? []
        : [
            `${plural(failures.length, 'architecture')} could not be read and ${failures.length === 1 ? 'is' : 'are'} left out: ${listNames(
              failures.map(({ name }) => name),
              10,
            )}`,
          ]),
      ...(broken.length === 0
        ? []
        : [
            `${plural(broken.length, 'architecture')} ${broken.length === 1 ? 'breaks' : 'break'} the limits and ${broken.length === 1 ? 'is' : 'are'} not ranked: ${listNames(
              broken.map(({ item }) => item.name),
              10,
            )}`,
          ]),
      ...rows.flatMap(({ item }) => (item.remarks ?? []).map((remark) => `${item.name}: ${remark}`)),
    ],
    points: {
      archs: rows.map(({ item }) => item.name),
      scores: Object.fromEntries(Object.entries(columns).map(([key, column]) => [key, column.map(valueOf)])),
      combined: [...combined.values],
      params: rows.map(({ cost }) => cost.params),
      macs: rows.map(({ cost }) => cost.macs),
      ...(extra.length === 0
        ? {}
        : { quantities: Object.fromEntries(extra.map((id) => [id, rows.map(({ costs }) => costs.quantities[id] ?? NaN)])) }),
    },
    best: order.slice(0, listed).map(bestOf),
    front: frontByMacs(rows, combined.values),
    exports: {
      ...(plan.space === undefined ? {} : { space: plan.space }),
      names: rows.flatMap(({ item: { known, path, name } }) => (known !== undefined || path === name ? [name] : [])),
    },
    ...limitLines(where, resolved, extra),
    ...(broken.length === 0
      ? {}
      : {
          broken: broken.map(({ item, cost, costs, evaluation }) => ({
            arch: item.name,
            params: cost.params,
            macs: cost.macs,
            quantities: costs.quantities,
            scores: Object.fromEntries(proxies.map(({ text }) => [text, valueOf(columnOf(evaluation.scores, text))])),
          })),
        }),
    undefinedScores: Object.entries(columns).flatMap(([key, column]) =>
      undefinedReasons(column).map(({ reason, count }) => ({ key, reason, count })),
    ),
  };
  return renderReport(withShownPoints(data, plan.seed, cellOf));
}

/** Places of the rows that none beats in combined score and MACs; of one of the two that is not known, nobody knows. */
function frontByMacs(rows: readonly ScoredRow[], combined: Float64Array): number[] {
  return frontOf([
    { values: combined, goal: 'max' },
    { values: Float64Array.from(rows, ({ cost }) => cost.macs), goal: 'min' },
  ]);
}
