/**
 * NAS-Bench-101: `nasbench_only108.tfrecord` and `nasbench_full.tfrecord`. A record is JSON `[module hash, epochs, adjacency digits row by row, operators separated by commas, base64 of
 * ModelMetrics]`; every cell has three for each number of epochs. Accuracies at the end of a training become columns, one a run in order of appearance, with their means.
 *
 * The hash is checked against our canonical form: a cell whose hashes differ is counted as no architecture.
 */
import { must } from '../../../core/must.js';
import { AssayError, dataError, quote } from '../../../core/errors.js';
import { decodeNasBench101 } from '../../../spaces/nas-bench-101/strings.js';
import { nasBench101Hash } from '../../../spaces/nas-bench-101/hash/graph-hash.js';
import { chunksOf } from '../bytes/chunks.js';
import { firstFile, whereOf } from '../file-head.js';
import { readModelMetrics, type Evaluation } from '../tfrecord/model-metrics.js';
import { readRecords } from '../tfrecord/read-records.js';
import { createNumberColumn, type NumberColumn } from '../number-column.js';
import { createTextColumn, type TextColumn } from '../text-column.js';
import { createTextIndex } from '../text-index.js';
import type { ColumnMeaning, ImportContext, Importer, ImportFile } from '../types.js';

const space = 'nas-bench-101';
const runs = 3;
/** Every run of these columns is kept; of the others, only the sum. */
const kept = ['test', 'val'] as const;
const summed = ['train', 'seconds'] as const;

/** The results of trainings with one number of epochs, by cell. */
interface Figures {
  /** How many runs of each cell were read, at most `runs`. */
  readonly count: NumberColumn;
  /** One column for each run. */
  readonly test: readonly NumberColumn[];
  readonly val: readonly NumberColumn[];
  readonly train: NumberColumn;
  readonly seconds: NumberColumn;
}

/** The cells of a file and their figures, in columns: 423,624 objects of several numbers each would need too much memory. */
interface Cells {
  /** Empty if the cell was refused. */
  readonly architectures: TextColumn;
  readonly params: NumberColumn;
  /** By number of epochs. */
  readonly figures: ReadonlyMap<number, Figures>;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

interface RecordFields {
  readonly hash: string;
  readonly epochs: number;
  readonly architecture: string;
  readonly metrics: string;
}

function parseRecord(bytes: Uint8Array, where: string): RecordFields {
  let fields: unknown;
  try {
    fields = JSON.parse(decoder.decode(bytes));
  } catch {
    fields = undefined;
  }
  const [hash, epochs, matrix, ops, metrics] = Array.isArray(fields) ? (fields as unknown[]) : [];
  if (
    typeof hash !== 'string' ||
    typeof epochs !== 'number' ||
    typeof matrix !== 'string' ||
    typeof ops !== 'string' ||
    typeof metrics !== 'string'
  ) {
    throw dataError(where, {
      expected: '[hash, epochs, adjacency, operators, metrics]',
      got: quote(decoder.decode(bytes.subarray(0, 80))),
    });
  }
  return { hash, epochs, architecture: `${matrix}:${ops}`, metrics };
}

function bytesOf(base64: string, where: string): Uint8Array {
  let binary: string;
  try {
    binary = atob(base64);
  } catch {
    throw dataError(where, { expected: 'base64', got: quote(base64, 30) });
  }
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

function createFigures(): Figures {
  const ofRuns = (): NumberColumn[] => Array.from({ length: runs }, createNumberColumn);
  return {
    count: createNumberColumn(),
    test: ofRuns(),
    val: ofRuns(),
    train: createNumberColumn(),
    seconds: createNumberColumn(),
  };
}

/** False if the cell already has its runs. */
function addTraining(figures: Figures, cell: number, { test, validation, train, trainingSeconds }: Evaluation): boolean {
  const known = figures.count.at(cell);
  const run = Number.isNaN(known) ? 0 : known;
  if (run === runs) return false;
  figures.count.put(cell, run + 1);
  must(figures.test[run], 'a column of each run').put(cell, 100 * test);
  must(figures.val[run], 'a column of each run').put(cell, 100 * validation);
  figures.train.put(cell, 100 * train + (run === 0 ? 0 : figures.train.at(cell)));
  figures.seconds.put(cell, trainingSeconds + (run === 0 ? 0 : figures.seconds.at(cell)));
  return true;
}

function readCells(file: ImportFile, where: string, context: ImportContext): Cells {
  const hashes = createTextIndex();
  const architectures = createTextColumn();
  const params = createNumberColumn();
  const figures = new Map<number, Figures>();
  let records = 0;
  let more = 0;
  const source = file.open();
  for (const bytes of readRecords(chunksOf(source), where)) {
    const place = `${where} record ${records++}`;
    const { hash, epochs, architecture, metrics } = parseRecord(bytes, place);
    const cell = hashes.add(hash);
    if (cell === architectures.length)
      architectures.add(encoder.encode(checkHash(hash, architecture, place, context) ? architecture : ''));
    if (architectures.bytesAt(cell).length === 0) continue;
    const { evaluations, params: count } = readModelMetrics(bytesOf(metrics, place), place);
    const last = evaluations.at(-1);
    if (last === undefined) throw dataError(place, { expected: 'evaluations of the training', got: 'none', code: 'missing' });
    params.put(cell, count);
    let trained = figures.get(epochs);
    if (trained === undefined) figures.set(epochs, (trained = createFigures()));
    if (!addTraining(trained, cell, last)) more++;
  }
  if (records === 0) throw dataError(where, { expected: 'records', got: 'an empty file', code: 'missing' });
  if (more > 0)
    context.note(`${more.toLocaleString('en-US')} trainings beyond ${runs} of a cell and number of epochs are left out`);
  return { architectures, params, figures };
}

/** Passes on the cells one by one and releases each afterwards: the rows made of them take as much memory. */
function emitCells({ architectures, params, figures }: Cells, bytes: number, { emit, advance }: ImportContext): void {
  const trained = [...figures].sort(([a], [b]) => b - a);
  const columns = [
    architectures,
    params,
    ...trained.flatMap(([, { count, test, val, train, seconds }]) => [count, ...test, ...val, train, seconds]),
  ];
  for (let cell = 0; cell < architectures.length; cell++) {
    for (const column of columns) column.forget(cell);
    advance(bytes / architectures.length);
    const architecture = architectures.at(cell);
    if (architecture === '') continue;
    const values: { [column: string]: number } = { params: params.at(cell) };
    for (const [epochs, of] of trained) {
      for (const what of kept) {
        let sum = 0;
        let count = 0;
        for (const [run, column] of of[what].entries()) {
          const value = column.at(cell);
          values[`${what}${epochs}_run${run + 1}`] = value;
          if (!Number.isNaN(value)) {
            sum += value;
            count++;
          }
        }
        values[`${what}${epochs}`] = count === 0 ? NaN : sum / count;
      }
      for (const what of summed) values[`${what}${epochs}`] = of[what].at(cell) / of.count.at(cell);
    }
    emit({ space, architecture, values });
  }
}

const words: { readonly [what: string]: string } = {
  test: 'test accuracy',
  val: 'validation accuracy',
  train: 'training accuracy',
  seconds: 'training time',
};

export const nasBench101: Importer = {
  id: 'nas-bench-101',
  title: 'NAS-Bench-101 (Ying et al., ICML 2019, arXiv 1902.09635)',
  takes: 'nasbench_only108.tfrecord or nasbench_full.tfrecord',
  spaces: [space],
  licence: 'Apache-2.0',
  passes: 2,
  recognizes: ({ name }) => name.endsWith('.tfrecord'),
  describe(column): ColumnMeaning {
    if (column === 'params') return { unit: '1', label: 'trainable parameters' };
    const [, what = '', epochs = '', run] = /^([a-z]+)(\d+)(?:_run(\d))?$/.exec(column) ?? [];
    const label = `CIFAR-10 ${words[what] ?? what} after ${epochs} epochs${run === undefined ? ', mean of the runs' : `, run ${run}`}`;
    if (what === 'seconds') return { unit: 's', label };
    const isMain = epochs === '108' && run === undefined;
    return {
      unit: '%',
      label: `${label} (%)`,
      target: `${what}${epochs === '108' ? '' : epochs}${run === undefined ? '' : `-run${run}`}`,
      byDefault: isMain && what !== 'train',
    };
  },
  read(input, context) {
    const file = firstFile(input);
    const where = whereOf(input, file);
    emitCells(readCells(file, where, context), file.byteLength, context);
  },
};

/** Whether the module hash is that of the cell; a cell that cannot be read is counted later, when its row is added. */
function checkHash(hash: string, architecture: string, where: string, { refuse }: ImportContext): boolean {
  let own: string;
  try {
    own = nasBench101Hash(decodeNasBench101(architecture));
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    refuse({ space }, where, error.message);
    return false;
  }
  if (own === hash) return true;
  refuse({ space }, where, `module hash ${own}, not ${hash} as in the file`);
  return false;
}
