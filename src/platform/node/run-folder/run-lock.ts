/**
 * A lock on a run's folder: two processes that write one journal would destroy it. The lock is a file that names its holder. It is released
 * when the run ends; a holder that crashed leaves it behind, which is noticed if the holder can be looked up: its process is gone, its id
 * belongs to a process that started at another time, or its machine was started again. A holder that cannot be looked up from here, on another
 * host or in another container, keeps the lock.
 * (`proper-lockfile` frees a lock that was not renewed for seconds: work that keeps the thread for longer would lose it.)
 */
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, readlinkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { usageError } from '../../../core/errors.js';
import { systemReason, writing } from '../files/files.js';

export const lockName = 'run.lock';

const holderSchema = v.object({
  token: v.string(),
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  host: v.string(),
  since: v.string(),
  /** The id of the start of the machine, of the group of processes that see each other, and when the process started, if the system says so. */
  boot: v.optional(v.string()),
  processes: v.optional(v.string()),
  started: v.optional(v.string()),
});

/** Who holds a folder. */
type Holder = v.InferOutput<typeof holderSchema>;

interface RunLock {
  release(): void;
}

/** @throws a usage error that names the holder, or says why the folder cannot be written. */
export function lockRun(where: string, folder: string): RunLock {
  const path = join(folder, lockName);
  const holder = thisProcess();
  const draft = join(folder, `.${lockName}.${holder.token}`);
  writing(where, 'a folder that can be written', () => writeFileSync(draft, `${JSON.stringify(holder)}\n`, { flag: 'wx' }));
  try {
    while (!tryLink(where, draft, path)) clearAbandoned(where, folder, path);
  } finally {
    rmSync(draft, { force: true });
  }
  const release = (): void => {
    process.off('exit', release);
    // The lock of another run is left: that run may have deleted the folder and made it again.
    const last = readHolder(path);
    if (last !== undefined && last !== 'absent' && last.token === holder.token) rmSync(path, { force: true });
  };
  process.once('exit', release);
  return { release };
}

/** A link is made completely or not at all, so that nobody reads half a lock. File systems without links get a file that is made only if there is none. */
function tryLink(where: string, draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST') return false;
    if (systemReason(error) === undefined) throw error;
    return writing(where, 'a folder that can be written', () => tryCreate(draft, path));
  }
}

function tryCreate(draft: string, path: string): boolean {
  try {
    writeFileSync(path, readFileSync(draft), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a lock whose holder is gone. @throws a usage error if the holder may be alive. */
function clearAbandoned(where: string, folder: string, path: string): void {
  const holder = readHolder(path);
  if (holder === 'absent') return;
  if (holder === undefined || isHeld(holder)) {
    throw usageError(where, {
      expected: 'a folder that no other run writes',
      got: holder === undefined ? `a ${lockName} that cannot be read` : describe(holder),
      hint: `wait for it, or use another \`folder\`; if it is gone, delete ${path}`,
      code: 'in-use',
    });
  }
  // If two processes find the same abandoned lock, the slower one may move the new lock of the faster one: it is put back.
  const aside = join(folder, `.${lockName}.${randomUUID()}`);
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved !== undefined && moved !== 'absent' && moved.token !== holder.token) tryLink(where, aside, path);
  rmSync(aside, { force: true });
}

function describe({ pid, host, since }: Holder): string {
  return `process ${pid} on ${host} at work there since ${since.slice(0, 19).replace('T', ' ')} UTC`;
}

/** The holder that a lock names; undefined for a file that is not a lock. */
function readHolder(path: string): Holder | 'absent' | undefined {
  try {
    const parsed = v.safeParse(holderSchema, JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.output : undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'absent' : undefined;
  }
}

/** Who writes a folder now, if anybody may; `isHere` where it is a process of this machine that this one sees, and may ask to stop. */
export function runWriter(folder: string): { readonly line: string; readonly pid: number; readonly isHere: boolean } | undefined {
  const holder = readHolder(join(folder, lockName));
  const here = thisProcess();
  if (holder === 'absent' || holder === undefined || !isHeld(holder, here)) return undefined;
  const isHere = holder.host === here.host && holder.boot === here.boot && holder.processes === here.processes;
  return { line: describe(holder), pid: holder.pid, isHere };
}

/** Whether a holder may still be at work. */
export function isHeld(holder: Holder, here: Holder = thisProcess()): boolean {
  if (holder.host !== here.host) return true;
  if (holder.boot !== here.boot) return false;
  if (holder.processes !== here.processes) return true;
  return isAlive(holder.pid) && startOf(holder.pid) === holder.started;
}

/** This process as a holder. */
export function thisProcess(): Holder {
  const boot = fact(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const processes = fact(() => readlinkSync('/proc/self/ns/pid'));
  const started = startOf(process.pid);
  return {
    token: randomUUID(),
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    ...(boot === undefined ? {} : { boot }),
    ...(processes === undefined ? {} : { processes }),
    ...(started === undefined ? {} : { started }),
  };
}

/** When a process started, in ticks since the machine started: ids are reused, this is not. Undefined for a process that has ended but still has an entry. */
function startOf(pid: number): string | undefined {
  // The name, in parentheses, may hold blanks: fields are counted after it.
  const fields = fact(() =>
    readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' '),
  );
  return fields === undefined || fields[0] === 'Z' ? undefined : fields[19];
}

/** Linux has this information; other systems do not. */
function fact<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
