/** The examples of the library in the README, as a reader runs them: with Node, and again. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { scratchFolder } from './assay.js';

const root = fileURLToPath(new URL('..', import.meta.url));
// Inside the package, where `assay` is the package itself.
mkdirSync(join(root, 'build'), { recursive: true });
const folder = mkdtempSync(join(root, 'build', 'readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code);
const run = (code: string): string =>
  execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: folder, encoding: 'utf8' });

describe('an example of the README', () => {
  it('scores and draws a cell, as the text beside it shows', () => {
    const [first] = examples;
    const [, shown] = /```js\n[\s\S]*?```\n```\n([\s\S]*?)```/.exec(readme) ?? [];
    for (const out of [run(first), run(first)]) expect(out.endsWith(shown ?? 'no drawing')).toBe(true);
    expect(readFileSync(join(folder, 'cell.svg'), 'utf8')).toMatch(/^<svg [^]*nor_conv_1x1[^]*<\/svg>/);
  });

  it('searches, and goes on with what the first run saved', () => {
    const [, second] = examples;
    const out = run(second);
    expect(out).toMatch(/architecture: '\|/);
    expect(run(second)).toBe(out);
    expect(existsSync(join(folder, 'small-cells', 'journal.jsonl'))).toBe(true);
    expect(examples).toHaveLength(2);
  });

  it('runs in the file that the README names, in a folder elsewhere, once the command of the README has run there', () => {
    const [, file = ''] = /As a library, in a file `(\w+\.mjs)`/.exec(readme) ?? [];
    const [, install = ''] = /for one elsewhere, run `npm (\w+) PATH` in its folder/.exec(readme) ?? [];
    const elsewhere = scratchFolder();
    writeFileSync(join(elsewhere, 'package.json'), '{}');
    execFileSync('npm', [install, root, '--offline', '--no-audit', '--no-fund'], {
      cwd: elsewhere,
      stdio: 'ignore',
      shell: process.platform === 'win32',
    });
    writeFileSync(join(elsewhere, file), examples[0] ?? '');
    expect(execFileSync(process.execPath, [file], { cwd: elsewhere, encoding: 'utf8' })).toBe(run(examples[0] ?? ''));
  });
});
