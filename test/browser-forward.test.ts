/** Networks with random weights in a real browser: `createScorer` on onnxruntime-web's WebAssembly, loaded as a page loads it, gives Node's scores. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromium, headless, whereChromium } from './browser/chromium.js';

type Scores = { readonly [proxy: string]: number | string };

const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** What the package's own loader asks for. */
const ortFiles = {
  'ort.wasm.min.mjs': 'text/javascript',
  'ort-wasm-simd-threaded.mjs': 'text/javascript',
  'ort-wasm-simd-threaded.wasm': 'application/wasm',
} as const;

const page = `<!doctype html><meta charset="utf-8"><script type="module">
const tell = (text) => fetch('/result', { method: 'POST', body: text });
try {
  const ort = await import('/ort.wasm.min.mjs');
  ort.env.wasm.wasmPaths = '/';
  const { forwardScores, workerScores } = await import('/forward.mjs');
  const { threads, workers } = Object.fromEntries(new URLSearchParams(location.search));
  if (threads !== undefined && !crossOriginIsolated) throw new Error('expected an isolated page');
  if (workers !== undefined && crossOriginIsolated) throw new Error('expected a page that is not isolated');
  const start = () => new Worker('/forward-worker.mjs', { type: 'module' });
  await tell(JSON.stringify(await (workers === undefined ? forwardScores(ort, Number(threads ?? 1)) : workerScores(start, Number(workers)))));
} catch (error) {
  await tell(JSON.stringify({ failed: String(error && error.stack || error) }));
}
</script>`;

describe('networks with random weights in a browser', () => {
  let folder: string;
  const scripts = new Map<string, string>();
  let server: Server;
  let tell: (text: string) => void;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assay-test-'));
    for (const name of ['forward.mjs', 'forward-worker.mjs']) {
      const { output } = await build({
        input: beside(`browser/${name}`),
        platform: 'browser',
        write: false,
        logLevel: 'warn',
        output: { format: 'esm', codeSplitting: false },
      });
      scripts.set(name, output[0].code);
    }
    const answer: RequestListener = (request, response) => {
      const name = (request.url ?? '').slice(1).split('?')[0];
      const isolated = {
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
      };
      const send = (type: string, body: string | Uint8Array): unknown =>
        response.writeHead(200, { 'content-type': type, ...(request.url?.includes('workers') ? {} : isolated) }).end(body);
      if (name === '') send('text/html', page);
      else if (scripts.has(name)) send('text/javascript', scripts.get(name) as string);
      else if (name in ortFiles)
        send(ortFiles[name as keyof typeof ortFiles], readFileSync(beside(`../node_modules/onnxruntime-web/dist/${name}`)));
      else if (name === 'result') {
        let text = '';
        request
          .on('data', (part) => (text += part))
          .on('end', () => {
            response.end();
            tell(text);
          });
      } else response.writeHead(404).end();
    };
    server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    // The profile goes with all temporary files of the run (test/temporary-folder.ts): Chromium's other processes write there until they end.
  });

  it.skipIf(chromium === undefined).each(['', '?threads=2', '?workers=2'])(
    `score ePADS, NASWOT and Zen as in Node, digit for digit%s${whereChromium}`,
    async (query) => {
      const answered = new Promise<string>((resolve) => (tell = resolve));
      const { port } = server.address() as AddressInfo;
      const browser = spawn(chromium as string, [...headless(join(folder, 'profile')), `http://127.0.0.1:${port}/${query}`], {
        stdio: 'ignore',
        timeout: 80_000,
      });
      const ended = new Promise((resolve) => browser.once('close', resolve));
      try {
        const inBrowser = JSON.parse(
          await Promise.race([answered, ended.then(() => '{"failed":"the browser ended"}')]),
        ) as Scores;
        const { forwardScores } = (await import(beside('browser/forward.mjs'))) as {
          forwardScores(ort: unknown): Promise<Scores>;
        };
        const inNode = await forwardScores(await import('onnxruntime-web'));
        expect(Object.values(inNode).every(Number.isFinite)).toBe(true);
        expect(inBrowser).toEqual(inNode);
      } finally {
        browser.kill();
        await ended;
      }
    },
    90_000,
  );
});
