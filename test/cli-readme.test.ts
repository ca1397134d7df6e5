/** The examples of the library in the README, as a reader runs them: with Node, and again. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
// Inside the package, where `assay` is the package itself.
mkdirSync(join(root, 'build'), { recursive: true });
const folder = mkdtempSync(join(root, 'build', 'readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
const run = (code: string): string =>
  execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: folder, encoding: 'utf8' });

describe('an example of the README', () => {
  it('scores and draws a cell, as the text beside it shows', () => {
    const [first] = examples;
    const [, shown] = /```ts\n[\s\S]*?```\n```\n([\s\S]*?)```/.exec(readme) ?? [];
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
});
