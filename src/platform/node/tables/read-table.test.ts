import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { numberColumn, textColumn } from '../../../benchmarks/table.js';
import { describeShared } from '../../../../test/shared.js';
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
  it('reads plain and gzip text, with any file name', async () => {
    for (const path of [
      file('plain.csv', text),
      file('packed.csv.gz', gzipSync(text)),
      file('packed.csv', gzipSync(text)),
      file('plain.csv.gz', text),
    ]) {
      expect(await readTable(path)).toMatchObject({ source: path, rows: 500, names: ['arch', 'acc'] });
    }
  });

  it('unpacks no more than the limit, even for a small file', async () => {
    // A gzip file may have several members: 600 MB in few bytes, without allocating them.
    const member = gzipSync(Buffer.alloc(2 ** 24, 'x'));
    const bomb = file('bomb.csv.gz', Buffer.concat(Array.from({ length: 36 }, () => member)));
    await expect(readTable(bomb)).rejects.toThrow(
      `table ${bomb}: expected at most 512 MiB, packed or unpacked, got gzip that unpacks to more`,
    );
  });

  it('says in one line what is wrong with a file', async () => {
    const missing = join(folder, 'missing.csv');
    const failures: [string, string][] = [
      [missing, `table ${missing}: expected a readable file`],
      [folder, 'got a folder'],
      [file('cut.csv.gz', gzipSync(text).subarray(0, 300)), 'expected a complete gzip file'],
      [
        file('zip.csv.gz', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0, 8)),
        'expected Parquet, or text separated by commas, semicolons or tabs, plain or gzip, got a zip archive, such as a .pt or .pth of PyTorch',
      ],
      [file('latin.csv', Uint8Array.of(0x61, 0xe9, 0x0a)), 'got what seems to be text in another encoding (save it as UTF-8)'],
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

describeShared('cases/tables', 'tables as people export them', (path) => {
  it.each(readdirSync(path))('%s', async (name) => {
    const table = await readTable(join(path, name));
    const values = numberColumn(table, 'test_accuracy');
    expect(textColumn(table, 'arch')[0]).toBe('|skip_connect~0|+|avg_pool_3x3~0|none~1|+|nor_conv_1x1~0|none~1|nor_conv_3x3~2|');
    expect(values[0]).toBeCloseTo(name === 'mixpct.csv' ? 0.7333 : 73.3333, 2);
    expect(values[1]).toBeCloseTo(83.3463, 2);
  });
});
