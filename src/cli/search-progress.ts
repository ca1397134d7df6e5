/** Progress of a running search: a bar for each step, or one line for a searcher that learns. */
import { formatCount } from '../core/format-number.js';
import type { Score } from '../proxies/types.js';
import type { SearchRound } from '../search/round.js';
import type { SearchOptions } from '../search/run-search.js';
import { drawnLine, say } from './output.js';
import { formatDuration, timeLeft } from './duration.js';
import { drawsProgress, startProgress, type Progress } from './progress.js';

type SearchProgress = Pick<SearchOptions, 'onStep' | 'onProgress' | 'onRound' | 'onDraw'> & { stop(): void };

/** One bar after the other, one for each step: for searchers that propose everything at once. */
function stepBars(): SearchProgress {
  let bar: Progress | undefined;
  return {
    onStep(name, total) {
      bar?.stop();
      bar = total > 0 ? startProgress(name.padEnd(10), total) : undefined;
    },
    onProgress: ({ done }) => bar?.update(done),
    stop: () => bar?.stop(),
  };
}

interface RoundLineOptions {
  readonly budget: number | undefined;
  /** When the search will end, in milliseconds of `performance.now`. */
  readonly deadline: number | undefined;
  readonly objectives: number;
}

const often = { terminal: 100, quiet: 5000 } as const;

/** `1,234 of 10,000 · 310/s · best sed 23.4 · front 12 · 5 s left`, redrawn on a terminal, a line now and then elsewhere. */
function roundLine({ budget, deadline, objectives }: RoundLineOptions): SearchProgress {
  const stream = process.stderr;
  const started = performance.now();
  let shown = started;
  const describe = (round: SearchRound): string => {
    const { candidates, limits } = round;
    const best = round.best();
    const seconds = (performance.now() - started) / 1000;
    const done = round.scored();
    const left =
      deadline !== undefined
        ? ` · ${formatDuration(Math.max(0, (deadline - performance.now()) / 1000))} left`
        : budget !== undefined
          ? timeLeft(done, budget, seconds)
          : '';
    return [
      budget === undefined ? formatCount(done) : `${formatCount(done)} of ${formatCount(budget)}`,
      `${rate(candidates.texts.length / seconds)}/s`,
      ...(best === undefined ? [] : [`best ${describeScores(best.scores)}`]),
      ...(objectives > 1 ? [`front ${formatCount(round.frontSize())}`] : []),
      ...(limits === undefined || limits.rejected === 0 ? [] : [`${formatCount(limits.rejected)} outside the limits`]),
    ]
      .join(' · ')
      .concat(left);
  };
  const show = (line: () => string): void => {
    if (performance.now() - shown < (stream.isTTY ? often.terminal : often.quiet)) return;
    shown = performance.now();
    if (stream.isTTY) stream.write(`\r\x1b[K${line().slice(0, (stream.columns ?? 80) - 1)}`);
    else say(line());
  };
  const wipe = (): void => void (stream.isTTY && stream.write('\r\x1b[K'));
  // It is drawn again with the next round.
  const shownLine = { lift: wipe, draw: () => undefined };
  const line: SearchProgress = {
    onRound: (round) => show(() => describe(round)),
    onDraw: ({ distinct }) =>
      show(
        () =>
          `drawn ${formatCount(distinct)} distinct · ${formatCount(Math.round(distinct / ((performance.now() - started) / 1000)))}/s`,
      ),
    stop() {
      wipe();
      drawnLine.forget(shownLine);
    },
  };
  drawnLine.set(shownLine);
  drawsProgress(line);
  return line;
}

/** With one decimal for small numbers. */
function rate(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : formatCount(Math.round(perSecond));
}

function describeScores(scores: { readonly [proxy: string]: Score }): string {
  return Object.entries(scores)
    .flatMap(([key, score]) => (score.ok ? [`${key} ${score.value.toPrecision(4)}`] : []))
    .join(', ');
}

export function searchProgress(learns: boolean, options: RoundLineOptions): SearchProgress {
  return learns ? roundLine(options) : stepBars();
}
