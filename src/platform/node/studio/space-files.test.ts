import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSpaceFile } from './space-files.js';

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
