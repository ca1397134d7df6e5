/**
 * Ctrl-C, in one way for every verb: one line that says so and what is kept, then an orderly end with `interruptedCode`. Output files are
 * written whole or not at all (platform/node/files), so there is nothing to clean up.
 */
import { wasBroken } from '../platform/node/breakable.js';
import { complain, Interrupted, say } from './output.js';
import { wipeProgress } from './progress.js';

/** Milliseconds. */
const patience = 1000;

/**
 * Runs `work`, which Ctrl-C ends through the signal, between networks; synchronous parts that take long are to be `breakable`.
 * @param kept what stays, asked when it is to be told: `no table was written`.
 * @throws `Interrupted` once it is told.
 */
export async function interruptible<T>(kept: () => string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onInterrupt = (): void => {
    wipeProgress();
    complain(`interrupted; ${kept()}`);
    controller.abort(new Interrupted());
    // Told only where it lasts: a network that runs is not broken off.
    setTimeout(() => say('waiting for the network that is being run; Ctrl-C again does not wait'), patience).unref();
  };
  // Heard once: a second Ctrl-C meets the system's own answer, which ends the process at once, in the middle of a network too.
  process.once('SIGINT', onInterrupt);
  try {
    const done = await work(controller.signal);
    controller.signal.throwIfAborted();
    return done;
  } catch (error) {
    if (wasBroken(error)) onInterrupt();
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}
