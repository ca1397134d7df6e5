import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  hasPostgres,
  hasRedis,
  skipsWithout,
  startPostgres,
  startRedis,
  type TestServer,
} from '../../../../test/queue-servers.js';
import { scored, undefinedScore, type Score } from '../../../proxies/types.js';
import { openNamedCache } from '../run-folder/named-cache.js';
import { isServerAddress, openSharedCache, shownCache } from './shared-cache.js';

const one = new Map<string, Score>([
  ['x', scored(0.1 + 0.2, { part: -1e-300 })],
  ['y', undefinedScore('flat')],
]);

/** What two people see of one cache. @param place opened when the tests run. */
function describeShared(name: string, place: () => string): void {
  it(`gives one what another saved at the same time: ${name}`, async () => {
    const [mine, yours] = [openNamedCache(place()), openNamedCache(place())];
    expect(await mine.get('partition', ['x'])).toEqual([undefined]);
    expect(await yours.get('partition', ['x'])).toEqual([undefined]);
    await mine.set('partition', one);
    expect(await yours.get('partition', ['y', 'z', 'x'])).toEqual([
      undefinedScore('flat'),
      undefined,
      scored(0.1 + 0.2, { part: -1e-300 }),
    ]);
    expect(await yours.get('partition 2', ['x'])).toEqual([undefined]);
    // What is there stays.
    await yours.set(
      'partition',
      new Map([
        ['x', scored(9)],
        ['z', scored(1)],
      ]),
    );
    expect(await openNamedCache(place()).get('partition', ['x', 'z'])).toEqual([one.get('x'), scored(1)]);
  });
}

describe('a cache in a folder', () => {
  const root = mkdtempSync(join(tmpdir(), 'assay-shared-'));
  afterAll(() => rmSync(root, { recursive: true }));
  describeShared('a folder', () => join(root, 'cache'));
});

function describeServer(name: string, has: boolean, start: () => Promise<TestServer>): void {
  describe.skipIf(skipsWithout(has, name))(`a cache in ${name}`, () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await start();
    }, 30_000);
    afterAll(() => server.remove());
    describeShared(name, () => server.address);

    it('computes again where the server went away, and says so once', async () => {
      const notices: string[] = [];
      const cache = openSharedCache(server.address, { onNotice: (line) => notices.push(line) });
      await cache.set('partition', one);
      await server.stop();
      expect(await cache.get('partition', ['x'])).toEqual([undefined]);
      await cache.set('partition', one);
      await expect(openSharedCache(server.address).get('partition', ['x'])).rejects.toThrow(
        /^cache .*: expected a server that answers, got/,
      );
      await server.start();
      expect(await cache.get('partition 9', ['x'])).toEqual([undefined]);
      expect(notices).toEqual([`cache ${shownCache(server.address)}: no answer: scores are computed and not saved there`]);
    }, 30_000);
  });
}

describeServer('redis-server', hasRedis, () => startRedis());
describeServer('PostgreSQL', hasPostgres, startPostgres);

describe('the address of a cache', () => {
  it('differs from a folder, and is shown without its password', () => {
    expect(['scores', './redis', 'C:\\scores'].filter(isServerAddress)).toEqual([]);
    expect(shownCache('scores')).toBe('scores');
    expect(shownCache('postgres://me:secret@lab/db')).toBe('postgres://lab/db');
    expect(() => openSharedCache('redis:///')).toThrow(/^cache: expected an address/);
    expect(() => openSharedCache('http://lab')).toThrow('cache: expected an address');
  });
});
