import { interruptible } from './interrupt.js';
import { startProgress, type Progress } from './progress.js';

/** Shows how far the work has come. A new title begins a new bar. */
export type ShowsProgress = (title: string, done: number, total: number) => void;

/**
 * Runs work with a bar of its progress, which Ctrl-C ends in the usual way.
 * @param kept says what is kept: `no table was written`.
 */
export function shownWork<T>(kept: () => string, work: (signal: AbortSignal, show: ShowsProgress) => Promise<T>): Promise<T> {
  let progress: Progress | undefined;
  let shown: string | undefined;
  const show: ShowsProgress = (title, done, total) => {
    if (title !== shown) {
      progress?.stop();
      progress = startProgress(title, total);
      shown = title;
    }
    progress?.update(done);
  };
  return interruptible(kept, (signal) => work(signal, show)).finally(() => progress?.stop());
}
