/**
 * NAS-Bench-101: `nasbench_only108.tfrecord` and `nasbench_full.tfrecord`. A record is JSON `[module hash, epochs, adjacency digits row by row, operators separated by commas, base64 of
 * ModelMetrics]`; every cell has three for each number of epochs. Accuracies at the end of a training become columns, one a run in order of appearance, with their means.
 *
 * The hash is checked against our own canonical form: a cell whose two differ is counted as no architecture.
 */
import { AssayError, dataError, quote } from '../../../core/errors.js';
import { decodeNasBench101 } from '../../../spaces/nas-bench-101/strings.js';
import { nasBench101Hash } from '../../../spaces/nas-bench-101/graph-hash.js';
import { chunksOf } from '../bytes/chunks.js';
import { whereOf } from '../file-head.js';
import { readModelMetrics, type Evaluation } from '../tfrecord/model-metrics.js';
import { readRecords } from '../tfrecord/read-records.js';
import { createNumberColumn, type NumberColumn } from '../number-column.js';
import type { ColumnMeaning, ImportContext, Importer } from '../types.js';

const space = 'nas-bench-101';
const runs = 3;
/** Of these every run is kept, of the rest the sum. */
const kept = ['test', 'val'] as const;
const summed = ['train', 'seconds'] as const;

/** The cells of a file and their figures, in columns: 423,624 objects of several numbers each would be too many. */
interface Cells {
  readonly indexOf: Map<string, number>;
  readonly architectures: string[];
  readonly params: number[];
  /** By `<epochs> <run> <what>` and `<epochs> <what>`. */
  readonly figures: Map<string, NumberColumn>;
  /** By epochs: how many runs of each cell were read. */
  readonly runs: Map<number, number[]>;
}

interface RecordFields {
  readonly hash: string;
  readonly epochs: number;
  readonly architecture: string;
  readonly metrics: string;
}

function parseRecord(bytes: Uint8Array, where: string): RecordFields {
  let fields: unknown;
  try {
    fields = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    fields = undefined;
  }
  const [hash, epochs, matrix, ops, metrics] = Array.isArray(fields) ? (fields as unknown[]) : [];
  if (typeof hash !== 'string' || typeof epochs !== 'number' || typeof matrix !== 'string' || typeof ops !== 'string' || typeof metrics !== 'string') {
    throw dataError(where, { expected: '[hash, epochs, adjacency, operators, metrics]', got: quote(new TextDecoder().decode(bytes.subarray(0, 80))) });
  }
  return { hash, epochs, architecture: `${matrix}:${ops}`, metrics };
}

function bytesOf(base64: string, where: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    throw dataError(where, { expected: 'base64', got: quote(base64, 30) });
  }
}

function put(columns: Map<string, NumberColumn>, column: string, cell: number, value: number): void {
  let numbers = columns.get(column);
  if (numbers === undefined) columns.set(column, (numbers = createNumberColumn()));
  numbers.put(cell, value);
}

function addTraining(cells: Cells, cell: number, epochs: number, { test, validation, train, trainingSeconds }: Evaluation): boolean {
  let done = cells.runs.get(epochs);
  if (done === undefined) cells.runs.set(epochs, (done = []));
  const run = (done[cell] ?? 0) + 1;
  done[cell] = run;
  if (run > runs) return false;
  put(cells.figures, `${epochs} ${run} test`, cell, 100 * test);
  put(cells.figures, `${epochs} ${run} val`, cell, 100 * validation);
  for (const [what, value] of [['train', 100 * train], ['seconds', trainingSeconds]] as const) {
    const key = `${epochs} ${what}`;
    put(cells.figures, key, cell, value + (run === 1 ? 0 : (cells.figures.get(key)?.at(cell) ?? NaN)));
  }
  return true;
}

function emitCells(cells: Cells, bytes: number, { emit, advance }: ImportContext): void {
  const epochs = [...cells.runs.keys()].sort((a, b) => b - a);
  for (const [cell, architecture] of cells.architectures.entries()) {
    const values: { [column: string]: number } = { params: cells.params[cell] };
    for (const epoch of epochs) {
      for (const what of kept) {
        let sum = 0;
        let count = 0;
        for (let run = 1; run <= runs; run++) {
          const value = cells.figures.get(`${epoch} ${run} ${what}`)?.at(cell) ?? NaN;
          values[`${what}${epoch}_run${run}`] = value;
          if (!Number.isNaN(value)) {
            sum += value;
            count++;
          }
        }
        values[`${what}${epoch}`] = count === 0 ? NaN : sum / count;
      }
      const count = Math.min(runs, cells.runs.get(epoch)?.[cell] ?? 0);
      for (const what of summed) values[`${what}${epoch}`] = (cells.figures.get(`${epoch} ${what}`)?.at(cell) ?? NaN) / count;
    }
    emit({ space, architecture, values });
    advance(bytes / cells.architectures.length);
  }
}

const words: { readonly [what: string]: string } = { test: 'test accuracy', val: 'validation accuracy', train: 'training accuracy', seconds: 'training time' };

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
    return { unit: '%', label: `${label} (%)`, target: `${what}${epochs === '108' ? '' : epochs}${run === undefined ? '' : `-run${run}`}`, byDefault: isMain && what !== 'train' };
  },
  read(input, context) {
    const [file] = input.files;
    const where = whereOf(input, file);
    const cells: Cells = { indexOf: new Map(), architectures: [], params: [], figures: new Map(), runs: new Map() };
    let records = 0;
    let more = 0;
    const source = file.open();
    for (const bytes of readRecords(chunksOf(source), where)) {
      const place = `${where} record ${records++}`;
      const { hash, epochs, architecture, metrics } = parseRecord(bytes, place);
      let cell = cells.indexOf.get(hash);
      if (cell === undefined) {
        cells.indexOf.set(hash, (cell = checkHash(hash, architecture, place, context) ? cells.architectures.length : -1));
        if (cell >= 0) cells.architectures.push(architecture);
      }
      if (cell < 0) continue;
      const { evaluations, params } = readModelMetrics(bytesOf(metrics, place), place);
      const last = evaluations.at(-1);
      if (last === undefined) throw dataError(place, { expected: 'evaluations of the training', got: 'none' });
      cells.params[cell] = params;
      if (!addTraining(cells, cell, epochs, last)) more++;
    }
    // Nobody asks for hashes any more, and what comes next needs the room.
    cells.indexOf.clear();
    if (records === 0) throw dataError(where, { expected: 'records', got: 'an empty file' });
    if (more > 0) context.note(`${more.toLocaleString('en-US')} trainings beyond ${runs} of a cell and number of epochs are left out`);
    emitCells(cells, file.byteLength, context);
  },
};

/** Whether the module hash is that of the cell; a cell that cannot be read is left to be counted when it is told. */
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
  refuse({ space }, where, `module hash ${own}, not the ${hash} it bears`);
  return false;
}
