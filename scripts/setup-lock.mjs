/**
 * One set-up at a time in a folder: the second process waits for the first. The lock is a file that names its process; one that a killed
 * process left behind is removed.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';

/** Milliseconds between two looks at the lock of another process. */
const pause = 200;

/** When a process started, where the system says so: its id may be used again. */
function startOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')[19];
  } catch {
    return undefined;
  }
}

function isAlive({ pid, host, started }) {
  // A process of another machine cannot be looked up from here.
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  return startOf(pid) === started;
}

/** The holder that a lock names; undefined where there is no lock or it is only being written. */
function readHolder(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function tryLock(path) {
  try {
    const holder = { pid: process.pid, host: hostname(), started: startOf(process.pid) };
    writeFileSync(path, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes the lock of a process that is gone, unless another process has replaced it meanwhile. */
function removeAbandoned(path, holder) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (JSON.stringify(readHolder(aside)) !== JSON.stringify(holder)) renameSync(aside, path);
  else rmSync(aside, { force: true });
}

/**
 * Runs `work` while this process alone holds the lock.
 * @param onWait called once if another process holds it, with its id and the path of the lock.
 */
export function withSetupLock(path, onWait, work) {
  mkdirSync(dirname(path), { recursive: true });
  const release = () => rmSync(path, { force: true });
  let hasWaited = false;
  while (!tryLock(path)) {
    const holder = readHolder(path);
    if (holder !== undefined && !isAlive(holder)) {
      removeAbandoned(path, holder);
      continue;
    }
    if (!hasWaited) onWait({ pid: holder?.pid, path });
    hasWaited = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
  }
  // `work` may end the process.
  process.once('exit', release);
  try {
    return work();
  } finally {
    process.off('exit', release);
    release();
  }
}
