import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readTable } from './read-table.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-table-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const text = `arch,acc\n${Array.from({ length: 500 }, (_, i) => `${i}x,${i}`).join('\n')}\n`;

describe('readTable', () => {
  it('reads plain and gzip text, whatever the name says', async () => {
    for (const path of [
      file('plain.csv', text),
      file('packed.csv.gz', gzipSync(text)),
      file('packed.csv', gzipSync(text)),
      file('plain.csv.gz', text),
    ]) {
      expect(await readTable(path)).toMatchObject({ source: path, rows: 500, names: ['arch', 'acc'] });
    }
  });

  it('says in one line what is wrong with a file', async () => {
    const missing = join(folder, 'missing.csv');
    const failures: [string, string][] = [
      [missing, `table ${missing}: expected a readable file`],
      [folder, 'got a folder'],
      [file('cut.csv.gz', gzipSync(text).subarray(0, 300)), 'expected a whole gzip file'],
      [
        file('zip.csv.gz', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0, 8)),
        'expected Parquet, or comma-separated text, plain or gzip, got a zip archive, such as a .pt or .pth of PyTorch',
      ],
      [file('latin.csv', Uint8Array.of(0x61, 0xe9, 0x0a)), 'got other data'],
      [file('empty.csv', ''), 'got an empty file'],
      [file('blank.csv', '\n\n'), 'got blank lines'],
      [file('picture.csv.gz', gzipSync(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0))), 'got a PNG picture'],
      [file('ragged.csv.gz', gzipSync('a,b\n1,2\n3\n')), 'row 2: expected 2 cells'],
    ];
    for (const [path, message] of failures) {
      await expect(readTable(path)).rejects.toThrow(message);
      await expect(readTable(path)).rejects.toThrow(/^table [^\n]+: expected [^\n]+$/);
    }
  });
});
