/** The studio beside a queue: who works on what. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBroker } from '../../src/platform/node/queue/open-broker.js';
import { serveStudio, type StudioServer } from '../../src/platform/node/studio/serve-studio.js';
import { hasRedis, skipsWithout, startRedis, type TestServer } from '../queue-servers.js';
import { canBrowse, openPage } from './open-studio.js';

describe.skipIf(skipsWithout(hasRedis, 'redis-server'))('the queue in the studio', () => {
  let redis: TestServer;
  let studio: StudioServer;
  const folder = mkdtempSync(join(tmpdir(), 'assay-studio-'));
  const ask = async (): Promise<unknown> =>
    (await fetch(`http://127.0.0.1:${studio.port}/api/queue`, { headers: { authorization: `Bearer ${studio.token}` } })).json();

  beforeAll(async () => {
    redis = await startRedis();
    studio = await serveStudio({ folder, queue: redis.address });
    const broker = await openBroker(redis.address, { onNotice: () => undefined });
    const note = { machine: 'lab<1>', assay: '0.1.0', engine: 'onnxruntime-node 1 x64', slots: 2, allowsCode: false };
    await broker.shelf.announce('worker', 'one', JSON.stringify({ ...note, now: ['|nor_conv_3x3~0|+|none~0|none~1|'] }));
    await broker.shelf.announce('worker', 'two', JSON.stringify({ ...note, machine: 'lab2', now: [] }));
    await broker.shelf.announce(
      'run',
      'digest.1',
      JSON.stringify({ machine: 'desk', assay: '0.1.0', setup: { plan: { space: 'darts', proxies: ['zico'], seed: 4 } } }),
    );
    await broker.close();
  });
  afterAll(async () => {
    await studio.close();
    await redis.remove();
    rmSync(folder, { recursive: true });
  });

  it('names runs and workers, and shows them on the screen of runs', async ({ skip }) => {
    expect(await ask()).toMatchObject({
      address: redis.address,
      runs: [{ machine: 'desk', what: 'zico of darts, seed 4' }],
      workers: expect.arrayContaining([expect.objectContaining({ machine: 'lab2', now: [] })]),
    });
    if (!canBrowse) skip();
    const { page, close } = await openPage(`${studio.url}&to=runs`);
    await page.getByText('1 run; 2 workers, 1 of them idle.').waitFor();
    expect(await page.getByRole('region', { name: 'Workers of the queue' }).innerText()).toMatch(/lab<1>[\s\S]*nor_conv_3x3/);
    await close();
  });

  it('says in one line that a queue does not answer, without its password', async () => {
    const away = await serveStudio({ folder, queue: 'redis://someone:secret@127.0.0.1:1' });
    const answer = await fetch(`http://127.0.0.1:${away.port}/api/queue`, { headers: { authorization: `Bearer ${away.token}` } });
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ address: 'redis://127.0.0.1:1', problem: expect.stringContaining('queue') });
    expect(text).not.toContain('secret');
    await away.close();
    await expect(serveStudio({ folder, queue: 'http://x' })).rejects.toThrow('expected an address');
  });
});
