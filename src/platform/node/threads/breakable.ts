/**
 * Synchronous work that Ctrl-C can end. A signal handler only runs between turns of the event loop, and once there is one, the system no
 * longer ends the process by itself: work of minutes would continue. Node's `vm` listens on a separate thread while a script runs.
 */
import { Script } from 'node:vm';

/** Where the script finds the function to run: a script only gets the global object. */
const place = Symbol.for('assay.breakable');
const script = new Script(`globalThis[Symbol.for('assay.breakable')]()`);

/** Runs `work` in this thread; its `finally` blocks do not run when it is stopped, so it should hold no resources other than memory. @throws the error that `wasBroken` recognises. */
export function breakable<T>(work: () => T): T {
  const world = globalThis as { [place]?: (() => unknown) | undefined };
  const outer = world[place];
  world[place] = work;
  try {
    return script.runInThisContext({ breakOnSigint: true }) as T;
  } finally {
    world[place] = outer;
  }
}

/** Whether an error is Ctrl-C during `breakable` work. */
export function wasBroken(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED';
}
