/** Sentences for people about how a search went. */
import type { Column } from '../../core/column.js';
import { formatCount as format, formatSeconds } from '../../core/format-number.js';
import { plural } from '../../core/plural.js';
import type { SearchOutcome } from '../run-search.js';
import type { Ranking } from './ranking.js';

interface NotesInput {
  readonly outcome: SearchOutcome;
  /** How many of the candidates are ranked. */
  readonly finalists: number;
  readonly where: string | undefined;
  /** Scores found in a cache; undefined without a cache. */
  readonly hits: number | undefined;
  /** Proxies of each level of evidence, the cheapest first, where each level scores the best of the one before. */
  readonly stages?: readonly string[];
}

export function searchNotes({ outcome, finalists, where, hits, stages }: NotesInput): string[] {
  const { limits, drawn, finished } = outcome;
  const { measuredOut, less } = countUnranked(outcome, finalists);
  return [
    ...(drawn === undefined
      ? []
      : [
          `drawn: ${plural(drawn.distinct, 'distinct architecture')}, ${stages === undefined ? 'and the best by the cheapest evidence were kept' : shortlistNote(drawn.distinct, outcome, stages)}`,
        ]),
    ...(limits === undefined
      ? []
      : [
          `limits ${where}: ${format(limits.rejected - measuredOut)} of ${plural(limits.admitted + limits.rejected, 'proposal')} rejected before anything was built${measuredOut === 0 ? '' : `, ${format(measuredOut)} after they were measured`}`,
        ]),
    ...(less > 0
      ? [
          `${plural(less, finished === undefined ? 'more was scored with less evidence and' : 'supernet on the way', finished === undefined ? 'more were scored with less evidence and' : 'supernets on the way')} ${less === 1 ? 'is' : 'are'} not ranked here; all scores are in scores.csv`,
        ]
      : []),
    ...(hits === undefined ? [] : [`${plural(hits, 'score')} came from the cache`]),
  ];
}

/** Candidates that are scored and not ranked: those that broke a limit once it was measured, and those without all scores. */
function countUnranked(
  { candidates, outside }: Pick<SearchOutcome, 'candidates' | 'outside'>,
  finalists: number,
): { readonly measuredOut: number; readonly less: number } {
  const measuredOut = countIn(outside, Boolean);
  return { measuredOut, less: candidates.length - finalists - measuredOut };
}

/** Why scored candidates are not ranked, such as `1 broke the limits once measured`; an empty list where all are. */
export function unrankedReasons(
  outcome: Pick<SearchOutcome, 'candidates' | 'outside' | 'finished'>,
  finalists: number,
): string[] {
  const { measuredOut, less } = countUnranked(outcome, finalists);
  const lesser =
    outcome.finished === undefined
      ? `${format(less)} ${less === 1 ? 'has' : 'have'} less evidence`
      : plural(less, 'supernet on the way', 'supernets on the way');
  return [...(less > 0 ? [lesser] : []), ...(measuredOut > 0 ? [`${format(measuredOut)} broke the limits once measured`] : [])];
}

/** Which level of evidence scored how many of a draw. */
function shortlistNote(drawn: number, { reached }: SearchOutcome, [first = '', ...others]: readonly string[]): string {
  const scored = others.flatMap((name, k) => {
    const count = countIn(reached, (stages) => stages > k + 1);
    return count === 0 ? [] : [{ name, count }];
  });
  if (scored.length === 0)
    return `all scored by ${first}${reached.length < drawn ? `; the best ${format(reached.length)} are listed` : ''}`;
  if (scored.every(({ count }) => count === drawn)) return 'all with every score';
  const kept = scored.map(({ name, count }) => `${name} the best ${format(count)}`);
  return `${first} scored all, ${kept.join(', ')} (with the searcher random, all that is drawn gets every score)`;
}

function countIn<T>(column: Column<T>, isCounted: (value: T) => boolean): number {
  let count = 0;
  for (const value of column) if (isCounted(value)) count++;
  return count;
}

/** That fewer are listed than were asked for and are ranked. */
export function listedNotes({ asked, best }: Pick<Ranking, 'asked' | 'best'>, ranked: number): string[] {
  const most = Math.min(asked, ranked);
  if (best.length === 0 || best.length >= most) return [];
  return [
    `${format(best.length)} ${best.length === 1 ? 'is' : 'are'} listed, not ${format(most)}: architectures that compute the same network are listed once`,
  ];
}

/** What a search that goes in the space's order saw of it, where it ended early. */
export function inOrderNotes(seen: number, size: number): string[] {
  if (seen >= size) return [];
  return [
    `these are from the first ${format(seen)} of ${plural(size, 'architecture')} in the order of the space, which is no random sample (leave the searcher out to draw at random)`,
  ];
}

/** @param setUp seconds that starting took. */
export function noTimeNotes(seconds: number | undefined, setUp: number): string[] {
  if (seconds === undefined || setUp < seconds) return [];
  return [`starting took ${formatSeconds(setUp)} here, more than the ${seconds} s given: only a first portion was searched`];
}

/** The proxies that a time limit left out. */
export function leftOutNotes(
  seconds: number | undefined,
  named: readonly string[] | undefined,
  defaults: readonly string[],
  chosen: readonly string[],
): string[] {
  const missing = named === undefined ? defaults.filter((text) => !chosen.includes(text)) : [];
  if (missing.length === 0) return [];
  const [were, them] = missing.length === 1 ? ['was', 'it'] : ['were', 'them'];
  return [
    `${seconds} s is too short to run networks: ${missing.join(', ')} ${were} left out (name ${them} as proxies to have ${them})`,
  ];
}
