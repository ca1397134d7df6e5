/**
 * Runs the built command line in a process that has run other commands before: most of what a command takes is to start a process. What depends
 * on the process itself (signals, pipes, its end, files of spaces and proxies, which run in another process) is tested with `assay`.
 */
import { tmpdir } from 'node:os';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { Finished } from './assay.js';

/** Milliseconds that a command may take. */
const most = 60_000;

interface Bridge {
  readonly port: MessagePort;
  /** 1 once an answer is there. */
  readonly answered: Int32Array;
}

let bridge: Bridge | undefined;

function openBridge(): Bridge {
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(new URL('shared-assay/thread.mjs', import.meta.url), {
    workerData: { port: port2, answered },
    transferList: [port2],
    execArgv: [],
  });
  thread.unref();
  port1.unref();
  return { port: port1, answered };
}

/** Runs `assay ...args` as `assay` does; the lines of a command that does not end say so, and its code is null. */
export function sharedAssay(
  args: readonly string[],
  { input = '', cwd = tmpdir() }: { input?: string; cwd?: string } = {},
): Finished {
  const { port, answered } = (bridge ??= openBridge());
  Atomics.store(answered, 0, 0);
  port.postMessage({ args, cwd, env: { ...process.env, NO_COLOR: '1' }, input });
  if (Atomics.wait(answered, 0, 0, most) === 'timed-out') {
    port.postMessage('end');
    return { code: null, out: '', err: `expected an end within ${most / 1000} s` };
  }
  return receiveMessageOnPort(port)?.message as Finished;
}
