/**
 * NAS-Bench-Suite-Zero's scores: final `{data set: {arch: {id, proxy: {score, time}, ..., val_accuracy}}}`, old `{space: {data set: {arch: {proxy: number, val_accuracy}}}}`, and runs
 * `[{idx, arch, proxy: {score, time}, ..., val_accuracy}, ...]`. Architectures are NASLib's tuples. Scores of -1e8 and "Infinite" stand for failures and are left out.
 */
import { dataError } from '../../../core/errors.js';
import { chunksOf } from '../bytes/chunks.js';
import { whereOf } from '../file-head.js';
import { readJsonUnits, type JsonPath } from '../json/json-units.js';
import type { ImportContext, Importer, ImportFile, ImportInput } from '../types.js';

/** NASLib's names of spaces. */
const spaces: { readonly [naslib: string]: string } = {
  nasbench101: 'nas-bench-101',
  nasbench201: 'nas-bench-201',
  nasbench301: 'nas-bench-301',
  transbench101_micro: 'transnas-micro',
  transbench101_macro: 'transnas-macro',
  nlp: 'nas-bench-nlp',
};
const failure = -1e8;
/** Fields of an architecture that are not proxies. */
const others = new Set(['id', 'idx', 'arch', 'val_accuracy']);

type Fields = { readonly [field: string]: unknown };

function spaceNamed(text: string): string | undefined {
  const found = Object.keys(spaces).find((name) => text.toLowerCase().includes(name));
  return found === undefined ? undefined : spaces[found];
}

/** Architectures are the keys that begin like a tuple, or the members of the outermost list. */
function isArchitecture(path: JsonPath): boolean {
  const last = path.at(-1);
  return typeof last === 'number' ? path.length === 1 : /^\s*[([]/.test(last ?? '');
}

function valuesOf(set: string, fields: Fields): { [column: string]: number } {
  const values: { [column: string]: number } = {};
  const put = (column: string, value: unknown): void => {
    if (typeof value === 'number' && Number.isFinite(value) && value !== failure)
      values[set === '' ? column : `${set}_${column}`] = value;
  };
  put('val_accuracy', fields['val_accuracy']);
  for (const [name, value] of Object.entries(fields)) {
    if (others.has(name)) continue;
    if (typeof value === 'object' && value !== null) {
      put(name, (value as Fields)['score']);
      put(`${name}_seconds`, (value as Fields)['time']);
    } else put(name, value);
  }
  return values;
}

function readFile(input: ImportInput, file: ImportFile, { space: asked, emit }: ImportContext): void {
  const where = whereOf(input, file);
  const ofName = spaceNamed(file.name);
  // benchmark--space--dataset--start.json
  const [, , runSet = ''] = file.name.split('--');
  const source = file.open();
  let count = 0;
  /** Data sets come one after the other: the values of an architecture are kept until all sets are read. */
  const rows = new Map<
    string,
    { readonly space: string; readonly architecture: string; readonly values: { [column: string]: number } }
  >();
  readJsonUnits(chunksOf(source), where, {
    isUnit: isArchitecture,
    onUnit(path, value) {
      if (!isArchitecture(path) || typeof value !== 'object' || value === null) return;
      count++;
      const fields = value as Fields;
      const last = path.at(-1);
      const key = typeof last === 'string' ? last : tupleText(fields['arch']);
      const [outer, inner] = path;
      const isOld = path.length === 3;
      const space = asked ?? (isOld ? spaceNamed(String(outer)) : undefined) ?? ofName;
      if (space === undefined)
        throw dataError(where, {
          expected: 'the space in the name of the file',
          got: file.name,
          hint: 'name it with `space`',
          code: 'missing',
        });
      const set = isOld ? String(inner) : path.length === 2 ? String(outer) : runSet;
      const id = `${space} ${key}`;
      const row = rows.get(id) ?? { space, architecture: `naslib:${key}`, values: {} };
      Object.assign(row.values, valuesOf(set, fields));
      rows.set(id, row);
    },
  });
  if (count === 0)
    throw dataError(where, {
      expected: '{data set: {"(4, 0, 3, 1, 4, 3)": {proxy: {score, time}, val_accuracy}}}',
      got: 'something else',
    });
  for (const row of rows.values()) emit(row);
}

function tupleText(arch: unknown): string {
  return typeof arch === 'string'
    ? arch
    : JSON.stringify(arch ?? null)
        .replaceAll('[', '(')
        .replaceAll(']', ')');
}

export const zeroCost: Importer = {
  id: 'zero-cost',
  title: 'NAS-Bench-Suite-Zero (Krishnakumar et al., NeurIPS 2022, arXiv 2210.03230)',
  takes: 'zc_nasbench201.json and the like, of the old or the final form, or a folder of them',
  spaces: Object.values(spaces),
  licence: 'Apache-2.0',
  reads: (name) => name.endsWith('.json'),
  recognizes: ({ files }) => files.some(({ name }) => /(?:^|\/)(?:zc_\w+|benchmark--.*)\.json$/.test(name)),
  describe(column) {
    if (column.endsWith('_seconds'))
      return { unit: 's', label: `${column.slice(0, -8).replaceAll('_', ' ')}: time of the score` };
    if (!column.endsWith('val_accuracy')) return { unit: '1', label: `score ${column.replaceAll('_', ' ')}, as published` };
    const set = column.slice(0, -'_val_accuracy'.length);
    return {
      unit: '%',
      label: `${set === '' ? '' : `${set} `}validation accuracy, as published`,
      target: set === '' ? 'val' : `${set}-val`,
      byDefault: true,
    };
  },
  read(input, context) {
    const files = input.files.filter(({ name }) => name.endsWith('.json'));
    if (files.length === 0) throw dataError(input.name, { expected: 'JSON files', got: 'none', code: 'missing' });
    for (const file of files) readFile(input, file, context);
  },
};
