/**
 * A command that loads a space file runs in a separate process: the file may end its process, fill its memory or kill itself, and no code in
 * that process is left to report it. This process waits, passes signals on, and turns such an end into one line and code 1.
 * What the system prints when the process dies (V8's account of its heap) goes to pipe 2 and is left out; the command's lines go to pipe 3.
 * Through pipe 4 the command says with which code it ended by itself.
 */
import { spawn } from 'node:child_process';
import { statSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';
import { isatty, WriteStream } from 'node:tty';
import { Worker } from 'node:worker_threads';
import { pathToFileURL } from 'node:url';
import { quote } from '../core/errors.js';
import { complain, interruptedCode, reportError } from './output.js';

const mark = 'ASSAY_SUPERVISED';
/** The environment variable that holds the number of the waiting process. */
const parentMark = 'ASSAY_WAITING_PROCESS';
/** Milliseconds in which the watched process must end after a second Ctrl-C. */
const secondInterrupt = 500;
const linesAt = 3;
const codeAt = 4;

/** The file of a space or proxy among the arguments, as written; undefined when there is none, or when this process is the watched one. */
export function spaceFileIn(argv: readonly string[]): string | undefined {
  if (process.env[mark] !== undefined) return undefined;
  return (
    argv
      .slice(2)
      // Proxies are listed with commas.
      .flatMap((argument) => [argument, ...argument.split(',')])
      .map((argument) => /^(?:--\w+=)?(.+?\.(?:mjs|js))(?::.*)?$/s.exec(argument)?.[1])
      .find((path) => path !== undefined && path.length < 4096 && isFile(path))
  );
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}

/** Runs the command in another process. @returns its code; 1, with a line, where the file ended it. */
export function superviseCommand(argv: readonly string[], file: string): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, ...argv.slice(1)], {
    stdio: ['inherit', 'inherit', 'pipe', 2, 'pipe'],
    env: { ...process.env, [mark]: file, [parentMark]: String(process.pid) },
    // A separate process group: Ctrl-C reaches this process, which passes it on once.
    detached: process.platform !== 'win32',
  });
  const signals: readonly NodeJS.Signals[] = [
    'SIGINT',
    'SIGTERM',
    'SIGHUP',
    ...(process.platform === 'win32' ? [] : ['SIGQUIT' as const]),
  ];
  let interrupts = 0;
  const passOn = (signal: NodeJS.Signals): void => {
    child.kill(signal);
    // A function of the file that never returns receives no signal; the second Ctrl-C does not wait for it.
    if (signal === 'SIGINT' && ++interrupts > 1) setTimeout(() => child.kill('SIGKILL'), secondInterrupt).unref();
  };
  for (const signal of signals) process.on(signal, passOn);
  let said = '';
  let dying = '';
  child.stdio[codeAt]?.on('data', (bytes: Buffer) => (said += bytes.toString()));
  child.stdio[codeAt]?.on('error', () => undefined);
  child.stderr?.on('data', (bytes: Buffer) => {
    const text = bytes.toString();
    if (dying !== '' || deathNote.test(text)) dying += text;
    else process.stderr.write(bytes);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const name of signals) process.off(name, passOn);
      const answered = Number.parseInt(said, 10);
      if (!Number.isNaN(answered)) return resolve(answered);
      if (interrupts > 1) return resolve(interruptedCode);
      // Requested by a second Ctrl-C, or by a signal that ends this command.
      if (signal !== null && signals.includes(signal)) return void process.kill(process.pid, signal);
      complain(`${file}: expected a space file that leaves its process running, got ${endOf(dying, code, signal)}`);
      resolve(1);
    });
  });
}

/** How V8 and Node begin what they print when a process dies. */
const deathNote = /<--- Last few GCs|FATAL ERROR|# Fatal|Native stack trace/;

function endOf(note: string, code: number | null, signal: NodeJS.Signals | null): string {
  if (/out of memory|<--- Last few GCs/i.test(note)) return 'an end because its memory was full';
  return signal === null ? `an exit with code ${code}` : `an end by ${signal}`;
}

/** In the watched process: its lines go where the user reads them, and it ends when the waiting process ends. */
export function joinSupervisor(): void {
  const file = process.env[mark];
  if (file === undefined) return;
  const lines = isatty(linesAt) ? new WriteStream(linesAt) : synchronous(linesAt);
  Object.defineProperty(process, 'stderr', { value: lines, configurable: true });
  const supervisor = new Socket({ fd: codeAt }).unref();
  supervisor.on('error', () => undefined);
  supervisor.on('close', () => process.kill(process.pid, 'SIGKILL'));
  supervisor.resume();
  watchParent();
  // Thrown by a timer or a promise that the file left behind: nothing catches it.
  process.on('uncaughtException', (error: unknown) => {
    const isOfFile = error instanceof Error && (error.stack ?? '').includes(pathToFileURL(file).href);
    if (isOfFile)
      complain(`${file}: expected errors to be thrown by its functions, got ${quote(error.message, 160)} after they returned`);
    else reportError(error);
    const code = isOfFile ? 1 : 70;
    tellSupervisor(code);
    process.exit(code);
  });
}

/** Ends this process when the waiting process ends, even while a function of the file never returns: another thread watches. */
function watchParent(): void {
  // The number comes from the waiting process itself: it may have ended before the thread starts.
  const parent = Number(process.env[parentMark] ?? process.ppid);
  const look = `setInterval(() => { if (process.ppid !== ${parent}) process.kill(process.pid, 'SIGKILL'); }, 500);`;
  new Worker(look, { eval: true, stdout: true, stderr: true }).unref();
}

/** Reports the code with which the command ended by itself; the first report counts. */
export function tellSupervisor(code: number): void {
  if (process.env[mark] !== undefined) writeSync(codeAt, `${code}\n`);
}

function synchronous(file: number): Writable {
  return new Writable({
    decodeStrings: true,
    write(bytes: Buffer, _, done) {
      try {
        for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
}
