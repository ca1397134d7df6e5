import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPostgres, skipsWithout, startPostgres, type TestServer } from '../../../../test/queue-servers.js';
import { readAddress } from './address.js';
import { connectPostgres } from './postgres.js';
import type { Connection } from './connection.js';

describe.skipIf(skipsWithout(hasPostgres, 'PostgreSQL'))('a connection to PostgreSQL', () => {
  let server: TestServer;
  let connection: Connection;
  beforeAll(async () => {
    server = await startPostgres();
    connection = await connectPostgres(readAddress(server.address, {}), await import('bullmq'), { onNotice: () => undefined });
  }, 30_000);
  afterAll(async () => {
    await connection.close();
    await server.remove();
  }, 30_000);

  it('outlives a server that goes away while a client is borrowed, as the queue does when it looks for its tables', async () => {
    const pool = new Pool(connection.connection as PoolConfig);
    pool.on('error', () => undefined);
    const client: PoolClient = await pool.connect();
    expect(client.listenerCount('error')).toBe(1);
    const ended = new Promise((resolve) => client.once('end', () => resolve(true)));
    await expect(client.query('select pg_terminate_backend(pg_backend_pid())')).rejects.toThrow(/terminat/);
    // Without a listener the error that comes before this would end the process.
    expect(await ended).toBe(true);
    client.release(true);
    await pool.end();
  });
});
