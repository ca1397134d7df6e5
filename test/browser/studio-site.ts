/** The exported studio on a static server, and a page of a real browser on it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium as browsers, type Browser } from 'playwright-core';
import { exportStudio } from '../../src/platform/node/studio/export-site.js';
import { chromium } from './chromium.js';

const types: { readonly [ending: string]: string } = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.mjs': 'text/javascript',
};

/** A site that is being served. */
export interface ServedSite {
  readonly address: string;
  readonly browser: Browser;
  close(): Promise<void>;
}

/** Exports the studio without scored cells, serves it, and starts a browser. @param flags more of Chromium's. */
export async function openSite(flags: readonly string[] = ['--enable-unsafe-swiftshader']): Promise<ServedSite> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-site-'));
  await exportStudio({
    folder,
    isBare: true,
    spaces: [fileURLToPath(new URL('../../examples/cell-space.mjs', import.meta.url))],
  });
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://x').pathname);
    try {
      const body = readFileSync(join(folder, path === '/' ? 'index.html' : path));
      response.writeHead(200, { 'content-type': types[extname(path)] ?? 'text/html' });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const executablePath = spawnSync('sh', ['-c', `command -v ${chromium}`], { encoding: 'utf8' }).stdout.trim();
  const browser = await browsers.launch({ executablePath, args: ['--no-sandbox', ...flags] });
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    browser,
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      rmSync(folder, { recursive: true });
    },
  };
}
