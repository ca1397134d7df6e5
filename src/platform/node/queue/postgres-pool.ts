/** Connects to PostgreSQL, for a queue and for a cache. */
import type { Client, ClientConfig, Pool } from 'pg';
import type { QueueAddress } from './address.js';
import { connectTimeoutMs, unreachable } from './connection.js';

interface PostgresOptions {
  /** For errors: `queue postgres://host`. */
  readonly where: string;
  /** The most connections. */
  readonly max: number;
  /** SQL that creates what is missing. */
  readonly tables: string;
  /** An idle connection is cut; the next query opens another. */
  readonly onLost?: () => void;
  readonly onConnect?: () => void;
}

/**
 * A client of the driver that listens to its errors. One whose server goes away while it is borrowed from a pool emits an error besides failing its
 * query; without a listener that would end the process.
 */
export async function loadCalmClient(
  onMade: (client: Client) => void = () => undefined,
): Promise<new (config?: ClientConfig) => Client> {
  const { Client: PgClient } = await import('pg');
  return class CalmClient extends PgClient {
    constructor(config?: ClientConfig) {
      super(config);
      this.on('error', () => undefined);
      onMade(this);
    }
  };
}

/** @throws a usage error if the server does not answer. */
export async function openPostgres(
  { url }: QueueAddress,
  { where, max, tables, onLost, onConnect }: PostgresOptions,
): Promise<Pool> {
  const { Pool: PgPool } = await import('pg');
  let newest: Client | undefined;
  const pool = new PgPool({
    connectionString: url,
    max,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    Client: await loadCalmClient((client) => (newest = client)),
  });
  // Without a listener an error would end the process.
  pool.on('error', () => onLost?.());
  pool.on('connect', () => onConnect?.());
  try {
    await createTables(pool, tables);
  } catch (error) {
    await pool.end();
    // The pool forgets a client that gave up by itself, for want of a password: its socket would keep the process.
    await newest?.end().catch(() => undefined);
    throw unreachable(where, error);
  }
  return pool;
}

/** Two that start at the same time may both see that a table is missing: the second tries again. */
async function createTables(pool: Pool, tables: string): Promise<void> {
  try {
    await pool.query(tables);
  } catch (error) {
    const { code = '' } = error as { readonly code?: string };
    if (!['23505', '42P07', '42P06'].includes(code)) throw error;
    await pool.query(tables);
  }
}
