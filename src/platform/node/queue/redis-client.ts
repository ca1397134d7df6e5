/** Connects to Redis or Valkey, for a queue and for a cache. */
import type { Redis } from 'ioredis';
import type { QueueAddress } from './address.js';
import { connectTimeoutMs, unreachable } from './connection.js';

interface RedisClientOptions {
  /** For errors: `queue redis://host`. */
  readonly where: string;
  /** Whether a connection that was there comes back, and questions wait for it; otherwise they fail at once. */
  readonly comesBack: boolean;
}

/** @throws a usage error if the server does not answer: the first failure is the user's to know. */
export async function openRedis({ url }: QueueAddress, { where, comesBack }: RedisClientOptions): Promise<Redis> {
  const { Redis: Client } = await import('ioredis');
  let isThere = false;
  const client = new Client(url, {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    maxRetriesPerRequest: comesBack ? null : 0,
    retryStrategy: (times) => (comesBack && isThere ? Math.min(100 * times, 1000) : null),
  });
  let last: unknown;
  client.on('error', (error: unknown) => (last = error));
  try {
    await client.connect();
    await client.ping();
    // The driver is silent about a number that the server does not have, and stays in database 0.
    await client.select(client.options.db ?? 0);
  } catch (error) {
    client.disconnect();
    throw unreachable(where, last ?? error);
  }
  isThere = true;
  return client;
}
