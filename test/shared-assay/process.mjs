/** A process that runs one command line after the other, as its parent asks: see `shared-assay.ts`. */
import { createRequire } from 'node:module';
import { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

const { runCommandLine } = createRequire(import.meta.url)('../../dist/bundle/command-line.cjs');
const home = process.cwd();
/** Milliseconds in which what a command started must end after it. */
const leaveMilliseconds = 20_000;

/** Puts a stream in the place of one of the process's. @returns what was written to it. */
function collect(name) {
  const written = [];
  const stream = new Writable({ write: (bytes, _, done) => (written.push(bytes), done()) });
  Object.defineProperty(process, name, { value: stream, configurable: true });
  return () => Buffer.concat(written).toString();
}

/** What keeps this process running beside what did so before: timers, threads, sockets. */
function left(before) {
  const rest = process.getActiveResourcesInfo();
  for (const kind of before) if (rest.includes(kind)) rest.splice(rest.indexOf(kind), 1);
  return rest;
}

/** Waits until nothing is left of a command that would keep a process of its own from ending. @returns what is left after some time. */
async function waitForRest(before) {
  const end = Date.now() + leaveMilliseconds;
  for (let pause = 1; left(before).length > 0 && Date.now() < end; pause = Math.min(2 * pause, 50))
    await sleep(pause, undefined, { ref: false });
  return left(before);
}

async function runCommand({ args, cwd, env, input }) {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
  Object.defineProperty(process, 'stdin', { value: Readable.from([Buffer.from(input)]), configurable: true });
  const [out, err] = [collect('stdout'), collect('stderr')];
  const listeners = process.listeners('exit');
  const before = process.getActiveResourcesInfo();
  const code = await runCommandLine([process.execPath, 'assay', ...args]);
  const rest = await waitForRest(before);
  // What a process of its own does at its end.
  for (const listener of process.listeners('exit')) {
    if (listeners.includes(listener)) continue;
    process.off('exit', listener);
    listener.call(process, code);
  }
  process.chdir(home);
  return rest.length === 0
    ? { code, out: out(), err: err() }
    : { code: null, out: out(), err: `${err()}still running: ${rest.join(', ')}` };
}

process.on('message', (command) => void runCommand(command).then((finished) => process.send(finished)));
process.on('disconnect', () => process.exit());
