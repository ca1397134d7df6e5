/** Queues whose workers are killed, stopped or cut off, and whose servers go away: nothing is lost, nothing is written twice, the bytes are those of one machine. */
import { spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearch } from '../src/platform/node/requests/open-search.js';
import { startAnnouncing } from '../src/platform/node/queue/announcements.js';
import { openBroker } from '../src/platform/node/queue/open-broker.js';
import { serveQueue } from '../src/platform/node/queue/serve-queue.js';
import type { Broker } from '../src/platform/node/queue/types.js';
import { version } from '../src/core/version.js';
import { queueSearches } from './queue-search.js';
import { freePort, hasRedis, skipsWithout, startRedis, until, type TestServer } from './queue-servers.js';

describe.skipIf(skipsWithout(hasRedis, 'redis-server'))('a run on a queue', () => {
  let server: TestServer;
  let broker: Broker;
  const expected: string[] = [];
  const { root, search, startWorker: startOn } = queueSearches();
  const startWorker = (queue = server.address): ChildProcess => startOn(queue);
  /**
   * Whether the server has a job that a living worker works on: only a worker renews the lock. What workers say of themselves comes too late for short jobs.
   */
  const isBusy = (): Promise<boolean> => hasKeys(server.port, 'assay:run-*:lock');

  beforeAll(async () => {
    server = await startRedis();
    broker = await openBroker(server.address, { onNotice: () => undefined });
    for (const seed of [0, 1]) expected.push(await search(undefined, seed));
  }, 60_000);
  afterAll(async () => {
    await broker.close();
    await server.remove();
  });

  it('goes on where its workers are killed in the middle of a job, again and again', async () => {
    const run = search(server.address, 0);
    for (let kill = 0; kill < 3; kill++) {
      const child = startWorker();
      await until('a worker is busy', isBusy);
      child.kill('SIGKILL');
      // So that the next is waited for.
      await until('its lock has run out', async () => !(await isBusy()));
    }
    startWorker();
    expect(await run).toBe(expected[0]);
  }, 90_000);

  it('goes on where a worker is stopped for longer than its lock, and wakes again', async () => {
    const stopped = startWorker();
    const run = search(server.address, 0);
    await until('a worker is busy', isBusy);
    stopped.kill('SIGSTOP');
    startWorker();
    await pause(2500);
    stopped.kill('SIGCONT');
    expect(await run).toBe(expected[0]);
  }, 60_000);

  it('goes on where the queue is emptied, and where the server is stopped and starts empty', async () => {
    startWorker();
    const run = search(server.address, 1);
    for (let n = 0; n < 2; n++) {
      await until('a worker is busy', isBusy);
      spawnSync('redis-cli', ['-p', String(server.port), 'flushall']);
    }
    await until('a worker is busy', isBusy);
    await server.stop();
    await pause(1000);
    await server.start();
    expect(await run).toBe(expected[1]);
  }, 60_000);

  it('goes on where its workers are cut off, without a word', async () => {
    const cut = await startProxy(server.port);
    startWorker(`redis://127.0.0.1:${cut.port}`);
    const run = search(server.address, 0);
    await until('a worker is busy', isBusy);
    cut.pause();
    startWorker();
    await pause(2500);
    cut.resume();
    expect(await run).toBe(expected[0]);
    cut.close();
  }, 60_000);

  it('shares the queue with other runs', async () => {
    startWorker();
    const runs = await Promise.all([search(server.address, 0), search(server.address, 1), search(server.address, 0)]);
    expect(runs).toEqual([expected[0], expected[1], expected[0]]);
    await until('nothing stays behind', async () => !(await hasKeys(server.port, 'assay:run-*')));
  }, 60_000);

  it('refuses workers of another version, and both are named', async () => {
    const note = JSON.stringify({ machine: 'lab7', assay: '9.9.9', setup: {} });
    const run = await startAnnouncing(broker.shelf, 'run', 'abc.', () => note);
    await expect(serveQueue({ queue: server.address, workers: 1 })).rejects.toThrow(
      `expected a worker of Assay 9.9.9, as the run of lab7, got ${version}`,
    );
    await run.stop();
    const worker = { machine: 'lab8', assay: '9.9.9', engine: 'x', slots: 4, allowsCode: false, now: [] };
    const other = await startAnnouncing(broker.shelf, 'worker', '', () => JSON.stringify(worker));
    const notices: string[] = [];
    const session = await openSearch({
      space: 'nas-bench-201:C=8:N=2:size=16',
      searcher: 'random',
      budget: 5,
      proxies: ['naswot'],
      queue: server.address,
      onNotice: (line) => notices.push(line),
    });
    await session.close();
    await other.stop();
    expect(notices.join()).toContain(`the worker on lab8 does not help: expected Assay ${version}, as the run, got 9.9.9`);
  }, 30_000);

  it('ends with a clear error where its disk is full, and goes on when there is room', async () => {
    const disk = join(root, 'disk');
    mkdirSync(disk);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk]).status !== 0) {
      process.stderr.write('skipped: no small disk can be mounted here\n');
      return;
    }
    try {
      startWorker();
      const folder = join(disk, 'run');
      await expect(search(server.address, 0, folder)).rejects.toMatchObject({ name: 'AssayError', code: 'no-access' });
      spawnSync('mount', ['-o', 'remount,size=1m', disk]);
      expect(existsSync(join(folder, 'journal.jsonl'))).toBe(true);
      expect(await search(server.address, 0, folder, true)).toBe(expected[0]);
    } finally {
      spawnSync('umount', ['-l', disk]);
    }
  }, 60_000);
});

/** Whether a server has keys of a pattern, by one line of its protocol: to start redis-cli takes longer than all else. */
async function hasKeys(port: number, pattern: string): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    socket.write(`keys ${pattern}\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return !answer.toString().startsWith('*0');
  } catch {
    // The server is stopped.
    return false;
  } finally {
    socket.destroy();
  }
}

/** A way to a server that a test can block: nothing passes, and nothing is closed. */
async function startProxy(target: number): Promise<{ readonly port: number; pause(): void; resume(): void; close(): void }> {
  const sockets = new Set<Socket>();
  let isBlocked = false;
  const proxy = createServer((own) => {
    const other = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [own, other],
      [other, own],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => to.write(bytes));
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      if (isBlocked) from.pause();
    }
  });
  const port = await freePort();
  await new Promise<void>((resolve) => proxy.listen(port, '127.0.0.1', resolve));
  return {
    port,
    pause() {
      isBlocked = true;
      for (const socket of sockets) socket.pause();
    },
    resume() {
      isBlocked = false;
      for (const socket of sockets) socket.resume();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}
