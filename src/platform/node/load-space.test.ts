import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countCost } from '../../arch/cost.js';
import { isSpaceFile, loadSpace } from './load-space.js';

const example = fileURLToPath(new URL('../../../examples/chain-space.mjs', import.meta.url));

describe('a space from a file', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-space-'));
    writeFileSync(join(folder, 'empty.mjs'), 'export const other = 1;\n');
    writeFileSync(join(folder, 'broken.mjs'), 'export const = 1;\n');
    writeFileSync(join(folder, 'own.mjs'), `export const space = { id: 'own', title: 't', paper: 'p', example: 'e', options: {}, create: () => ({
      id: 'own',
      encode: (text) => text,
      canonical: (text) => text.gone.length,
      *enumerate() { yield 'one'; throw new Error('boom'); },
    }) };`);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is told from an id by its ending', () => {
    expect(['./my.mjs', 'C:\\spaces\\my.mjs', '/a/b.js:classes=3'].every(isSpaceFile)).toBe(true);
    expect(['nas-bench-201', 'nas-bench-201:C=4', 'x.mjs.txt'].some(isSpaceFile)).toBe(false);
  });

  it('takes options after the path', async () => {
    const [ten, three] = await Promise.all([loadSpace(example), loadSpace(`${example}:classes=3`)]);
    const genotype = ten.decode(['kernel=3,expand=2,width=16', 'kernel=3,expand=2,width=16', 'kernel=5,expand=4,width=32', 'kernel=3,expand=2,width=64'].join(';'));
    expect(countCost(ten.build(genotype)).params - countCost(three.build(genotype)).params).toBe(7 * 65);
    await expect(loadSpace(`${example}:clases=3`)).rejects.toThrow('did you mean "classes"?');
  });

  it.each([
    ['missing.mjs', 'expected a module that can be imported, got no such file'],
    ['broken.mjs', 'broken.mjs: expected a module that can be imported'],
    ['empty.mjs', 'expected a file with `export const space = defineSpace({...})`'],
  ])('says what is wrong with %s', async (name, message) => {
    await expect(loadSpace(join(folder, name))).rejects.toThrow(message);
  });

  it('names file and function when a space written without a plan throws', async () => {
    const path = join(folder, 'own.mjs');
    const space = await loadSpace(path);
    expect(space.encode('one')).toBe('one');
    expect(() => space.canonical('one')).toThrow(path);
    expect(() => space.canonical('one')).toThrow("space own: canonical: Cannot read properties of undefined (reading 'length')");
    expect(() => [...space.enumerate!()]).toThrow('space own: enumerate: boom');
  });
});
