/** A search of a few seconds, alone or on a queue, and workers that a test may kill. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach } from 'vitest';
import { openSearch } from '../src/platform/node/requests/open-search.js';

const workerFile = fileURLToPath(new URL('./queue-worker.mjs', import.meta.url));

interface QueueSearches {
  /** A folder that is deleted after the tests. */
  readonly root: string;
  /** Runs the search: in this thread without a queue. @returns its journal. */
  search(queue: string | undefined, seed: number, folder?: string, resume?: boolean): Promise<string>;
  /** Killed after the test at the latest. */
  startWorker(queue: string): ChildProcess;
}

/** @param budget architectures: so many that there is a middle in which something can happen. */
export function queueSearches(budget = 60): QueueSearches {
  const root = mkdtempSync(join(tmpdir(), 'assay-faults-'));
  const workers: ChildProcess[] = [];
  let folders = 0;
  afterEach(() => {
    for (const child of workers.splice(0)) child.kill('SIGKILL');
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return {
    root,
    async search(queue, seed, folder = join(root, String(folders++)), resume = false) {
      const session = await openSearch({
        space: 'nas-bench-201:C=8:N=2',
        searcher: 'random',
        budget,
        proxies: ['naswot'],
        batch: 16,
        imageSize: 16,
        seed,
        folder,
        resume,
        onNotice: () => undefined,
        ...(queue === undefined ? { workers: 0 } : { queue }),
      });
      await session.run();
      return readFileSync(join(folder, 'journal.jsonl'), 'utf8');
    },
    startWorker(queue) {
      const request = JSON.stringify({ queue, workers: 1, lockSeconds: 1 });
      const child = spawn(process.execPath, [workerFile, request], { stdio: ['ignore', 'ignore', 'inherit'] });
      workers.push(child);
      return child;
    },
  };
}
