import { must } from '../../core/must.js';
import { dataError, quote } from '../../core/errors.js';
import { candidateName } from '../../engine/candidate-view.js';
import type { Evaluation, Job } from '../../engine/types.js';
import type { DrawEntry, JournalState } from './types.js';

/** Gives the entries of a journal, in order, to the run that repeats it. */
export interface Replay {
  /** The evaluation of the next job, or undefined when the journal ended before it. @throws a data error when the journal holds another job. */
  next(job: Job): Evaluation | undefined;
  /** The result of the next draw, or undefined when the journal ended before it. */
  nextDraw(): DrawEntry | undefined;
  /** How many candidates were taken up at once in a round; undefined where the journal says nothing of it or has ended. */
  portionAt(round: number): number | undefined;
  hasMore(): boolean;
  /** How many entries were given. */
  count(): number;
  /** @throws a data error when the journal holds more entries than the run needs. */
  requireEnd(): void;
}

export function createRecall({ evaluations, draws = [], portions = [] }: JournalState): Replay {
  let drawn = 0;
  let at = 0;
  // The header is line 1.
  const where = (): string => `journal line ${at + 2}`;
  const hasMore = (): boolean => at < evaluations.length || drawn < draws.length;
  return {
    next(job) {
      const entry = evaluations.at(at);
      if (entry === undefined) return undefined;
      const wanted = describe(candidateName(job.candidate), job.proxies ?? Object.keys(entry.scores));
      const found = describe(candidateName(entry.candidate), Object.keys(entry.scores));
      if (wanted !== found)
        throw dataError(where(), {
          expected: wanted,
          got: found,
          hint: 'the journal is of another program or damaged',
          code: 'mismatch',
        });
      at++;
      const { scores, error } = entry;
      const seconds = Object.fromEntries(Object.keys(scores).map((text) => [text, 0]));
      return { scores, seconds, ...(error === undefined ? {} : { error }) };
    },
    nextDraw: () => draws[drawn++],
    portionAt: (round) => (hasMore() ? portions.findLast((portion) => portion.round <= round)?.size : undefined),
    hasMore,
    count: () => at,
    requireEnd() {
      if (at < evaluations.length)
        throw dataError(where(), {
          expected: 'the end of the search',
          got: quote(candidateName(must(evaluations.at(at), 'the next evaluation').candidate)),
          code: 'mismatch',
        });
    },
  };
}

function describe(candidate: string, proxies: readonly string[]): string {
  return `${proxies.join(',')} of ${quote(candidate, 200)}`;
}
