import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createSpaceFiles, readSpaceFile } from './space-files.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-space-files-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('readSpaceFile', () => {
  it('leads the import of assay to the page, and changes nothing else', () => {
    const text = "import {\n  defineSpace,\n} from 'assay';\nexport const space = defineSpace({ title: 'from assay' });\n";
    expect(readSpaceFile(write('a.mjs', text), '/x.js')).toEqual({ name: 'a.mjs', module: text.replace("'assay'", '"/x.js"') });
  });

  it('refuses other imports, other files and none', () => {
    expect(() => readSpaceFile(write('b.mjs', "import fs from 'node:fs';\n"), '/x.js')).toThrow(
      'expected imports of assay only, got "node:fs"',
    );
    expect(() => readSpaceFile(write('c.mjs', "export * from './other.mjs';\n"), '/x.js')).toThrow('./other.mjs');
    expect(() => readSpaceFile(write('d.ts', ''), '/x.js')).toThrow('a .mjs or .js file');
    expect(() => readSpaceFile(join(folder, 'none.mjs'), '/x.js')).toThrow('ENOENT');
  });
});

describe('createSpaceFiles', () => {
  it('knows the files that were named, by their names and by their paths, and no others', () => {
    const path = write('mine.mjs', "import { defineSpace } from 'assay';\n");
    const files = createSpaceFiles([path], '/x.js');
    expect(files.specOf('mine.mjs:width=2')).toBe(`${path}:width=2`);
    for (const other of ['mine', 'other.mjs', './mine.mjs', '../mine.mjs', path]) expect(files.specOf(other)).toBeUndefined();
    expect(files.isNamed(`${path}:width=2`)).toBe(true);
    expect(files.isNamed(join(folder, 'other.mjs'))).toBe(false);
    const [before] = files.read();
    write('mine.mjs', "import { defineSpace } from 'assay';\n// changed\n");
    expect(files.read()[0]?.digest).not.toBe(before?.digest);
  });

  it('refuses two files of one name', () => {
    expect(() => createSpaceFiles(['a/mine.mjs', 'b/mine.mjs'], '/x.js')).toThrow('got mine.mjs twice');
  });
});
