/** Passes commands from a thread that waits to the process that runs them, and answers back: see `shared-assay.ts`. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { workerData } from 'node:worker_threads';

const { port, answered } = workerData;
let child;
let lines = '';

function answer(finished) {
  port.postMessage(finished);
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
}

/** A process that ended in the middle of a command is an answer, and the next command has a new one. */
function start() {
  lines = '';
  child = fork(fileURLToPath(new URL('process.mjs', import.meta.url)), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const started = child;
  started.stderr.on('data', (bytes) => (lines += bytes));
  started.on('message', answer);
  started.on('close', (code, signal) => {
    if (child !== started) return;
    child = undefined;
    answer({ code, out: '', err: `${lines}the process of the command ended: ${signal ?? code}` });
  });
}

port.on('message', (command) => {
  if (command === 'end') {
    child?.kill('SIGKILL');
    child = undefined;
    return;
  }
  if (child === undefined) start();
  child.send(command);
});
