/**
 * Ctrl-C and SIGTERM, in one way for every verb: one line that says so and what is kept, then an orderly exit with `interruptedCode`. Output files are
 * written completely or not at all (platform/node/files/files), so there is nothing to clean up.
 */
import { wasBroken } from '../platform/node/threads/breakable.js';
import { complain, Interrupted, say } from './output.js';
import { wipeProgress } from './progress.js';

/** Ctrl-C, and what schedulers of clusters send before they kill. */
const signals = ['SIGINT', 'SIGTERM'] as const;

/** What is kept before the first score: networks that still run may bring some. */
export const noScoreYet = 'no score is saved yet';

/** Milliseconds after which the line says what is waited for. */
const noticeDelayMs = 1000;

/**
 * Runs `work`, which Ctrl-C ends through the signal, between networks; synchronous parts that take long must be `breakable`.
 * @param kept says what is kept, called when the line is printed: `no table was written`.
 * @throws `Interrupted` once the line is printed.
 */
export async function interruptible<T>(kept: () => string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let said = '';
  const onInterrupt = (): void => {
    wipeProgress();
    said = kept();
    complain(`interrupted; ${said}`);
    controller.abort(new Interrupted());
    // Printed only when it takes long: a running network is not stopped, nor a thread that is loading.
    setTimeout(() => say('waiting for running networks and threads; press Ctrl-C again to stop at once'), noticeDelayMs).unref();
  };
  // Handled once: a second Ctrl-C has the system's default effect, which ends the process at once, even in the middle of a network.
  for (const signal of signals) process.once(signal, onInterrupt);
  try {
    const done = await work(controller.signal);
    controller.signal.throwIfAborted();
    return done;
  } catch (error) {
    if (wasBroken(error)) onInterrupt();
    const now = said.endsWith(noScoreYet) ? kept() : said;
    if (now !== said) say(now);
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    for (const signal of signals) process.off(signal, onInterrupt);
  }
}
