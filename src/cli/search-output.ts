/** What a search prints: the best, the winner drawn, what was undefined, the seconds of every step. */
import { formatCount, formatSeconds, formatSize } from '../core/format-number.js';
import { usageError } from '../core/errors.js';
import { must } from '../core/must.js';
import { combinationNote } from '../engine/combination.js';
import { proxyNotes } from '../engine/proxy-notes.js';
import { plural } from '../core/plural.js';
import { drawCellText } from '../drawing/cell-text.js';
import { isOneScore, undefinedReasons } from '../engine/undefined-reasons.js';
import { drawingOptions } from './drawing-options.js';
import { complain, faint, notify, print, strong } from './output.js';
import { scoreRecords } from './score-output.js';
import { architectureTable, plainTable } from './plain-table.js';
import type { SearchReport, SearchResult } from '../search/result/result.js';
import type { TrainedArchitecture } from '../search/training/train-finalists.js';
import type { TrainerOutcome } from '../training/trainer.js';
import { columnOf, valueAt } from '../search/column-of.js';
import { frontPoints } from '../search/result/front.js';
import { unscoredNote } from '../search/result/is-unscored.js';
import { listedNotes, unrankedReasons } from '../search/result/notes.js';
import { orderWords } from '../search/result/ranking.js';
import { isSize, sizesBeside } from '../search/result/sizes.js';

/** Lines of the front on the terminal. */
const mostOfFront = 30;

interface SearchPrint {
  readonly result: SearchResult;
  readonly report: SearchReport;
  /** `jobs`: evaluations that were run; with the seconds of one, what the search cost. */
  readonly steps: readonly { readonly name: string; readonly seconds: number; readonly jobs?: number }[];
  readonly json: boolean;
}

function printJson(result: SearchResult): void {
  const { ranking, resolved, trained } = result;
  const outcomes = new Map(trained?.architectures.map((own) => [own.architecture, own.outcome]));
  for (const { rank, architecture, combined, scores, params, macs } of result.best(ranking.best.length)) {
    const training = outcomes.get(architecture);
    print(
      JSON.stringify({
        rank,
        space: resolved.space?.id,
        arch: architecture,
        combined,
        scores: scoreRecords(scores),
        params,
        macs,
        ...(training === undefined ? {} : { trained: trainedJson(training) }),
      }),
    );
  }
}

function trainedJson(outcome: TrainerOutcome): object {
  if (!outcome.ok) return { accuracy: null, reason: outcome.reason };
  const { accuracy, isGuess, epochs, files } = outcome;
  return {
    accuracy,
    ...(isGuess === undefined ? {} : { isGuess }),
    ...(epochs === undefined ? {} : { epochs }),
    ...(files === undefined ? {} : { files }),
  };
}

/** The accuracies of those that were trained, the best first. */
function printTrained({ trained }: SearchResult): void {
  if (trained === undefined) return;
  const value = ({ outcome }: TrainedArchitecture): number => (outcome.ok ? outcome.accuracy : -Infinity);
  print();
  const hasTrained = trained.architectures.some(({ outcome }) => outcome.ok);
  print(strong(`${hasTrained ? 'Trained' : 'None could be trained'}: ${trained.title}`));
  print(
    architectureTable(
      ['rank by score', 'accuracy (%)', 'architecture'],
      trained.architectures
        .toSorted((a, b) => value(b) - value(a))
        .map((own) => [
          String(own.rank),
          own.outcome.ok ? own.outcome.accuracy.toFixed(2) : '–',
          own.outcome.ok ? own.architecture : `${own.architecture}  (${own.outcome.reason})`,
        ]),
      [0, 1],
    ),
  );
  const guesses = trained.architectures.filter(({ outcome }) => outcome.ok && outcome.isGuess === true).length;
  if (guesses > 0)
    complain(
      `${guesses} of ${plural(trained.architectures.length, 'trained network')} ${guesses === 1 ? 'is' : 'are'} no better than guessing: more epochs, another learning rate or more images may help`,
    );
}

/** The time of one evaluation: `13.4 ms`, `52 µs`. */
function formatEach(seconds: number): string {
  return seconds >= 1
    ? formatSeconds(seconds)
    : seconds >= 1e-3
      ? `${(seconds * 1e3).toPrecision(3)} ms`
      : `${(seconds * 1e6).toFixed(seconds >= 1e-5 ? 0 : 1)} µs`;
}

function printUndefined({ finalists: outcome }: SearchResult): void {
  for (const [key, column] of Object.entries(outcome.columns)) {
    if (isOneScore(column)) print(faint(`${key} is the same for all: it ranks nothing`));
    for (const { reason, count } of undefinedReasons(column))
      print(faint(`${key} is undefined for ${formatCount(count)}, ranked last: ${reason}`));
  }
}

/** The front of the objectives that the user named; by default it is in the report only. Points equal in all objectives share a line. */
function printFront(result: SearchResult): void {
  const {
    ranking: { front },
    finalists: outcome,
    settings,
  } = result;
  const asked = settings.objectives ?? ['score'];
  if (asked.length < 2) return;
  const format = (value: number, k: number): string =>
    front.objectives[k]?.kind === 'quantity' ? formatSize(value) : value.toPrecision(6);
  const points = frontPoints(front);
  const shown = points.slice(0, mostOfFront);
  print();
  print(
    strong(
      `The Pareto front of ${asked.join(' and ')}: ${plural(front.indices.length, 'architecture')}, ${plural(points.length, 'point')}`,
    ),
  );
  const rows = shown.map((places) => {
    const marks = [
      ...(places.length > 1 ? [`= ${places.length - 1} more`] : []),
      ...(front.knee !== undefined && places.includes(front.knee) ? ['knee'] : []),
    ];
    const [first] = places;
    return [
      ...must(front.values[first], 'its values').map(format),
      must(outcome.candidates.at(must(front.indices[first], 'its index')), 'its text') +
        (marks.length === 0 ? '' : `  (${marks.join(', ')})`),
    ];
  });
  print(
    architectureTable(
      [...front.objectives.map(({ text }) => text), 'architecture'],
      rows,
      front.objectives.map((_, column) => column),
    ),
  );
  if (shown.length < points.length) print(faint(`and ${plural(points.length - shown.length, 'point')} more in the report`));
  explainScore(
    result,
    front.objectives.map(({ text }) => text),
  );
  print(
    faint(
      `hypervolume ${front.hypervolume.toPrecision(6)} above the reference point (${front.objectives.map(({ text }, k) => `${text} ${format(front.reference[k] ?? NaN, k)}`).join(', ')}), the worst met of each`,
    ),
  );
}

/** What the column `score` of a front holds, where it has one. */
export function explainScore({ combination, finalists }: SearchResult, objectives: readonly string[]): void {
  if (!objectives.includes('score')) return;
  const count = plural(finalists.candidates.length, 'architecture');
  print(
    faint(`score: the scores combined by ${combination}: it orders the ${count} of this run, and has other values in another`),
  );
}

/** `76 of 15,625 scored architectures are ranked (15,549 have less evidence)`: the counts that the report has too. */
export function countsOf({ outcome, finalists }: SearchResult): string {
  const ranked = finalists.candidates.length;
  const scored = plural(outcome.candidates.length, 'scored architecture');
  return ranked === outcome.candidates.length
    ? `${scored} ${ranked === 1 ? 'is' : 'are'} ranked`
    : `${formatCount(ranked)} of ${scored} ${ranked === 1 ? 'is' : 'are'} ranked (${unrankedReasons(outcome, ranked).join(', ')})`;
}

/** How the best are ordered, for their heading. */
export function listedBy({ ranking, combination }: SearchResult): string {
  const words = orderWords(ranking);
  return words === undefined ? combination : `by ${words}`;
}

/** Of how many that were drawn the ranked ones are the best, where a draw chose them. */
function keptOf({ outcome: { drawn }, finalists }: SearchResult): string {
  if (drawn === undefined || drawn.distinct <= finalists.candidates.length) return '';
  return `, chosen among ${formatCount(drawn.distinct)} that were drawn and scored`;
}

/** The table of the best. */
function printBest(result: SearchResult): void {
  const { ranking, finalists: outcome } = result;
  const keys = Object.keys(outcome.columns);
  const beside = sizesBeside(keys);
  const quantity = ranking.by?.kind === 'quantity' && !isSize(ranking.by.quantity) ? ranking.by.quantity : undefined;
  const measured = quantity === undefined ? [] : [{ id: quantity, column: columnOf(outcome.quantities, quantity) }];
  print(
    strong(
      `The best of ${plural(outcome.candidates.length, 'architecture')} (${formatCount(outcome.distinct)} distinct)${keptOf(result)}, ${listedBy(result)}`,
    ),
  );
  const rows = result.best(ranking.best.length).map((own, place) => [
    String(own.rank),
    ...measured.map(({ column }) => formatSize(valueAt(column, must(ranking.best[place], 'its index')))),
    ...keys.map((key) => {
      const score = own.scores[key];
      return isSize(key) ? formatSize(own[key]) : score?.ok === true ? score.value.toPrecision(5) : '–';
    }),
    ...beside.map((size) => formatSize(own[size])),
    own.architecture + (own.same > 1 ? `  (= ${own.same - 1} more)` : ''),
  ]);
  print(
    architectureTable(
      ['#', ...measured.map(({ id }) => id), ...keys, ...beside, 'architecture'],
      rows,
      Array.from({ length: measured.length + keys.length + beside.length + 1 }, (_, column) => column),
    ),
  );
}

function printWinner({ ranking, finalists: outcome }: SearchResult): void {
  const [winner = -1] = ranking.best;
  for (const { name, cell } of (winner === -1 ? undefined : outcome.known.at(winner))?.topology()?.cells ?? []) {
    print();
    print(
      drawCellText(cell, {
        title: `the winner's ${name}`,
        ...drawingOptions(process.stdout),
      }),
    );
  }
}

/** @throws a usage error for a search that found nothing, although its files are written: every score is undefined, or none of the best could be trained. */
export function requireBest({ ranking, finalists, trained }: SearchResult): void {
  if (ranking.best.length === 0 && finalists.candidates.length > 0)
    throw usageError('search', {
      expected: 'scores that rank the architectures',
      got: `none for ${plural(finalists.candidates.length, 'architecture')}`,
      hint: unscoredNote(ranking.combined),
      code: 'no-result',
    });
  const [first] = trained?.architectures ?? [];
  if (first === undefined || first.outcome.ok || trained?.architectures.some(({ outcome }) => outcome.ok) === true) return;
  throw usageError('search', {
    expected: 'at least one of the best to be trained',
    got: `none of ${trained?.architectures.length}: ${first.outcome.reason}`,
    hint: 'scores and report are kept',
    code: 'no-result',
  });
}

/** Prints a finished search on standard output. */
export function printSearch({ result, report: { correlations, notes }, steps, json }: SearchPrint): void {
  if (json) {
    printJson(result);
    for (const note of listedNotes(result.ranking, result.finalists.candidates.length)) notify(`assay: ${note}`);
    return;
  }
  const begun = performance.now();
  const { ranking, finalists: outcome, combination, resolved } = result;
  const { space } = resolved;
  if (ranking.best.length > 0) printBest(result);
  else print(strong(`No score ranks ${plural(outcome.candidates.length, 'architecture')}`));
  printTrained(result);
  printFront(result);
  printWinner(result);
  print();
  for (const note of notes) print(faint(note));
  printUndefined(result);
  for (const note of proxyNotes(resolved)) print(faint(note));
  const note = combinationNote(combination, space);
  if (note !== undefined) print(faint(`combination: ${note}`));
  if (correlations.length > 0) {
    print();
    print(
      plainTable(
        ['score', 'data set', 'n', 'Spearman', 'Kendall tau-b'],
        correlations.map((line) => [
          line.proxy,
          line.target,
          formatCount(line.n),
          line.spearman.toFixed(3),
          line.kendall.toFixed(3),
        ]),
        [2, 3, 4],
      ),
    );
  }
  print();
  print(
    [...steps, { name: 'output', seconds: (performance.now() - begun) / 1000 }]
      .map(
        ({ name, seconds, jobs = 0 }) =>
          `${name} ${formatSeconds(seconds)}${jobs === 0 ? '' : ` (${formatCount(jobs)} × ${formatEach(seconds / jobs)})`}`,
      )
      .join(' · '),
  );
}
