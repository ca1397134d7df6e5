/** Every example of the library runs as it stands, with the built package as its own dependency. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import typescript from '@typescript/typescript6';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../src/core/rng.js';
import { writeOnnx } from '../src/onnx/write.js';
import { openSpace } from '../src/spaces/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const examples = join(root, 'examples', 'library');
// Inside the package, where `assay` is the package itself.
mkdirSync(join(root, 'build'), { recursive: true });
const folder = mkdtempSync(join(root, 'build', 'examples-'));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  const space = openSpace('nas-bench-201:C=4:N=1');
  const rng = createRng(1, 'examples');
  for (const name of ['a', 'b', 'c'])
    writeFileSync(join(folder, `${name}.onnx`), await writeOnnx(space.build(space.sample(rng)), { weights: 'inputs' }));
  const bytes = Uint8Array.from({ length: 60 * 3073 }, (_, i) => (i % 3073 === 0 ? Math.floor(i / 3073) % 10 : (i * 7) % 256));
  writeFileSync(join(folder, 'images.bin'), bytes);
  const rows = Array.from({ length: 40 }, (_, i) => `${space.encode(space.sample(rng))},${50 + i}`);
  writeFileSync(join(folder, 'accuracies.csv'), ['arch,accuracy', ...new Set(rows)].join('\n'));
});

/** What an example must print. */
const printed: { readonly [example: string]: RegExp } = {
  'search.ts': /architecture[^]*values/,
  'resume.ts': /^\d+ scores were read from the journal/,
  'score.ts': /^1 .*\n2 .*\n3 .*\n4 /,
  'bench.ts': /sed \d+ [-\d.]+ \[/,
  'check.ts': /^field [-\d.]+ \[.*\n?.*tau/,
  'fit.ts': /^cross-validated tau [^]*\n\|/,
  'export.ts': /^\d+ \d+ fits/,
  'import.ts': /nas-bench-201 \d+/,
  'own-space-and-proxy.ts': /rank: 3/,
  'browser.ts': /rank: 3/,
  'merge.ts': /^\|\S+\|\n/,
  'shrink.ts': /^w[\d.]+\S* [\d.]+ .*\n/,
  'train.ts': /^epoch 1: loss [\d.]+\nepoch 2: loss [\d.]+\naccuracy [\d.]+ %/,
};

describe('an example of the library', () => {
  it.each(readdirSync(examples))('%s has at most ten lines of code, and runs', (name) => {
    const text = readFileSync(join(examples, name), 'utf8');
    const code = text.split('\n').filter((line) => line.trim() !== '' && !/^\s*(\/\/|\/\*|\*)/.test(line));
    expect(code.length).toBeLessThanOrEqual(10);
    const { outputText } = typescript.transpileModule(text, { compilerOptions: { target: 9, module: 99 } });
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', outputText], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(out).toMatch(printed[name]);
  });

  it('on the first page of the reference runs', () => {
    const [, code] = /```js\n(.*?)```/s.exec(readFileSync(join(root, 'docs', 'api-start.md'), 'utf8')) ?? [];
    expect(code?.trim().split('\n').length).toBeLessThanOrEqual(10);
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', code ?? ''], { cwd: folder, encoding: 'utf8' });
    expect(out).toMatch(/^1 \|[^]*\n10 \|[^]*values/);
  });
});
