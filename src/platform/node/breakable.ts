/**
 * Synchronous work that Ctrl-C can end. A handler of ours is only heard between turns of the event loop, and once there is one, the system no
 * longer ends the process by itself: work of minutes would go on unmoved. Node's `vm` listens on a thread of its own while a script runs.
 */
import { runInNewContext } from 'node:vm';

/** Runs `work` in this thread; its `finally` blocks do not run when it is broken off, so it should hold nothing but memory. @throws what `wasBroken` tells. */
export function breakable<T>(work: () => T): T {
  return runInNewContext('work()', { work }, { breakOnSigint: true }) as T;
}

/** Whether an error is Ctrl-C during `breakable` work. It is no `Error` of ours, but one of the script's own world. */
export function wasBroken(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED';
}
