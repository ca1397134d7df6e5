import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../core/byte-source.js';
import { readTargets } from './bench-target.js';
import { indexArchitectures, joinTable } from './join-table.js';
import { isParquet, readParquetTable, writeParquetPieces, writeParquetTable } from './parquet-table.js';
import { recognizeTable } from './table-formats.js';
import type { TableManifest } from './table-manifest.js';
import { numberColumn, textColumn, type Table } from './table.js';
import { AssayError, dataError } from '../core/errors.js';
import { createRng } from '../core/rng.js';

const manifest: TableManifest = {
  version: 1,
  space: 'nas-bench-201',
  architecture: 'cell',
  rows: 3,
  source: { name: 'official.pth', format: 'nats', title: 'A benchmark', sha256: 'ab'.repeat(32), bytes: 12, licence: 'MIT' },
  unmatched: 1,
  duplicates: { equal: 0, different: 2 },
  columns: [
    { name: 'cell', unit: '', label: 'cells' },
    { name: 'acc', unit: '%', label: 'Accuracy (%)', target: 'c10-test', byDefault: true },
    { name: 'loss', unit: 'nats', label: 'Loss', target: 'loss' },
    { name: 'params', unit: '1', label: 'Parameters' },
  ],
};
const table: Table = {
  source: 'own',
  rows: 3,
  names: ['cell', 'acc', 'loss', 'params'],
  columns: [
    ['A', 'é, "b"', ''],
    Float64Array.of(90.125, NaN, -Infinity),
    Float64Array.of(1, 2, 3),
    Float64Array.of(1e15 + 1, 0, -0),
  ],
};
const bytes = writeParquetTable(table, manifest);

const read = (
  content: Uint8Array,
  ...choose: Parameters<typeof readParquetTable> extends [unknown, unknown, ...infer Rest] ? Rest : never
): Promise<Table> => readParquetTable(bytesSource(content), 'x.parquet', ...choose);

describe('a table as Parquet', () => {
  it('is read back unchanged, with its manifest', async () => {
    expect(isParquet(bytes)).toBe(true);
    const back = await read(bytes);
    expect(back).toEqual({ ...table, source: 'x.parquet', manifest });
    expect([numberColumn(back, 'acc')[1], textColumn(back, 'acc')]).toEqual([NaN, ['90.125', '', '-Infinity']]);
    expect(writeParquetTable(back, manifest)).toEqual(bytes);
  });

  it('is written piece by piece, the same bytes as at once, a few megabytes at a time', async () => {
    const rows = 250_000;
    const large: Table = {
      source: 'large',
      rows,
      names: ['cell', 'acc'],
      columns: [
        Array.from({ length: rows }, (_, row) => `cell ${row}`),
        Float64Array.from({ length: rows }, (_, row) => Math.sin(row)),
      ],
    };
    const description = { ...manifest, rows, columns: manifest.columns.slice(0, 2) };
    const pieces: Uint8Array[] = [];
    const written = writeParquetPieces(large, description, (piece) => void pieces.push(piece.slice()));
    const whole = Buffer.concat(pieces);
    expect([whole.length, pieces.length > 2, Math.max(...pieces.map(({ length }) => length)) < 4e6]).toEqual([
      written,
      true,
      true,
    ]);
    expect(whole.equals(writeParquetTable(large, description))).toBe(true);
    const back = await read(new Uint8Array(whole));
    expect([back.rows, back.columns[0][249_999], back.columns[1][123_456]]).toEqual([rows, 'cell 249999', Math.sin(123_456)]);
  });

  it('reads only the chosen columns, by the header', async () => {
    const back = await read(bytes, ({ names, manifest: known }) => [known?.architecture ?? '', names[2]]);
    expect([back.names, back.columns]).toEqual([
      ['cell', 'loss'],
      [table.columns[0], table.columns[2]],
    ]);
    await expect(read(bytes, () => ['other'])).rejects.toThrow(
      'table x.parquet: expected a column "other", got cell, acc, loss, params',
    );
  });

  it('says which columns are targets of bench, with any names', async () => {
    const back = await read(bytes);
    const format = recognizeTable(back, 'nas-bench-201');
    expect(format).toMatchObject({ id: 'nats', architecture: 'cell' });
    expect(readTargets(back, format).map(({ name, values }) => [name, ...values])).toEqual([['c10-test', 90.125, NaN, NaN]]);
    expect(readTargets(back, format, ['loss', 'mine=params']).map(({ name, label }) => [name, label])).toEqual([
      ['loss', 'Loss'],
      ['mine', 'params'],
    ]);
  });

  it('reads tables of other writers: integers, nulls and texts', async () => {
    const other = new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'arch', data: ['a', null], type: 'STRING' },
          { name: 'n', data: [7n, null], type: 'INT64' },
          { name: 'i', data: [1, 2], type: 'INT32' },
        ],
      }),
    );
    const back = await read(other);
    expect([back.columns, back.manifest]).toEqual([[['a', ''], Float64Array.of(7, NaN), Float64Array.of(1, 2)], undefined]);
  });

  it('names damage', async () => {
    for (const length of [4, 40, Math.floor(bytes.length / 2), bytes.length - 1]) {
      await expect(read(bytes.slice(0, length))).rejects.toThrow(
        /^table x\.parquet: expected a complete Parquet file, got .* \(the file is truncated or damaged\)$/,
      );
    }
    const broken = writeParquetTable(table, { ...manifest, version: 2 } as never);
    await expect(read(broken)).rejects.toThrow('table x.parquet manifest: expected 1 at version, got "2"');
  });

  it('answers 240 damaged files with a table or one line that names the file', async () => {
    const rng = createRng(7, 'damaged Parquet');
    let refused = 0;
    for (let file = 0; file < 240; file++) {
      const damaged = bytes.slice();
      for (let change = 0; change <= file % 4; change++) damaged[rng.int(damaged.length)] = rng.int(256);
      const answer = await read(damaged).catch((error: unknown) => error);
      if (!(answer instanceof Error)) continue;
      refused++;
      expect(answer).toBeInstanceOf(AssayError);
      expect(answer.message).toMatch(/^table x\.parquet[^\n]*$/);
    }
    expect(refused).toBeGreaterThan(60);
  });

  it('names its space if a row is no architecture of the given space', async () => {
    const back = await read(bytes);
    const refuse = (text: string): string => {
      throw dataError('darts architecture', { expected: 'Genotype(...)', got: text });
    };
    expect(() => indexArchitectures(back, 'cell', refuse)).toThrow(
      'table x.parquet row 1: expected an architecture of the space, got darts architecture: expected Genotype(...), got A (the table is of nas-bench-201)',
    );
  });
});

describe('joining by canonical form', () => {
  it('finds an architecture under another encoding, if its own is missing', () => {
    const cells: Table = { source: 't', rows: 3, names: ['arch'], columns: [['ab', 'ba', 'cd']] };
    const sorted = (text: string): string => [...text].sort().join('');
    const index = indexArchitectures(cells, 'arch', (text) => text, sorted);
    expect([...joinTable(index, ['ba', 'dc', 'ab', 'xy']).rows]).toEqual([1, 2, 0, -1]);
    expect([
      ...joinTable(
        indexArchitectures(cells, 'arch', (text) => text),
        ['dc'],
      ).rows,
    ]).toEqual([-1]);
  });
});
