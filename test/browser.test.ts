/** The library where there is no Node: its bundle in a context that has only what browsers have, and in a real browser where one is installed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countCost } from '../src/arch/cost.js';
import { openSpace } from '../src/spaces/index.js';
import { chromium, headless, whereChromium } from './browser/chromium.js';

interface Result {
  readonly bytes: number;
  readonly isSame: boolean;
  readonly scores: { readonly [proxy: string]: number };
  readonly own: { readonly [proxy: string]: number };
  readonly failed: string;
  readonly python: string;
  readonly svg: boolean;
  readonly searched: { readonly best: string; readonly lines: number; readonly recalled: number };
}

let script: string;
let folder: string;

beforeAll(async () => {
  const { output } = await build({
    input: fileURLToPath(new URL('browser/page.mjs', import.meta.url)),
    platform: 'browser',
    write: false,
    logLevel: 'warn',
    output: { format: 'iife' },
  });
  script = output[0].code;
  folder = mkdtempSync(join(tmpdir(), 'assay-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function check(result: Result): void {
  expect(result).toMatchObject({ isSame: true, python: 'import torch', svg: true });
  expect(result.bytes).toBeGreaterThan(10_000);
  expect(Object.keys(result.scores)).toEqual(['sed', 'epsilon', 'params', 'macs']);
  // The file's scores are the cell's.
  const space = openSpace('nas-bench-201:C=4:N=1');
  expect(result.own['params']).toBe(
    countCost(
      space.build(space.decode('|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|avg_pool_3x3~2|')),
    ).params,
  );
  for (const proxy of ['sed', 'params', 'macs']) expect(result.scores[proxy]).toBe(result.own[proxy]);
  expect(result.scores['epsilon']).toBeCloseTo(result.own['epsilon'], 6);
  expect(result.failed).toContain('expected an engine');
  // A search with its journal in memory, and the same again from the journal: header, evaluations, end.
  const { best, lines, recalled } = result.searched;
  expect(best).toMatch(/^\|.*\|$/);
  expect(recalled).toBe(lines - 2);
  expect(recalled).toBeGreaterThan(30);
}

describe('the library without Node', () => {
  it('reads, scores and writes models with only the language and web APIs', async () => {
    const context = createContext({
      setTimeout,
      structuredClone,
      TextEncoder,
      TextDecoder,
      performance,
      WebAssembly,
      atob,
      btoa,
    });
    runInContext(script, context);
    check((await (runInContext('result', context) as Promise<Result>)) as Result);
  });

  it.skipIf(chromium === undefined)(
    `does the same in a browser${whereChromium}`,
    () => {
      const page = join(folder, 'page.html');
      writeFileSync(
        page,
        `<!doctype html><meta charset="utf-8"><body></body><script>${script.replaceAll('</script', '<\\/script')}</script>`,
      );
      const { stdout } = spawnSync(
        chromium as string,
        [...headless(join(folder, 'profile')), '--virtual-time-budget=20000', '--dump-dom', pathToFileURL(page).href],
        { encoding: 'utf8', timeout: 60_000 },
      );
      const body = /<body>(.*?)(?:<script|<\/body>)/s.exec(stdout)?.[1] ?? '';
      check(JSON.parse(body.replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&amp;', '&')) as Result);
    },
    90_000,
  );
});
