/** A queue on PostgreSQL whose worker is killed and whose server starts again in the middle of a run (more of it: npm run study:queue-faults). */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPostgres, skipsWithout, startPostgres, until, type TestServer } from './queue-servers.js';
import { queueSearches } from './queue-search.js';

describe.skipIf(skipsWithout(hasPostgres, 'PostgreSQL'))('a run on a queue of PostgreSQL', () => {
  const { search, startWorker } = queueSearches(50);
  let server: TestServer;
  beforeAll(async () => {
    server = await startPostgres();
  }, 30_000);
  afterAll(() => server.remove());

  /** Whether a living worker works on a job: only a worker renews the lock. */
  const isBusy = async (): Promise<boolean> => {
    const client = new pg.Client({ connectionString: server.address });
    try {
      await client.connect();
      const { rows } = await client.query(
        `select 1 from assay_queue.job where state = 'active' and locked_until_ms > extract(epoch from now()) * 1000 limit 1`,
      );
      return rows.length > 0;
    } catch {
      // The tables are not there yet.
      return false;
    } finally {
      await client.end();
    }
  };

  it('goes on where a worker is killed in the middle of a job, and where the server starts again', async () => {
    const expected = await search(undefined, 0);
    const run = search(server.address, 0);
    const first = startWorker(server.address);
    await until('a worker is busy', isBusy);
    first.kill('SIGKILL');
    startWorker(server.address);
    await until('its lock has run out', async () => !(await isBusy()));
    await until('the other worker is busy', isBusy);
    await server.stop();
    await pause(500);
    await server.start();
    expect(await run).toBe(expected);
  }, 60_000);
});
