import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRedis, skipsWithout, startRedis, type TestServer } from '../../../../test/queue-servers.js';
import { readAddress } from './address.js';
import { unreachable } from './connection.js';
import { openBroker } from './open-broker.js';
import { openRedis } from './redis-client.js';

describe('a server that does not answer as it should', () => {
  it.each([
    [{ code: 'ECONNREFUSED' }, 'nobody listening there'],
    [{ message: 'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string' }, 'one that wants a password'],
    [{ code: '28P01', message: 'password authentication failed for user "me"' }, 'another user or password'],
    [{ message: 'Connection terminated due to connection timeout' }, 'no answer'],
    [{ code: '3D000', message: 'database "nope" does not exist' }, 'database "nope" does not exist'],
  ])('is named in plain words: %o', (error, words) => {
    expect(unreachable('queue postgres://lab', error).message).toContain(
      `queue postgres://lab: expected a server that answers, got ${words}`,
    );
  });
});

describe.skipIf(skipsWithout(hasRedis, 'redis-server'))('a Redis with a password', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startRedis(['--requirepass', 'secret']);
  }, 30_000);
  afterAll(() => server.remove());
  const open = async (path: string, password?: string) =>
    openRedis(readAddress(`${server.address}${path}`, password === undefined ? {} : { ASSAY_QUEUE_PASSWORD: password }), {
      where: 'queue',
      comesBack: false,
    });

  it('is refused without the password, with another, and for a database that it lacks', async () => {
    await expect(open('')).rejects.toThrow('got one that wants a password (set ASSAY_QUEUE_PASSWORD)');
    await expect(open('', 'other')).rejects.toThrow('got another user or password');
    await expect(open('/99', 'secret')).rejects.toThrow('got no database of that number');
    await expect(open('/papers', 'secret')).rejects.toThrow('queue: expected the number of a database');
    const client = await open('/1', 'secret');
    expect(await client.ping()).toBe('PONG');
    client.disconnect();
  });
});

const outside = Object.values(networkInterfaces())
  .flatMap((list) => list ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

describe.skipIf(skipsWithout(hasRedis && outside !== undefined, 'redis-server, or a network'))(
  'a queue that other machines reach',
  () => {
    const notices: string[] = [];
    /** What is said of a queue that is opened twice. */
    const opened = async (options: readonly string[], password: string): Promise<readonly string[]> => {
      notices.length = 0;
      const server = await startRedis(['--bind', '0.0.0.0', '--protected-mode', 'no', ...options]);
      const address = `redis://${password}${outside}:${server.port}`;
      for (let time = 0; time < 2; time++) await (await openBroker(address, { onNotice: (line) => notices.push(line) })).close();
      await server.remove();
      return notices;
    };

    it('is warned of once where it answers strangers', async () => {
      expect(await opened([], '')).toEqual([expect.stringMatching(/^queue redis:.*: it answers without a password/)]);
      expect(await opened(['--requirepass', 'secret'], ':secret@')).toEqual([]);
    }, 30_000);
  },
);
