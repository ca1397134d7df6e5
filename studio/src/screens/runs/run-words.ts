/** The words for a run: its state, how far it is, when it was. */
import { fullCount, type RunRow } from 'assay';

const stateWords: { readonly [state in RunRow['state']]: string } = {
  starting: 'starting',
  live: 'running',
  finished: 'finished',
  interrupted: 'interrupted',
  failed: 'failed',
  foreign: 'cannot be read',
};

/** A state in a word or three. */
export function stateText({ state }: RunRow): string {
  return stateWords[state];
}

/** `12 s`, `3 min`, `2 h 5 min` */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `310 a second · 12 s left` */
export function paceText(row: RunRow, rate: number | undefined, expected: number | undefined): string {
  if (row.state !== 'live' || rate === undefined || Number.isNaN(rate)) return '';
  const { seconds } = row.settings ?? {};
  const passed = (Date.now() - Date.parse(row.startedAt)) / 1000;
  const left =
    seconds !== undefined
      ? seconds - passed
      : expected === undefined || rate === 0
        ? undefined
        : (expected - row.evaluations) / rate;
  const pace = `${rate < 10 ? rate.toFixed(1) : fullCount(Math.round(rate))} evaluations/s`;
  return left === undefined || left <= 0 ? pace : `${pace} · about ${durationText(left)} left`;
}

/** `3 runs: 1 running, 2 finished.` */
export function answerText(rows: readonly RunRow[]): string {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(stateText(row), (counts.get(stateText(row)) ?? 0) + 1);
  const parts = [...counts].map(([word, count]) => `${count} ${word}`);
  return `${rows.length} ${rows.length === 1 ? 'run' : 'runs'}: ${parts.join(', ')}.`;
}
