/**
 * The import direction of scripts/import-directions.mjs, held by .oxlintrc.json: every folder is probed with an import of every other one,
 * and what the linter refuses must be exactly what the design refuses.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importDirections, withDirections } from '../scripts/import-directions.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const oxlint = join(dirname(createRequire(import.meta.url).resolve('oxlint/package.json')), 'bin', 'oxlint');

const design: { readonly [folder: string]: string } = importDirections;
const folders = Object.keys(design);

interface Finding {
  readonly filename: string;
  readonly code: string;
}

/** Runs the linter in `folder` and returns what it found about imports, and in how many files it looked. */
function lint(folder: string): { files: number; findings: Finding[] } {
  let output: string;
  try {
    output = execFileSync(process.execPath, [oxlint, '--format', 'json'], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    output = (error as { stdout: string }).stdout;
  }
  const { diagnostics, number_of_files: files } = JSON.parse(output) as { diagnostics: Finding[]; number_of_files: number };
  return {
    files,
    findings: diagnostics.filter(({ code }) =>
      /no-restricted-imports|no-nodejs-modules|no-restricted-globals|no-default-export/.test(code),
    ),
  };
}

describe('the lint rule for import direction', () => {
  let probes = '';
  let refused = new Set<string>();
  const probe = (path: string, text: string): void => {
    mkdirSync(dirname(join(probes, path)), { recursive: true });
    writeFileSync(join(probes, path), text);
  };

  beforeAll(() => {
    probes = mkdtempSync(join(tmpdir(), 'assay-import-direction-'));
    copyFileSync(join(root, '.oxlintrc.json'), join(probes, '.oxlintrc.json'));
    for (const from of folders) {
      for (const to of folders) {
        if (to === from) continue;
        probe(`src/${from}/value-${to}.ts`, `export { x } from '../${to}/x.js';\n`);
        probe(`src/${from}/deep/er/value-${to}.ts`, `import { x } from '../../../${to}/deep/x.js';\nexport const y = x;\n`);
        probe(`src/${from}/type-${to}.ts`, `import type { X } from '../${to}/types.js';\nexport type Y = X;\n`);
        probe(`src/${from}/later-${to}.ts`, `export const x = (): Promise<unknown> => import('../${to}/x.js');\n`);
        probe(`src/${from}/value-${to}.test.ts`, `export { x } from '../${to}/x.js';\n`);
      }
      probe(`src/${from}/builtin.ts`, `import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n`);
      probe(`src/${from}/bare.ts`, `import { join } from 'path';\nexport const x = join;\n`);
      probe(`src/${from}/global.ts`, 'export const x = process.env;\n');
      probe(`src/${from}/pool.ts`, `import { Piscina } from 'piscina';\nexport const x = Piscina;\n`);
      probe(`src/${from}/default.ts`, 'export default 1;\n');
      probe(`src/${from}/builtin.test.ts`, `import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n`);
    }
    for (const edge of ['node', 'browser'])
      probe(`src/platform/${edge}/builtin.ts`, `import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n`);
    probe('src/index.ts', `export { x } from './platform/node/x.js';\n`);
    probe('other.config.ts', 'export default 1;\n');
    refused = new Set(lint(probes).findings.map(({ filename }) => filename.replaceAll('\\', '/')));
  });
  afterAll(() => rmSync(probes, { recursive: true, force: true }));

  it('is written from the table: node scripts/import-directions.mjs', () => {
    const config: unknown = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8'));
    expect(withDirections(config)).toEqual(config);
  });

  it.each(folders)('lets src/%s import what the design allows, and refuses the rest', (from) => {
    const [values, types = ''] = design[from].split('|').map((list) => list.trim());
    const allowed = values.split(' ');
    for (const to of folders.filter((folder) => folder !== from)) {
      const path = `src/${from}`;
      const mayValue = allowed.includes(to);
      const mayType = mayValue || types.split(' ').includes(to);
      expect([to, refused.has(`${path}/value-${to}.ts`)]).toEqual([to, !mayValue]);
      expect([to, refused.has(`${path}/deep/er/value-${to}.ts`)]).toEqual([to, !mayValue]);
      expect([to, refused.has(`${path}/later-${to}.ts`)]).toEqual([to, !mayValue]);
      expect([to, refused.has(`${path}/type-${to}.ts`)]).toEqual([to, !mayType]);
      expect([to, refused.has(`${path}/value-${to}.test.ts`)]).toEqual([to, false]);
    }
  });

  it('keeps Node out of everything but platform/node, cli and tests', () => {
    for (const from of folders) {
      const isPure = from !== 'cli';
      for (const what of ['builtin', 'bare', 'global'])
        expect([from, what, refused.has(`src/${from}/${what}.ts`)]).toEqual([from, what, isPure]);
      expect([from, refused.has(`src/${from}/pool.ts`)]).toEqual([from, isPure && from !== 'platform']);
      expect(refused.has(`src/${from}/builtin.test.ts`)).toBe(false);
    }
    expect(refused.has('src/platform/node/builtin.ts')).toBe(false);
    expect(refused.has('src/platform/browser/builtin.ts')).toBe(true);
    expect(refused.has('src/index.ts')).toBe(true);
  });

  it('allows default exports in *.config.ts and nowhere else', () => {
    for (const from of folders) expect(refused.has(`src/${from}/default.ts`)).toBe(true);
    expect(refused.has('other.config.ts')).toBe(false);
  });

  it('finds no violation in the tree', () => {
    const { files, findings } = lint(root);
    expect(files).toBeGreaterThan(50);
    expect(findings).toEqual([]);
  });
});
