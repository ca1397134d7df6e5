/**
 * The trimmed tables of NAS-Bench-201 that come with NASLib, `nb201_{cifar10,cifar100,ImageNet16}_full_training.pickle`:
 * `{arch: {data set: {train_acc1es: [...], eval_acc1es: [...], cost_info: {...}}}}`. Evaluations are those NASLib kept.
 */
import { ownValue } from '../../../core/own-value.js';
import { dataError } from '../../../core/errors.js';
import { chunksOf } from '../bytes/chunks.js';
import { dataSets, dataSetTitle } from '../data-set-names.js';
import { firstFile, whereOf } from '../file-head.js';
import { readPickle } from '../pickle/read-pickle.js';
import { isPickleList, isPickleMap, type PickleValue } from '../pickle/values.js';
import type { Importer } from '../types.js';

const space = 'nas-bench-201';
const curves: { readonly [key: string]: string } = { train_acc1es: 'train', eval_acc1es: 'eval' };

function columnsOf(data: Map<PickleValue, PickleValue>): { [column: string]: number } {
  const columns: { [column: string]: number } = {};
  for (const [set, facts] of data) {
    const known = typeof set === 'string' ? ownValue(dataSets, set) : undefined;
    if (known === undefined || !isPickleMap(facts)) continue;
    for (const [key, name] of Object.entries(curves)) {
      const curve = facts.get(key);
      const last = isPickleList(curve) ? curve.at(-1) : undefined;
      if (isPickleList(curve) && typeof last === 'number') columns[`naslib_${known.short}_${name}${curve.length}`] = last;
    }
    const costs = facts.get('cost_info');
    if (isPickleMap(costs))
      for (const [name, value] of costs)
        if (typeof name === 'string' && typeof value === 'number') columns[`naslib_${known.short}_${name}`] = value;
  }
  return columns;
}

export const naslibCurves: Importer = {
  id: 'naslib-nb201',
  title: 'NAS-Bench-201 as trimmed by NASLib',
  takes: 'nb201_cifar10_full_training.pickle',
  spaces: [space],
  licence: 'Apache-2.0',
  passes: 2,
  recognizes: ({ name }) => /nb201.*training\.pickle$/i.test(name),
  describe(column) {
    const [, short = '', what = '', epochs = ''] = /^naslib_([a-z0-9]+)_([a-zA-Z_]+?)(\d*)$/.exec(column) ?? [];
    if (epochs === '') return { unit: '1', label: `${dataSetTitle(short)}: ${what} as in NASLib` };
    const isTarget = what === 'eval';
    return {
      unit: '%',
      label: `${dataSetTitle(short)} ${isTarget ? 'evaluation' : 'training'} accuracy after ${epochs} epochs (%)`,
      ...(isTarget ? { target: short, byDefault: true } : {}),
    };
  },
  read(input, { emit }) {
    const file = firstFile(input);
    const where = whereOf(input, file);
    const source = file.open();
    let found = 0;
    readPickle(() => chunksOf(source), {
      where,
      isLarge: true,
      keep(key, value) {
        if (typeof key !== 'string' || !key.startsWith('|') || !isPickleMap(value)) return value;
        found++;
        emit({ space, architecture: key, values: columnsOf(value) });
        return null;
      },
    });
    if (found === 0) throw dataError(where, { expected: '{arch: {data set: {eval_acc1es: [...]}}}', got: 'something else' });
  },
};
