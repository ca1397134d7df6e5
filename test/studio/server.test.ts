/** The studio's server against those who should not reach it, and with those who should. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRow } from '../../src/index.js';
import { pageFiles } from '../../src/platform/node/studio/page-files.js';
import { serveStudio, type StudioServer } from '../../src/platform/node/studio/serve-studio.js';
import { searchJournal } from './search-journal.js';

let folder: string;
let server: StudioServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-studio-'));
  server = await serveStudio({ folder: join(folder, 'runs') });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Asked {
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
}

/** Asks with the path as it is written, which no client would send. */
function askRaw(
  path: string,
  { method = 'GET', headers = {}, body }: Asked = {},
): Promise<{ status: number; text: string; headers: IncomingMessage['headers'] }> {
  return new Promise((done, fail) => {
    const asked = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (answer) => {
      let text = '';
      answer.on('data', (piece: Buffer) => (text += piece.toString()));
      answer.on('end', () => done({ status: answer.statusCode ?? 0, text, headers: answer.headers }));
    });
    asked.on('error', fail);
    asked.end(body);
  });
}

const authorized = (): { readonly authorization: string } => ({ authorization: `Bearer ${server.token}` });
const tell = async (path: string, body: unknown = {}) =>
  await askRaw(`/api/${path}`, { method: 'POST', headers: authorized(), body: JSON.stringify(body) });

/** The rows now: the first event of a stream. */
async function rows(): Promise<RunRow[]> {
  return await new Promise((done, fail) => {
    const asked = request(
      { host: '127.0.0.1', port: server.port, path: `/api/events?token=${server.token}`, agent: false },
      (answer) => {
        if (answer.statusCode !== 200) fail(new Error(`events: ${answer.statusCode}`));
        let text = '';
        answer.on('error', () => undefined);
        answer.on('data', (piece: Buffer) => {
          text += piece.toString();
          if (!text.includes('\n\n')) return;
          done(JSON.parse(text.slice('data: '.length, text.indexOf('\n\n'))) as RunRow[]);
          asked.destroy();
        });
      },
    );
    asked.on('error', fail);
    asked.end();
  });
}

async function until(name: string, isSo: (row: RunRow) => boolean): Promise<RunRow> {
  for (let i = 0; i < 300; i++) {
    const row = (await rows()).find((known) => known.name === name);
    if (row !== undefined && isSo(row)) return row;
    await setTimeout(100);
  }
  throw new Error(`${name} did not come that far: ${JSON.stringify((await rows()).find((known) => known.name === name))}`);
}

describe('who is refused', () => {
  it('another name that leads here, as DNS rebinding has it', async () => {
    for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1', 'localhost:1'])
      for (const path of ['/', '/api/studio'])
        expect((await askRaw(path, { headers: { ...authorized(), host } })).status, host).toBeGreaterThanOrEqual(400);
    expect((await askRaw('/', { headers: { host: `localhost:${server.port}` } })).status).toBe(200);
  });

  it('a page of another origin, even with the token', async () => {
    for (const headers of [
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { origin: `http://127.0.0.1:${server.port + 1}` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ] as const)
      expect((await askRaw('/api/studio', { headers: { ...authorized(), ...headers } })).status).toBe(403);
    const own = { origin: `http://127.0.0.1:${server.port}`, 'sec-fetch-site': 'same-origin' };
    expect((await askRaw('/api/studio', { headers: { ...authorized(), ...own } })).status).toBe(200);
  });

  it('everybody without the token of this start', async () => {
    for (const path of ['studio', 'events', 'journal?run=x', 'figures', 'start', 'stop?run=x', 'resume?run=x'])
      for (const [headers, query] of [
        [{}, ''],
        [{ authorization: 'Bearer ' }, ''],
        [{ authorization: `Bearer ${server.token}x` }, ''],
        [{}, `${path.includes('?') ? '&' : '?'}token=guess`],
      ] as const)
        for (const method of ['GET', 'POST'])
          expect((await askRaw(`/api/${path}${query}`, { method, headers })).status, path).toBe(401);
    expect(server.token.length).toBeGreaterThanOrEqual(32);
  });

  it('listens on this machine only, and lets no answer be framed, sniffed or run anything else', async () => {
    const { headers } = await askRaw('/');
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('the page', () => {
  it("has all its files, ONNX Runtime's from its package", async () => {
    const files = pageFiles();
    const engines = [...files.keys()].filter((path) => path.endsWith('.wasm'));
    expect(engines.length).toBeGreaterThanOrEqual(1);
    for (const path of engines) {
      const { status, headers } = await askRaw(path, { method: 'HEAD' });
      expect([status, headers['content-type']]).toEqual([200, 'application/wasm']);
      expect(files.get(path)?.read().length).toBeGreaterThan(1e6);
    }
    expect((await askRaw('/elsewhere.json')).status).toBe(404);
  });
});

describe('no path leads out', () => {
  it('of the page', async () => {
    for (const path of [
      '/../package.json',
      '/assets/../../package.json',
      '/assets/../../../package.json',
      '/%2e%2e/package.json',
      '/..%2fpackage.json',
      '/assets/..%5c..%5cpackage.json',
      '//etc/passwd',
      '/etc/passwd',
      '/index.html%00.js',
      '/assets/%ZZ',
    ]) {
      const { status, text } = await askRaw(path);
      expect(status, path).toBeGreaterThanOrEqual(400);
      expect(text).not.toMatch(/"name": "assay"|root:/);
    }
  });

  it('of the folder of runs, not by names and not by links', async () => {
    const root = join(folder, 'runs');
    mkdirSync(join(root, 'linked'), { recursive: true });
    mkdirSync(join(folder, 'outside'), { recursive: true });
    writeFileSync(join(folder, 'outside', 'journal.jsonl'), 'secret\n');
    symlinkSync(join(folder, 'outside', 'journal.jsonl'), join(root, 'linked', 'journal.jsonl'));
    symlinkSync(join(folder, 'outside'), join(root, 'away'));
    for (const run of ['../outside', '..%2foutside', '/etc', `${folder}/outside`, 'linked', 'away', '', '.', '..']) {
      const { status, text } = await askRaw(`/api/journal?run=${run}`, { headers: authorized() });
      expect([status, text.includes('secret')], run).toEqual([404, false]);
    }
    expect(await rows()).toEqual([]);
    rmSync(join(root, 'linked'), { recursive: true });
    rmSync(join(root, 'away'));
  });

  it('of a new run', async () => {
    for (const name of ['../evil', '/tmp/evil', 'a/b', '.hidden', '', 'x'.repeat(300), '-rf', 'a\u0000b']) {
      const { status, text } = await tell('start', { space: 'nas-bench-201', name });
      expect([status, text.split('\n').length], name).toEqual([400, 1]);
    }
    expect(readdirSync(folder).sort()).toEqual(['outside', 'runs']);
    expect(readdirSync(join(folder, 'runs'))).toEqual([]);
  });
});

describe('what is asked wrongly', () => {
  it('is one line', async () => {
    const bad: readonly (readonly [unknown, string])[] = [
      [{}, 'space: expected a value'],
      [{ space: './evil.mjs' }, 'expected spaces and proxies that are built in'],
      [{ space: 'other.mjs:a=1' }, 'expected spaces and proxies that are built in'],
      [{ space: '--cache=/tmp' }, 'expected spaces and proxies that are built in'],
      [{ space: 'nas-bench-201', proxies: ['/tmp/evil.js'] }, 'expected spaces and proxies that are built in'],
      [{ space: 'nas-bench-201', proxies: ['fitted:judge.json'] }, 'expected spaces and proxies that are built in'],
      [{ space: 'nas-bench-201', data: 'cifar10:/etc/passwd' }, 'data: expected ramp or noise'],
      [{ space: 'nas-bench-201', out: '/tmp/x' }, 'out: expected a parameter of start'],
      [{ space: 'nas-bench-201', budget: 'many' }, 'budget: expected'],
      [[], 'expected an object'],
    ];
    for (const [body, line] of bad) {
      const { status, text } = await tell('start', body);
      expect([status >= 400 && status < 500, text]).toEqual([true, expect.stringContaining(line)]);
    }
    expect((await askRaw('/api/start', { method: 'POST', headers: authorized(), body: 'no json' })).text).toContain(
      'expected JSON',
    );
    expect(
      (await askRaw('/api/start', { method: 'POST', headers: authorized(), body: JSON.stringify('x'.repeat(70_000)) })).status,
    ).toBe(413);
    expect((await askRaw('/api/nothing', { headers: authorized() })).status).toBe(404);
    expect((await askRaw('/', { method: 'PUT' })).status).toBe(405);
  });
});

describe('streams of events', () => {
  /** Opens a stream and keeps it. */
  const openStream = async (): Promise<{ readonly status: number; close(): void }> =>
    await new Promise((done, fail) => {
      const asked = request(
        { host: '127.0.0.1', port: server.port, path: `/api/events?token=${server.token}`, agent: false },
        (answer) => {
          answer.on('error', () => undefined);
          answer.resume();
          done({ status: answer.statusCode ?? 0, close: () => asked.destroy() });
        },
      );
      asked.on('error', fail);
      asked.end();
    });

  it('are bounded: of a thousand, some are refused, all is answered, and there is room again when readers go', async () => {
    const streams = await Promise.all(Array.from({ length: 1000 }, openStream));
    const count = (wanted: number): number => streams.filter(({ status }) => status === wanted).length;
    expect([count(200), count(503)]).toEqual([32, 968]);
    expect((await askRaw('/api/studio', { headers: authorized() })).status).toBe(200);
    for (const stream of streams) stream.close();
    let open: readonly { readonly status: number; close(): void }[] = [];
    for (let i = 0; i < 50 && !open.some(({ status }) => status === 200); i++) {
      await setTimeout(100);
      open = [await openStream()];
    }
    expect(open.map(({ status }) => status)).toEqual([200]);
    for (const stream of open) stream.close();
    await setTimeout(100);
    const again = await Promise.all(Array.from({ length: 32 }, openStream));
    expect(again.map(({ status }) => status)).toEqual(Array(32).fill(200));
    for (const stream of again) stream.close();
    await setTimeout(100);
  });

  it('a browser that goes away while a journal is sent harms nobody', async () => {
    const run = join(folder, 'runs', 'large');
    mkdirSync(run, { recursive: true });
    const [header = '', line = ''] = (await searchJournal({ budget: 5 })).split('\n');
    writeFileSync(join(run, 'journal.jsonl'), `${header}\n${`${line}\n`.repeat(50_000)}`);
    for (let i = 0; i < 5; i++) {
      await new Promise<void>((done) => {
        const asked = request(
          { host: '127.0.0.1', port: server.port, path: '/api/journal?run=large', headers: authorized() },
          (answer) =>
            answer.once('data', () => {
              asked.destroy();
              done();
            }),
        );
        asked.on('error', () => undefined);
        asked.end();
      });
    }
    expect((await rows()).find(({ name }) => name === 'large')).toMatchObject({ evaluations: 50_000, state: 'interrupted' });
    const tail = await askRaw(`/api/journal?run=large&from=${header.length + 1 + 49_999 * (line.length + 1)}`, {
      headers: authorized(),
    });
    expect(tail.text).toBe(`${line}\n`);
    expect((await askRaw('/api/journal?run=large&from=-1', { headers: authorized() })).status).toBe(400);
    rmSync(run, { recursive: true });
  });
});

describe('runs', () => {
  it('differ by their state, each with its line', async () => {
    const root = join(folder, 'runs');
    const text = await searchJournal({ budget: 5 });
    const put = (name: string, journal: string | undefined, log?: string): void => {
      mkdirSync(join(root, name), { recursive: true });
      if (journal !== undefined) writeFileSync(join(root, name, 'journal.jsonl'), journal);
      if (log !== undefined) writeFileSync(join(root, name, 'studio.log'), log);
    };
    put('done', text);
    put('cut', text.slice(0, -40));
    put('later', text.replace('"version":1', '"version":9'));
    put('other', 'hello\n');
    put('failed', undefined, 'assay: --where: expected a number\n');
    put('parts/3', text);
    const found = Object.fromEntries((await rows()).map(({ name, state, line = '' }) => [name, [state, line]]));
    expect(found).toEqual({
      done: ['finished', ''],
      cut: ['interrupted', ''],
      later: ['foreign', expect.stringContaining('expected a journal of version 1, got 9 (written by a later Assay')],
      other: ['foreign', expect.stringContaining('expected a JSON object')],
      failed: ['failed', '--where: expected a number'],
      'parts/3': ['finished', ''],
    });
    for (const name of ['done', 'cut', 'later', 'other', 'failed', 'parts']) rmSync(join(root, name), { recursive: true });
  });

  it('are gone on with only where nothing of the journal is run as code or as an option', async () => {
    const root = join(folder, 'runs');
    const text = (await searchJournal({ budget: 5 })).slice(0, -40);
    for (const [i, space] of ['/tmp/evil.mjs', './evil.js:a=1', '--cache=/tmp/x', 'evil.onnx'].entries()) {
      mkdirSync(join(root, `forged-${i}`), { recursive: true });
      writeFileSync(join(root, `forged-${i}`, 'journal.jsonl'), text.replace('"space":"nas-bench-201"', `"space":"${space}"`));
      const answer = await tell(`resume?run=forged-${i}`);
      expect([answer.status, answer.text], space).toEqual([
        400,
        expect.stringContaining('expected spaces and proxies that are built in'),
      ]);
      rmSync(join(root, `forged-${i}`), { recursive: true });
    }
  });

  it('are started, stopped and gone on with, to the same bytes', async () => {
    const asked = { space: 'nas-bench-201:N=2', proxies: ['epsilon'], budget: 160, searcher: 'random', seed: 5, name: 'first' };
    expect((await tell('start', asked)).text).toBe('{"name":"first"}');
    expect((await tell('start', asked)).text).toContain('expected a new folder, got first');
    await until('first', ({ evaluations }) => evaluations > 5);
    expect((await tell('resume?run=first')).text).toContain('expected a run that nobody writes');
    expect((await tell('stop?run=first')).status).toBe(200);
    const stopped = await until('first', ({ state }) => state === 'interrupted');
    expect(stopped.evaluations).toBeLessThan(160);
    expect((await tell('stop?run=first')).text).toContain('expected a run that a process of this machine writes');
    expect((await tell('resume?run=first')).status).toBe(200);
    await until('first', ({ state }) => state === 'finished');
    expect(readFileSync(join(folder, 'runs', 'first', 'journal.jsonl'), 'utf8')).toBe(
      await searchJournal({ space: 'nas-bench-201:N=2', proxies: ['epsilon'], budget: 160, seed: 5 }),
    );
    await until('first', ({ canStop }) => !canStop);
    expect(existsSync(join(folder, 'runs', 'first', 'report.html'))).toBe(true);
    expect(readdirSync(join(folder, 'runs'))).toEqual(['first']);
  });
});
