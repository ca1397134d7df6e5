import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../core/byte-source.js';
import { openSpace } from '../../../spaces/index.js';
import { collectRows, type CollectedTable } from '../collect-rows.js';
import { maskedCrc32c } from '../tfrecord/crc32c.js';
import { nasBench101 } from './nas-bench-101.js';

interface Training {
  readonly hash: string;
  readonly epochs: number;
  readonly architecture: string;
  /** Test accuracy; validation is half of it, training a quarter. */
  readonly test: number;
  readonly seconds: number;
}

function message(fields: readonly (readonly [field: number, value: number | Uint8Array])[]): Uint8Array {
  return Uint8Array.from(
    fields.flatMap(([field, value]) => {
      if (typeof value !== 'number') return [(field << 3) | 2, value.length, ...value];
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setFloat64(0, value, true);
      return [(field << 3) | 1, ...bytes];
    }),
  );
}

function record({ hash, epochs, architecture, test, seconds }: Training): Uint8Array {
  const [matrix, ops] = architecture.split(':');
  const metrics = message([
    [
      1,
      message([
        [1, 0],
        [5, 0.1],
      ]),
    ],
    [
      1,
      message([
        [1, epochs],
        [2, seconds],
        [3, test / 4],
        [4, test / 2],
        [5, test],
      ]),
    ],
  ]);
  const data = new TextEncoder().encode(
    JSON.stringify([hash, epochs, matrix, ops, btoa(String.fromCharCode(...metrics, 16, 0x80, 0x08))]),
  );
  const whole = new Uint8Array(data.length + 16);
  const view = new DataView(whole.buffer);
  view.setUint32(0, data.length, true);
  view.setUint32(8, maskedCrc32c(whole.subarray(0, 8)), true);
  whole.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc32c(data), true);
  return whole;
}

function imported(trainings: readonly Training[]): { readonly table: CollectedTable; readonly notes: readonly string[] } {
  const records = trainings.map(record);
  const bytes = new Uint8Array(records.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const one of records) {
    bytes.set(one, at);
    at += one.length;
  }
  const collector = collectRows(openSpace);
  const notes: string[] = [];
  const file = { name: 'nasbench.tfrecord', byteLength: bytes.length, open: () => bytesSource(bytes) };
  nasBench101.read(
    { name: file.name, kind: 'file', files: [file] },
    {
      emit: (row) => collector.add(row),
      refuse: (row, where, reason) => collector.refuse(row, where, reason),
      advance: () => {},
      note: (text) => void notes.push(text),
    },
  );
  return { table: collector.tables()[0], notes };
}

function firstCells(count: number): { readonly hash: string; readonly architecture: string }[] {
  const space = openSpace('nas-bench-101');
  const cells: { hash: string; architecture: string }[] = [];
  for (const cell of space.enumerate?.() ?? []) {
    if (cells.length === count) break;
    cells.push({ hash: space.canonical(cell), architecture: space.encode(cell) });
  }
  return cells;
}

describe('nas-bench-101', () => {
  it('collects the runs of many cells from anywhere in the file', () => {
    const cells = firstCells(1100);
    const of = (cell: number, epochs: number, run: number): number => (1 + cell + 3 * run + epochs) / 4096;
    // One run of all cells after the other, every second time from the end; every third cell lacks its last run of 4 epochs.
    const trainings = [108, 4].flatMap((epochs) =>
      [1, 2, 3].flatMap((run) => {
        const order = [...cells.keys()].filter((cell) => epochs === 108 || run < 3 || cell % 3 !== 0);
        return (run === 2 ? order.toReversed() : order).map((cell): Training => ({
          ...cells[cell],
          epochs,
          test: of(cell, epochs, run),
          seconds: 10 * run,
        }));
      }),
    );
    const { table, notes } = imported(trainings);
    expect([notes, table.unmatched, table.duplicates]).toEqual([[], 0, { equal: 0, different: 0 }]);
    expect(table.architectures).toEqual(cells.map(({ architecture }) => architecture));
    const column = (name: string): Float64Array => table.columns.get(name) as Float64Array;
    for (const cell of cells.keys()) {
      const lacks = cell % 3 === 0;
      const row = [
        'params',
        'test108',
        'test108_run1',
        'val108_run3',
        'train108',
        'seconds108',
        'test4_run3',
        'test4',
        'seconds4',
      ].map((name) => column(name)[cell]);
      const mean = (epochs: number, runs: readonly number[]): number =>
        runs.reduce((sum, run) => sum + 100 * of(cell, epochs, run), 0) / runs.length;
      const expected = [
        1024,
        mean(108, [1, 2, 3]),
        100 * of(cell, 108, 1),
        50 * of(cell, 108, 3),
        mean(108, [1, 2, 3]) / 4,
        20,
        lacks ? NaN : 100 * of(cell, 4, 3),
        mean(4, lacks ? [1, 2] : [1, 2, 3]),
        lacks ? 15 : 20,
      ];
      if (!row.every((value, i) => (Number.isNaN(expected[i]) ? Number.isNaN(value) : Math.abs(value - expected[i]) < 1e-9)))
        expect({ cell, row }).toEqual({ cell, row: expected });
    }
    expect(column('test4_run3').filter(Number.isNaN)).toHaveLength(Math.ceil(cells.length / 3));
  });

  it('leaves out runs beyond three and cells under a wrong hash, and says so', () => {
    const [first, second] = firstCells(2);
    const training = (cell: typeof first, test: number): Training => ({ ...cell, epochs: 108, test, seconds: 1 });
    const wrong = { ...first, hash: '0'.repeat(32) };
    const { table, notes } = imported([
      training(wrong, 0.1),
      training(second, 0.5),
      training(wrong, 0.2),
      training(second, 0.5),
      training(second, 0.5),
      training(second, 0.75),
    ]);
    expect(table.architectures).toEqual([second.architecture]);
    expect([...(table.columns.get('test108') ?? [])]).toEqual([50]);
    expect([table.unmatched, table.unmatchedExamples.length, notes]).toEqual([
      1,
      1,
      ['1 trainings beyond 3 of a cell and number of epochs are left out'],
    ]);
  });
});
