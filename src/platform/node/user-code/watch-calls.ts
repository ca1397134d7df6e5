/**
 * Watches the functions of a space file for calls that do not end. A loop blocks its thread, including timers and Ctrl-C, so another thread
 * watches: each thread that calls such functions notes in shared memory which one it is in, and the watcher prints one line about a call
 * that takes long. It ends nothing: a slow function is no error.
 */
import { getEnvironmentData, setEnvironmentData, Worker } from 'node:worker_threads';

/** Seconds, by the clock and of computing, after which a call is reported: on a busy machine a file may take this long to load, but computes less. */
const secondsToReport = 5;
/** How many threads can be watched; others run unwatched. */
const mostThreads = 256;

export interface CallWatch<Name extends string> {
  /** Notes that this thread is in a function; returns the one it was in, for `leave`. */
  enter(name: Name): number;
  leave(before: number): void;
  /** What `call`, which is a call of the function, returns. */
  around<T>(name: Name, call: () => T): T;
}

/**
 * The code of the watching thread; text, because a bundle has no file for it. It writes to standard error itself: the thread that would pass its
 * output on is in the loop. The two cells of a thread are the function it is in, from 1, and the count of its calls.
 */
const watcher = `const { workerData: { cells, names, where, secondsToReport } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const since = new Map();
const reported = new Set();
const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
setInterval(() => {
  const threads = Math.min(Atomics.load(cells, 0), (cells.length - 1) / 2);
  for (let thread = 0; thread < threads; thread++) {
    const name = Atomics.load(cells, 1 + 2 * thread);
    const call = Atomics.load(cells, 2 + 2 * thread);
    const before = since.get(thread);
    if (name === 0 || before === undefined || before.name !== name || before.call !== call) since.set(thread, { name, call, at: performance.now(), used: used() });
    else if (performance.now() - before.at >= 1000 * secondsToReport && used() - before.used >= 1000 * secondsToReport && !reported.has(name)) {
      reported.add(name);
      writeSync(2, 'assay: ' + where + ': ' + names[name - 1] + ' has been running for ' + secondsToReport + ' s: if it never ends, stop the command with Ctrl-C, or with Ctrl-\\\\ if that has no effect\\n');
    }
  }
}, 250);`;

/** Watches this thread's calls of a file. The first thread of a process starts the watcher; those started later join it. */
export function watchCalls<Name extends string>(where: string, names: readonly Name[]): CallWatch<Name> {
  const key = `assay calls of ${where}`;
  let cells = getEnvironmentData(key) as Int32Array | undefined;
  if (cells === undefined) {
    cells = new Int32Array(new SharedArrayBuffer(4 * (1 + 2 * mostThreads)));
    setEnvironmentData(key, cells);
    new Worker(watcher, { eval: true, workerData: { cells, names, where, secondsToReport }, execArgv: [] }).unref();
  }
  const shared = cells;
  const thread = Atomics.add(shared, 0, 1);
  if (thread >= mostThreads) return { enter: () => 0, leave: () => {}, around: (_, call) => call() };
  const now = 1 + 2 * thread;
  const enter = (name: Name): number => {
    const before = Atomics.exchange(shared, now, 1 + names.indexOf(name));
    Atomics.add(shared, now + 1, 1);
    return before;
  };
  const leave = (before: number): void => void Atomics.store(shared, now, before);
  return {
    enter,
    leave,
    around(name, call) {
      const before = enter(name);
      try {
        return call();
      } finally {
        leave(before);
      }
    },
  };
}
