/**
 * Network Design Spaces: the JSON files of its `data.zip`, one a sweep, `[job, ...]` or `{'top': [job, ...], 'mid': [...]}`. A job has `net` (the architecture), `params`,
 * `flops`, curves of errors in percent (`test_ep_top1`, `train_ep_top1`) and `optim`. Every file becomes a separate table: sweeps train the same networks in different ways.
 */
import { ownValue } from '../../../core/own-value.js';
import { dataError } from '../../../core/errors.js';
import { chunksOf } from '../bytes/chunks.js';
import { whereOf } from '../file-head.js';
import { readJsonUnits } from '../json/json-units.js';
import type { ColumnMeaning, ImportContext, Importer, ImportFile, ImportInput } from '../types.js';

/** The beginnings of file names, and the space of each; longer ones first. */
const sweeps: readonly (readonly [start: string, space: string])[] = [
  ['Amoeba', 'nds-amoeba'],
  ['DARTS', 'nds-darts'],
  ['ENAS', 'nds-enas'],
  ['NASNet', 'nds-nasnet'],
  ['PNAS', 'nds-pnas'],
  ['ResNeXt-A', 'nds-resnext-a'],
  ['ResNeXt-B', 'nds-resnext-b'],
  ['ResNet', 'nds-resnet'],
  ['Vanilla', 'nds-vanilla'],
];
const fileName = /(?:^|\/)(([A-Z][A-Za-z]+(?:-[AB])?)[\w-]*)\.json$/;

interface Sweep {
  readonly file: ImportFile;
  readonly name: string;
  readonly space: string;
}

function sweepsOf({ files }: ImportInput, asked?: string): Sweep[] {
  return files.flatMap((file) => {
    const name = fileName.exec(file.name)?.[1];
    const space = name === undefined ? undefined : sweeps.find(([start]) => name.startsWith(start))?.[1];
    return name === undefined || space === undefined || (asked !== undefined && asked !== space) ? [] : [{ file, name, space }];
  });
}

const meanings: { readonly [column: string]: ColumnMeaning } = {
  params: { unit: '1', label: 'parameters, as the sweep counted' },
  macs: { unit: '1', label: 'multiply-accumulates, as the sweep counted (its "flops")' },
  test: { unit: '%', label: 'test accuracy after the last epoch (%)', target: 'test', byDefault: true },
  test_best: { unit: '%', label: 'test accuracy of the best epoch (%)' },
  train: { unit: '%', label: 'training accuracy after the last epoch (%)' },
  epochs: { unit: '1', label: 'epochs trained' },
};

function valuesOf(job: { readonly [field: string]: unknown }): { [column: string]: number } {
  const values: { [column: string]: number } = {};
  const set = (column: string, value: unknown): void => {
    if (typeof value === 'number') values[column] = value;
  };
  set('params', job['params']);
  set('macs', job['flops']);
  const errors = job['test_ep_top1'];
  if (Array.isArray(errors) && errors.length > 0) {
    set('test', 100 - errors[errors.length - 1]);
    set('test_best', 100 - errors.reduce((least: number, error: number) => Math.min(least, error), 100));
    set('epochs', errors.length);
  }
  const training = job['train_ep_top1'];
  if (Array.isArray(training) && training.length > 0) set('train', 100 - training[training.length - 1]);
  const optim = job['optim'];
  if (typeof optim === 'object' && optim !== null) for (const [name, value] of Object.entries(optim)) set(`optim_${name}`, value);
  return values;
}

function readSweep(where: string, { file, name, space }: Sweep, { emit, refuse }: ImportContext): void {
  const source = file.open();
  let jobs = 0;
  readJsonUnits(chunksOf(source), where, {
    // A job is an object in a list.
    isUnit: (path) => typeof path.at(-1) === 'number',
    onUnit(path, job) {
      if (typeof job !== 'object' || job === null || typeof path.at(-1) !== 'number') return;
      jobs++;
      const fields = job as { readonly [field: string]: unknown };
      if (fields['net'] === undefined) refuse({ space, table: name }, `${where} job ${path.join('.')}`, 'no "net"');
      else emit({ space, table: name, architecture: JSON.stringify(fields['net']), values: valuesOf(fields) });
    },
  });
  if (jobs === 0)
    throw dataError(where, { expected: 'a list of trainings, or {"top": [...], "mid": [...]}', got: 'none', code: 'missing' });
}

export const nds: Importer = {
  id: 'nds',
  title: 'Network Design Spaces (Radosavovic et al., ICCV 2019, arXiv 1905.13214)',
  takes: 'data.zip of the release, a folder of its JSON files, or one of them (DARTS.json)',
  spaces: [...new Set(sweeps.map(([, space]) => space))],
  licence: 'MIT',
  reads: (name) => fileName.test(name),
  recognizes: (input) =>
    input.files.some(({ name }) => name.endsWith('.json')) && sweepsOf(input).length > input.files.length / 2,
  describe: (column) => ownValue(meanings, column) ?? { unit: '1', label: `${column.replace('_', ' ')} of the training` },
  read(input, context) {
    const chosen = sweepsOf(input, context.space);
    if (chosen.length === 0)
      throw dataError(input.name, {
        expected: `files named like a sweep${context.space === undefined ? '' : ` of ${context.space}`}, such as DARTS.json`,
        got: input.files
          .map(({ name }) => name)
          .slice(0, 5)
          .join(', '),
      });
    for (const sweep of chosen) readSweep(whereOf(input, sweep.file), sweep, context);
  },
};
