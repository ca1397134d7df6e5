import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../../../../test/assay.js';

const launcher = fileURLToPath(new URL('../../../../bin/assay.mjs', import.meta.url));
const space = (text: string): string => `const same = (x) => x;
export const space = { id: 'own', title: 't', paper: 'p', example: 'e', options: {}, create: () => ({
  id: 'own',
  sample: same, mutate: same, neighbors: same, encode: same, decode: same, canonical: same, build: same, ${text} }) };\n`;

/** The first line that a search of the file prints; then the search is ended. */
function firstLine(name: string, text: string): Promise<string> {
  const cwd = scratchFolder();
  writeFileSync(join(cwd, name), text);
  const child = spawn(
    process.execPath,
    [launcher, 'search', `./${name}`, '--searcher', 'random', '--budget', '3', '--out', 'run'],
    { cwd, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  return new Promise((done) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      said += part;
      if (said.includes('\n')) child.kill('SIGKILL');
    });
    child.on('close', () => done(said));
  });
}

describe.concurrent('a call of a space file that does not end', () => {
  it('is reported in one line that names the function', async () => {
    expect(await firstLine('loop.mjs', space('sample() { for (;;); }'))).toBe(
      'assay: ./loop.mjs: sample has been running for 5 s: if it never ends, stop the command with Ctrl-C, or with Ctrl-\\ if that has no effect\n',
    );
  });

  it('is reported while the file is loaded', async () => {
    expect(await firstLine('import.mjs', 'for (;;);')).toContain('assay: ./import.mjs: import has been running for 5 s');
  });
});
