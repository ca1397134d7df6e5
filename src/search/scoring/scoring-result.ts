/** What scoring gives: the rows with the columns of aggregates, ranked once when a ranking is first asked for. */
import { checkParameter } from '../../core/schema/check-request.js';
import { number, text as textField } from '../../core/schema/fields.js';
import { aggregateColumn, withAggregates } from '../../engine/aggregate-columns.js';
import { equalWeights, scoreColumns } from '../../engine/combination.js';
import type { ResolvedPlan } from '../../engine/plan.js';
import type { ColumnsAsked } from '../../engine/values.js';
import { undefinedScore } from '../../proxies/types.js';
import { columnOf, valueAt } from '../column-of.js';
import type { Objective } from '../objectives.js';
import { orderByObjectives } from './item-costs.js';
import { onOneScale } from './one-scale.js';
import type { ScoredRow, ScoringResult } from './open-scoring.js';
import { rankRows, scoreReport, type ScoreRanking } from './score-report.js';
import { scoringCsv } from './scoring-csv.js';

/** @param asked the combination that is asked for; undefined for the default one. */
export function createScoringResult(
  { rows: scored, failures }: Pick<ScoringResult, 'rows' | 'failures'>,
  plan: ResolvedPlan,
  { aggregates, parts }: ColumnsAsked,
  asked: string | undefined,
  objectives: readonly Objective[],
  where: string | undefined,
): ScoringResult {
  const resolved = withAggregates(plan, aggregates);
  const combination = asked ?? equalWeights(resolved, parts);
  const rows = aggregates.length === 0 ? scored : withAggregateScores(scored, plan, aggregates);
  const isKept = ({ costs }: ScoredRow): boolean => costs.limits?.isKept !== false;
  const broken = rows.filter((row) => !isKept(row));
  let ranked: { readonly kept: readonly ScoredRow[]; readonly ranking: ScoreRanking } | undefined;
  const rank = (): NonNullable<typeof ranked> => {
    if (ranked === undefined) {
      const kept = onOneScale(rows.filter(isKept), resolved);
      const byScore = rankRows(kept, resolved, combination, parts);
      const [first, ...others] = objectives;
      const isByScore = others.length === 0 && first?.kind === 'score' && first.goal === 'max';
      const ranking = isByScore
        ? byScore
        : { ...byScore, objectives, ...orderByObjectives(objectives, kept, byScore.combined.values) };
      ranked = { kept, ranking };
    }
    return ranked;
  };
  return {
    rows,
    failures,
    get kept() {
      return rank().kept;
    },
    broken,
    ranking: () => rank().ranking,
    resolved,
    ranked() {
      const { kept, ranking } = rank();
      const { order, combined, front } = ranking;
      return order.map((i, place) => ({
        ...valueAt(kept, i),
        rank: place + 1,
        combined: valueAt(combined.values, i),
        ...(front === undefined ? {} : { front: front[i] ?? null }),
      }));
    },
    csv: () => scoringCsv(rows, rank().kept, rank().ranking, resolved),
    report(title, seconds) {
      checkParameter('title', textField, title);
      checkParameter('seconds', number, seconds);
      return scoreReport(title, { rows: rank().kept, broken, failures, where }, rank().ranking, resolved, seconds);
    },
  };
}

/** The rows with the scores of aggregates, which rank only those that keep the limits. */
function withAggregateScores(
  rows: readonly ScoredRow[],
  { proxies }: ResolvedPlan,
  aggregates: ColumnsAsked['aggregates'],
): readonly ScoredRow[] {
  const kept = rows.filter(({ costs }) => costs.limits?.isKept !== false);
  const columns = scoreColumns(proxies, (text) => kept.map(({ evaluation }) => columnOf(evaluation.scores, text)));
  const made = kept.length === 0 ? [] : aggregates.map((aggregate) => aggregateColumn(aggregate, columns).scores);
  const places = new Map(kept.map((row, place) => [row, place]));
  const broken = undefinedScore('breaks the limits, so that it is not ranked');
  return rows.map((row) => {
    const place = places.get(row);
    const more = aggregates.map(({ id }, i) => [id, place === undefined ? broken : valueAt(valueAt(made, i), place)] as const);
    return { ...row, evaluation: { ...row.evaluation, scores: { ...row.evaluation.scores, ...Object.fromEntries(more) } } };
  });
}
