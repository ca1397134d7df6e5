/** What a search found: the best, the front, every score, as data, CSV and report. */
import { createNumberColumn } from '../../core/number-column.js';
import { valueAt } from '../column-of.js';
import type { Table } from '../../benchmarks/table.js';
import { usageError } from '../../core/errors.js';
import { checkParameter, checkRequest } from '../../core/schema/check-request.js';
import { count as countField, texts as textsField } from '../../core/schema/fields.js';
import { createQuantityReader, pickQuantities, type Quantity } from '../../engine/limits/quantities.js';
import type { ResolvedPlan } from '../../engine/plan.js';
import type { Score } from '../../proxies/types.js';
import type { ReportData, ReportTable } from '../../report/types.js';
import type { SearchSpace } from '../../spaces/types.js';
import type { RunSettings } from '../journal/types.js';
import { reportSchema } from '../request.js';
import { parseObjectives, type Objective } from '../objectives.js';
import type { SearchOutcome } from '../run-search.js';
import type { SearchStep } from '../stopwatch.js';
import type { TrainedArchitecture } from '../training/train-finalists.js';
import { finalistsOf } from './finalists.js';
import { unscoredNote } from './is-unscored.js';
import { frontOf } from './front.js';
import { listedNotes } from './notes.js';
import { bestOf, orderWords, rankCandidates, type Ranking } from './ranking.js';
import { scoresCsv } from './scores-csv.js';
import { searchReport, searchReportData, type CorrelationLine, type SearchReportInput } from './search-report.js';

/** One of the best architectures of a search. */
export interface RankedArchitecture {
  /** 1 is the best. */
  readonly rank: number;
  /** In the space's published format. */
  readonly architecture: string;
  /** The scores combined; higher is better, meaningful within this search. */
  readonly combined: number;
  /** By proxy, each a value or the reason why it is undefined. */
  readonly scores: { readonly [proxy: string]: Score };
  readonly params: number;
  /** Multiply-accumulates of one sample. */
  readonly macs: number;
  /** Candidates of the same canonical form, which compute the same function, this one included. */
  readonly same: number;
}

/** An architecture on a Pareto front. */
export interface FrontArchitecture {
  readonly architecture: string;
  /** Of each objective, in their order, as measured. */
  readonly values: readonly number[];
}

/** The Pareto front of a search. */
export interface SearchFront {
  /** As given: `score`, `macs`, `params=max`. */
  readonly objectives: readonly string[];
  /** One of each function; best in the first objective first. */
  readonly points: readonly FrontArchitecture[];
  /** The point where the front bends most; undefined for fewer than three points. */
  readonly knee: FrontArchitecture | undefined;
  /** The volume the front dominates above `reference`, the worst value met of each objective. */
  readonly hypervolume: number;
  readonly reference: readonly number[];
}

/** A search as an HTML page, and the correlations that it shows. */
export interface SearchReport {
  readonly html: string;
  /** Rank correlations with the accuracies of a table; empty without one. */
  readonly correlations: readonly CorrelationLine[];
  /** Sentences about how the search went, those about the table included. */
  readonly notes: readonly string[];
}

/** A network that a report shows beside the front of a search. */
export interface ReportReference {
  /** `the network as it is` */
  readonly name: string;
  readonly architecture: string;
  readonly scores: { readonly [proxy: string]: Score };
  readonly params: number;
  readonly macs: number;
}

/** What a report holds. */
export interface ReportOptions {
  /** The best that were trained; left out, those of the search. */
  readonly trained?: TrainedResult;
  /** Accuracies to compare with; left out, those of the search's request. */
  readonly table?: Table;
  /** Seconds of every step; left out, those of the search. */
  readonly steps?: readonly { readonly name: string; readonly seconds: number }[];
  /** What the front is compared with. */
  readonly reference?: ReportReference;
  /** Sentences before those of the search. */
  readonly notes?: readonly string[];
}

/** The best that were trained, and how their accuracies came about. */
export interface TrainedResult {
  readonly title: string;
  /** Best score first. */
  readonly architectures: readonly TrainedArchitecture[];
}

/** What a search found: ranking, front, knee and report. */
export interface SearchResult {
  /** Every candidate that was scored, in the order of the proposals. */
  readonly outcome: SearchOutcome;
  /** The candidates that were scored with the most evidence: those that can be ranked together. */
  readonly finalists: SearchOutcome;
  /** The finalists in order, by their indices. */
  readonly ranking: Ranking;
  /** How the scores were combined. */
  readonly combination: string;
  readonly settings: RunSettings;
  readonly resolved: ResolvedPlan;
  readonly steps: readonly (Pick<SearchStep, 'name' | 'seconds'> & Partial<SearchStep>)[];
  /** Sentences about how the search went. */
  readonly notes: readonly string[];
  /** The best that were trained, where the request asks for it. */
  readonly trained?: TrainedResult;
  /** The best `count` that differ in canonical form (10 unless given), best first; none if no score tells them apart for want of values. */
  best(count?: number): readonly RankedArchitecture[];
  /**
   * The Pareto front of some objectives; left out, those of the search, or score and MACs.
   * @throws a usage error for an unknown objective.
   */
  front(objectives?: readonly string[]): SearchFront;
  /** Every candidate with its scores as comma-separated text; equal runs give the same bytes. @throws a RangeError for a million candidates. */
  csv(): string;
  /** The lines of `csv`, however many. */
  csvLines(): Iterable<string>;
  /** What the report shows, as data. @throws data errors where the table does not suit the space. */
  reportData(options?: ReportOptions): Promise<ReportData>;
  /** The result as one HTML page. @throws data errors where the table does not suit the space. */
  report(options?: ReportOptions): Promise<SearchReport>;
}

interface ResultInput {
  readonly spaceText: string;
  readonly outcome: SearchOutcome;
  readonly resolved: ResolvedPlan;
  readonly settings: RunSettings;
  readonly combination: string;
  readonly objectives: readonly Objective[];
  /** All that objectives may name. */
  readonly quantities: readonly Quantity[];
  /** How many of the best the report lists. */
  readonly top: number;
  readonly table?: Table;
  /** Seconds before the search began. */
  readonly setUp: number;
  /** A clock in milliseconds. */
  readonly now: () => number;
  /** @param finalists how many candidates are ranked. */
  notes(finalists: number): readonly string[];
}

/** @throws a usage error when the combination does not suit the plan's proxies. */
export function createSearchResult(input: ResultInput): SearchResult {
  const { outcome, resolved, settings, combination, objectives, now, spaceText } = input;
  const begun = now();
  const finalists = finalistsOf(outcome);
  const ranking = rankCandidates(finalists, resolved, { combination, top: input.top, objectives });
  const steps = [
    { name: 'set-up', seconds: input.setUp },
    ...outcome.steps,
    { name: 'combine and rank', seconds: (now() - begun) / 1000 },
  ];
  const unscored = ranking.best.length === 0 ? [unscoredNote(ranking.combined)] : [];
  const words = orderWords(ranking);
  const ordered = words === undefined ? [] : [`the best are listed by ${words}`];
  const ranked = finalists.candidates.length;
  const listed = listedNotes(ranking, ranked);
  const notes = [...new Set([...unscored, ...ordered, ...listed, ...input.notes(ranked)])];
  return {
    outcome,
    finalists,
    ranking,
    combination,
    settings,
    resolved,
    steps,
    notes,
    best(count = 10) {
      checkParameter('count', countField(1), count);
      return describeBest(finalists, ranking, count);
    },
    front(texts) {
      if (texts !== undefined) checkParameter('objectives', textsField, texts);
      return describeFront(input, finalists, ranking, texts);
    },
    csv: () => [...scoresCsv(outcome, ranking)].join(''),
    csvLines: () => scoresCsv(outcome, ranking),
    async reportData(options = {}) {
      return searchReportData(await describe(options));
    },
    async report(options = {}) {
      const described = await describe(options);
      return { ...searchReport(described), notes: described.notes };
    },
  };

  async function describe(options: ReportOptions): Promise<SearchReportInput> {
    checkRequest('report', reportSchema, options);
    const { table = input.table, steps: shown = steps, trained, reference, notes: first = [] } = options;
    let tables: readonly ReportTable[] = [];
    let all: readonly string[] = [...first, ...notes];
    if (table !== undefined) {
      const { reportTables } = await import('./report-tables.js');
      const compared = reportTables({ outcome: finalists, ranking, resolved, combination }, table);
      tables = compared.tables;
      all = [...new Set([...all, ...compared.notes])];
    }
    return {
      spaceText,
      settings,
      combination,
      outcome: finalists,
      ranking,
      steps: shown,
      resolved,
      notes: all,
      tables,
      ...(trained === undefined ? {} : { trained }),
      ...(reference === undefined || table !== undefined ? {} : { reference }),
    };
  }
}

/** Seconds below which the end of threads is no step. */
const worthNaming = 0.01;

/** The result after journal and threads ended, for which it waited so many seconds. */
export function withEnding(result: SearchResult, seconds: number): SearchResult {
  return seconds < worthNaming ? result : withSteps(result, [...result.steps, { name: 'ending threads', seconds }]);
}

/** The result whose report shows these steps. */
function withSteps(result: SearchResult, steps: SearchResult['steps']): SearchResult {
  return {
    ...result,
    steps,
    reportData: (options = {}) => result.reportData({ steps, ...options }),
    report: (options = {}) => result.report({ steps, ...options }),
  };
}

/** The result with the best trained, which took `seconds`; its report shows them. */
export function withTrained(
  result: SearchResult,
  architectures: readonly TrainedArchitecture[],
  title: string,
  seconds: number,
): SearchResult {
  const trained: TrainedResult = { title, architectures };
  const timed = withSteps(result, [...result.steps, { name: 'training', seconds }]);
  return {
    ...timed,
    trained,
    reportData: (options = {}) => timed.reportData({ trained, ...options }),
    report: (options = {}) => timed.report({ trained, ...options }),
  };
}

function describeBest(finalists: SearchOutcome, ranking: Ranking, count: number): RankedArchitecture[] {
  const { best, shared } = bestOf(ranking.order, finalists.forms, count);
  return best.map((i, place) => ({
    rank: place + 1,
    architecture: valueAt(finalists.candidates, i),
    combined: valueAt(ranking.combined.values, i),
    scores: Object.fromEntries(Object.entries(finalists.columns).map(([key, column]) => [key, valueAt(column, i)])),
    params: valueAt(ranking.params, i),
    macs: valueAt(ranking.macs, i),
    same: valueAt(shared, place),
  }));
}

function describeFront(
  { resolved, quantities }: ResultInput,
  finalists: SearchOutcome,
  ranking: Ranking,
  texts: readonly string[] | undefined,
): SearchFront {
  const front =
    texts === undefined
      ? ranking.front
      : frontOf(
          withQuantities(finalists, parseObjectives(texts, resolved, quantities), quantities, resolved.space as SearchSpace),
          ranking.combined,
          parseObjectives(texts, resolved, quantities),
        );
  const points = front.indices.map((i, place) => ({
    architecture: valueAt(finalists.candidates, i),
    values: valueAt(front.values, place),
  }));
  return {
    objectives: front.objectives.map(({ text }) => text),
    points,
    knee: front.knee === undefined ? undefined : points[front.knee],
    hypervolume: front.hypervolume,
    reference: front.reference,
  };
}

/** The finalists with the quantities that these objectives name. */
function withQuantities(
  finalists: SearchOutcome,
  objectives: readonly Objective[],
  known: readonly Quantity[],
  space: SearchSpace,
): SearchOutcome {
  const ids = objectives.flatMap((objective) =>
    objective.kind === 'quantity' && finalists.quantities[objective.quantity] === undefined ? [objective.quantity] : [],
  );
  if (ids.length === 0) return finalists;
  const reader = createQuantityReader(space, pickQuantities(ids, known));
  const columns = ids.map(() => createNumberColumn());
  const values = new Float64Array(ids.length);
  for (const { genotype } of finalists.known) {
    if (reader.fillCounted(genotype, values)) reader.fillBuilt(genotype, values);
    for (const [k, column] of columns.entries()) column.push(valueAt(values, k));
  }
  return {
    ...finalists,
    quantities: { ...finalists.quantities, ...Object.fromEntries(ids.map((id, k) => [id, valueAt(columns, k)])) },
  };
}

/** @throws a usage error when a search ended before it scored anything. */
export function requireCandidates({ candidates }: SearchOutcome, hint: string | undefined): void {
  if (candidates.length === 0)
    throw usageError('search', { expected: 'at least one architecture to be scored', got: 'none', hint, code: 'missing' });
}
