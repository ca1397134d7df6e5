/** The report of a bench: its architectures as points, score against accuracy, and the correlations that it computed. */
import { valueAt } from '../column-of.js';
import type { BenchResult } from '../../benchmarks/bench-proxies.js';
import type { BenchTarget } from '../../benchmarks/bench-target.js';
import * as v from 'valibot';
import { checkParameter } from '../../core/schema/check-request.js';
import { count } from '../../core/schema/fields.js';
import { plural } from '../../core/plural.js';
import { version } from '../../core/version.js';
import { equalWeights } from '../../engine/combination.js';
import { quantities } from '../../engine/limits/quantities.js';
import type { ResolvedPlan } from '../../engine/plan.js';
import type { ReportData, ReportTable } from '../../report/types.js';
import type { SearchSpace } from '../../spaces/types.js';
import { createCandidates } from '../candidates.js';
import { parseObjectives } from '../objectives.js';
import type { SearchOutcome } from '../run-search.js';
import { createSearchResult } from './result.js';
import { isSize } from './sizes.js';

const benchField = v.custom<BenchResult>(
  (given) => typeof given === 'object' && given !== null && 'scored' in given && 'rows' in given && 'notes' in given,
  'the result of a bench',
);

/**
 * What the report of a bench shows; `renderReport` makes the page of it.
 * @param top how many of the best scored it lists.
 */
export async function benchReportData(bench: BenchResult, top = 10): Promise<ReportData> {
  checkParameter('bench', benchField, bench);
  checkParameter('top', count(1), top);
  const { scored, rows, notes } = bench;
  const { resolved: all, architectures, targets, source } = scored;
  // Sizes stand beside every score; among the proxies, only those that were named are combined.
  const named = all.proxies.filter(({ text }) => !isSize(text));
  const resolved = named.length === 0 ? all : { ...all, proxies: named };
  const { outcome, places } = outcomeOf(scored, resolved);
  const result = createSearchResult({
    spaceText: all.plan.space ?? '',
    outcome,
    resolved,
    settings: {
      assay: version,
      plan: { ...all.plan, proxies: resolved.proxies.map(({ text }) => text) },
      verb: 'bench',
      searcher: 'list',
      list: `${plural(architectures.length, 'architecture')} of ${source}`,
    },
    combination: scored.combination ?? equalWeights(resolved),
    objectives: parseObjectives(['score'], resolved),
    quantities,
    top,
    setUp: 0,
    now: () => 0,
    notes: () => [],
  });
  const data = await result.reportData({ steps: [] });
  return {
    ...data,
    notes: [...data.notes, ...notes],
    tables: targets.map((target) => tableOf(target, places, outcome.candidates.length, rows)),
  };
}

/** The architectures as a search would have them, and the place of each there. */
function outcomeOf(
  { architectures, columns }: BenchResult['scored'],
  resolved: ResolvedPlan,
): { readonly outcome: SearchOutcome; readonly places: readonly number[] } {
  const space = resolved.space as SearchSpace;
  const candidates = createCandidates(space, resolved, []);
  const places = architectures.map((text) => candidates.place(space.decode(text)));
  for (const { key, scores } of columns) {
    const column = Object.hasOwn(candidates.columns, key) ? candidates.columns[key] : undefined;
    if (column !== undefined) places.forEach((place, i) => column.set(place, valueAt(scores, i)));
  }
  candidates.endRound();
  const { texts, known, canonical, forms, distinct, costs } = candidates;
  return {
    places,
    outcome: {
      candidates: texts,
      known,
      canonical,
      forms,
      distinct,
      costs,
      columns: candidates.columns,
      quantities: {},
      reached: Array.from(texts, () => 1),
      stages: 1,
      steps: [],
      recalled: 0,
      outside: candidates.outside,
    },
  };
}

function tableOf(
  { name, label, values }: BenchTarget,
  places: readonly number[],
  size: number,
  rows: BenchResult['rows'],
): ReportTable {
  const accuracies: (number | null)[] = Array.from({ length: size }, () => null);
  for (const [i, place] of places.entries()) {
    const value = values[i] ?? NaN;
    accuracies[place] = Number.isNaN(value) ? null : value;
  }
  return {
    target: name,
    label,
    accuracies,
    correlations: rows.flatMap(({ proxy, target, spearman, kendall, n, population }) =>
      target !== name || spearman === null || kendall === null ? [] : [{ proxy, spearman, kendall, n, population }],
    ),
  };
}
