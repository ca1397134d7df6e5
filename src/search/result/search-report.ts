/** Turns a finished search into the data of its HTML report, with accuracies if a table was given. */
import { columnOf, valueAt } from '../column-of.js';
import { formatCount } from '../../core/format-number.js';
import { plural } from '../../core/plural.js';
import { undefinedReasons } from '../../engine/undefined-reasons.js';
import { dataSettings, type ResolvedPlan } from '../../engine/plan.js';
import { appended, readColumn, type Column } from '../../core/column.js';
import type { KnownGenotype } from '../../engine/types.js';
import { scoreNumbers } from '../../proxies/score-numbers.js';
import type { Score } from '../../proxies/types.js';
import { renderReport } from '../../report/render-report.js';
import { withShownPoints } from '../../report/shown-points.js';
import type {
  ReportBest,
  ReportData,
  ReportObjective,
  ReportTable,
  ReportTraining,
  ReportTrajectory,
} from '../../report/types.js';
import type { SearchSpace } from '../../spaces/types.js';
import { percentile } from '../../core/statistics/index.js';
import type { Objective } from '../objectives.js';
import type { SearchOutcome } from '../run-search.js';
import type { RunSettings } from '../journal/types.js';
import type { CellTopology } from '../../arch/topology.js';
import type { Ranking } from './ranking.js';
import type { ReportReference, TrainedResult } from './result.js';
import { combinationNote, scoreColumns } from '../../engine/combination.js';
import { combineScores } from '../../proxies/combine/index.js';
import { learns } from '../choose.js';
import { reportProxy } from './report-proxy.js';
import { effectsOf } from './effects.js';
import { limitLines } from './limit-lines.js';
import { isSize } from './sizes.js';

/** The rank correlation of a proxy with a target of a table. */
export interface CorrelationLine {
  readonly proxy: string;
  readonly target: string;
  readonly n: number;
  readonly spearman: number;
  readonly kendall: number;
}

export interface SearchReportInput {
  readonly spaceText: string;
  readonly settings: RunSettings;
  readonly combination: string;
  readonly outcome: SearchOutcome;
  readonly ranking: Ranking;
  readonly steps: readonly { readonly name: string; readonly seconds: number }[];
  readonly resolved: ResolvedPlan;
  /** Accuracies to compare with, from `reportTables`. */
  readonly tables: readonly ReportTable[];
  /** Sentences for people about how the search went. */
  readonly notes: readonly string[];
  readonly trained?: TrainedResult;
  /** Shown beside the front; without tables only. */
  readonly reference?: ReportReference;
}

/** The report as HTML, and the correlations it shows. */
export function searchReport(input: SearchReportInput): {
  readonly html: string;
  readonly correlations: readonly CorrelationLine[];
} {
  const correlations = input.tables.flatMap(({ target, correlations: lines }) =>
    lines.map(({ proxy, n, spearman, kendall }) => ({ proxy, target, n, spearman, kendall })),
  );
  return { html: renderReport(searchReportData(input)), correlations };
}

/** What the report shows. */
export function searchReportData(input: SearchReportInput): ReportData {
  const { spaceText, settings, combination, outcome, ranking, steps, resolved, tables, notes, trained, reference } = input;
  const space = resolved.space as SearchSpace;
  const [spaceId = '', ...options] = spaceText.split(':');
  const note = combinationNote(combination, space);
  const { objectives } = ranking.front;
  const isAsked = settings.objectives !== undefined && objectives.length > 1 && settings.objectives.join() !== 'score,macs';
  const extra = isAsked
    ? objectives.flatMap((objective) =>
        objective.kind === 'quantity' && !isSize(objective.quantity) ? [objective.quantity] : [],
      )
    : [];
  // A report has separate columns for sizes.
  const proxies = resolved.proxies.filter(({ text }) => !isSize(text));
  const effects = effectsOf(
    scoreColumns(resolved.proxies, (text) => columnOf(outcome.columns, text)),
    ranking.combined.weights,
    ranking.best,
  );
  const scoresOf = (text: string): Column<Score> => scoresWithReference(input, text);
  const data: ReportData = {
    title: `assay ${settings.verb ?? 'search'} ${spaceText}`,
    space: { id: spaceId, optionsText: options.join(', ') },
    combination: {
      text: combination,
      ...(note === undefined ? {} : { note }),
    },
    settings: settingLines(settings, combination, resolved),
    steps,
    proxies: proxies.map((own) => reportProxy(own, resolved)),
    notes: [
      `${formatCount(outcome.distinct)} of the ${plural(outcome.candidates.length, 'architecture')} ${outcome.distinct === 1 ? 'differs' : 'differ'} in canonical form; the lists of the best and of the front show one of each form, and architectures of two forms may still compute the same.`,
      ...notes,
    ],
    points: {
      archs: withReference(outcome.candidates, reference?.architecture),
      scores: Object.fromEntries(proxies.map(({ text }) => [text, definedValues(scoresOf(text))])),
      combined: withReference(ranking.combined.values, reference === undefined ? undefined : combinedOf(input)),
      params: withReference(ranking.params, reference?.params),
      macs: withReference(ranking.macs, reference?.macs),
      ...(extra.length === 0
        ? {}
        : {
            quantities: Object.fromEntries(
              extra.map((id) => [id, withReference(columnOf(outcome.quantities, id), reference === undefined ? undefined : NaN)]),
            ),
          }),
    },
    best: ranking.best.map((i, place): ReportBest => ({
      arch: valueAt(outcome.candidates, i),
      index: i,
      rank: place + 1,
      combined: valueAt(ranking.combined.values, i),
      scores: Object.fromEntries(proxies.map(({ text }) => [text, valueOf(valueAt(columnOf(outcome.columns, text), i))])),
      params: valueAt(ranking.params, i),
      macs: valueAt(ranking.macs, i),
      cell: firstCell(valueAt(outcome.known, i)),
      effects: valueAt(effects, place),
    })),
    front: ranking.front.indices,
    ...(reference === undefined ? {} : { reference: { index: outcome.candidates.length, name: reference.name } }),
    ...(isAsked ? { frontObjectives: objectives.map(reportObjective) } : {}),
    ...(learns(settings.searcher) && ranking.best.length > 0 ? { trajectory: trajectoryOf(ranking.combined.values) } : {}),
    ...(spaceText === '' ? {} : { exports: { space: spaceText } }),
    ...limitLines(settings.where, resolved, extra),
    undefinedScores: Object.entries(outcome.columns).flatMap(([key, column]) =>
      undefinedReasons(column).map(({ reason, count }) => ({ key, reason, count })),
    ),
    ...(tables.length === 0 ? {} : { tables }),
    ...(trained === undefined ? {} : { training: reportTraining(trained) }),
  };
  const { known } = outcome;
  return withShownPoints(data, settings.plan.seed, (i) => (i < known.length ? firstCell(valueAt(known, i)) : null));
}

/** A column with the value of the reference at its end, if there is one. */
function withReference<T>(column: Column<T>, value: T | undefined): Column<T> {
  return value === undefined ? column : appended(column, value);
}

/** The scores of a proxy, that of the reference last. */
function scoresWithReference({ outcome, reference }: SearchReportInput, text: string): Column<Score> {
  const column = columnOf(outcome.columns, text);
  return reference === undefined ? column : appended(column, columnOf(reference.scores, text));
}

/** The combined score of the reference among the others. */
function combinedOf(input: SearchReportInput): number {
  const { values } = combineScores(
    input.combination,
    scoreColumns(input.resolved.proxies, (text) => scoresWithReference(input, text)),
  );
  return valueAt(values, values.length - 1);
}

function reportTraining({ title, architectures }: TrainedResult): ReportTraining {
  return {
    title,
    networks: architectures.map(({ rank, architecture, outcome }) =>
      outcome.ok
        ? {
            name: architecture,
            rank,
            accuracy: outcome.accuracy,
            ...(outcome.epochs === undefined ? {} : { epochs: outcome.epochs }),
          }
        : { name: architecture, rank, accuracy: null, reason: outcome.reason },
    ),
  };
}

function reportObjective({ text, goal, ...objective }: Objective): ReportObjective {
  switch (objective.kind) {
    case 'score':
      return { text, goal, column: { kind: 'combined' } };
    case 'proxy':
      return { text, goal, column: { kind: 'proxy', id: objective.proxy } };
    case 'quantity': {
      const { quantity } = objective;
      return { text, goal, column: isSize(quantity) ? { kind: quantity } : { kind: 'quantity', id: quantity } };
    }
    default:
      return objective satisfies never;
  }
}

/** About how many moments the course of a search shows. */
const moments = 60;

/** The course of the scores in the order of the evaluations; undefined scores rank last and are left out of the numbers. */
function trajectoryOf(combined: Column<number>): ReportTrajectory {
  const best: { evaluations: number; combined: number }[] = [];
  const around: { evaluations: number; low: number; median: number; high: number }[] = [];
  const width = Math.max(1, Math.ceil(combined.length / moments));
  for (let i = 0; i < combined.length; i++) {
    const value = valueAt(combined, i);
    if (Number.isFinite(value) && !(value <= (best.at(-1)?.combined ?? -Infinity)))
      best.push({ evaluations: i + 1, combined: value });
    if ((i + 1) % width > 0 && i + 1 < combined.length) continue;
    const last = Array.from({ length: Math.min(width, i + 1) }, (_, back) => valueAt(combined, i - back)).filter(Number.isFinite);
    if (last.length > 0)
      around.push({ evaluations: i + 1, low: percentile(last, 25), median: percentile(last, 50), high: percentile(last, 75) });
  }
  return { best, around };
}

/** The values of scores, null where one is undefined. */
function definedValues(scores: Column<Score>): Column<number | null> {
  const numberAt = scoreNumbers(scores);
  return readColumn(
    () => scores.length,
    (index) => {
      const value = numberAt(index);
      return Number.isNaN(value) ? null : value;
    },
  );
}

function valueOf(score: Score): number | null {
  return score.ok ? score.value : null;
}

function firstCell(known: KnownGenotype): CellTopology | null {
  return known.topology()?.cells[0]?.cell ?? null;
}

function settingLines(
  { assay, plan, searcher, list, budget, seconds, where, objectives, digest }: RunSettings,
  combination: string,
  resolved: ResolvedPlan,
): (readonly [string, string])[] {
  const bounds = [...(budget === undefined ? [] : [`budget ${budget}`]), ...(seconds === undefined ? [] : [`${seconds} s`])];
  return [
    ['Assay', assay],
    ['proxies', plan.proxies.join(', ')],
    ['combination', combination],
    list === undefined ? ['searcher', [searcher, ...bounds].join(', ')] : ['architectures', list],
    ...(objectives === undefined ? [] : [['objectives', objectives.join(', ')] as const]),
    ...(where === undefined ? [] : [['limits', where] as const]),
    ...dataSettings(resolved, digest),
    ['seed', String(plan.seed)],
  ];
}
