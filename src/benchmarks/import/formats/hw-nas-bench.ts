/**
 * HW-NAS-Bench: `HW-NAS-Bench-v1_0.pickle`, `{'nasbench201': {data set: {metric: [15,625], 'config': [...]}}, 'fbnet': {metric: {operator: cost}}}`.
 * The FBNet part is a table of operators, not of architectures, and is left out.
 */
import { ownValue } from '../../../core/own-value.js';
import { dataError } from '../../../core/errors.js';
import { chunksOf } from '../bytes/chunks.js';
import { dataSets, dataSetTitle } from '../data-set-names.js';
import { firstFile, whereOf } from '../file-head.js';
import { readPickle } from '../pickle/read-pickle.js';
import { isPickleList, isPickleMap, isRecordOf, type PickleValue } from '../pickle/values.js';
import type { Importer } from '../types.js';

const space = 'nas-bench-201';

function numberAt(list: PickleValue, i: number): number {
  const value = isRecordOf(list, 'array') ? list.values[i] : isPickleList(list) ? list[i] : undefined;
  return typeof value === 'number' ? value : NaN;
}

export const hwNasBench: Importer = {
  id: 'hw-nas-bench',
  title: 'HW-NAS-Bench (Li et al., ICLR 2021, arXiv 2103.10584)',
  takes: 'HW-NAS-Bench-v1_0.pickle',
  spaces: [space],
  licence: 'MIT',
  recognizes: ({ name }) => /HW-NAS-Bench.*\.pickle$/i.test(name),
  describe(column) {
    const [, short = '', metric = ''] = /^([a-z0-9]+)_(.*)$/.exec(column) ?? [];
    const unit = metric.endsWith('latency') ? 'ms' : metric.endsWith('energy') ? 'mJ' : '1';
    return { unit, label: `${dataSetTitle(short)}: ${metric.replaceAll('_', ' ')}` };
  },
  read(input, { emit, note }) {
    const file = firstFile(input);
    const where = whereOf(input, file);
    const source = file.open();
    const value = readPickle(() => chunksOf(source), { where });
    const sets = isPickleMap(value) ? value.get('nasbench201') : undefined;
    if (!isPickleMap(sets))
      throw dataError(where, {
        expected: '{"nasbench201": {data set: {metric: [...], "config": [...]}}, ...}',
        got: 'something else',
      });
    const rows = new Map<string, { [column: string]: number }>();
    for (const [set, facts] of sets) {
      const short = typeof set === 'string' ? (ownValue(dataSets, set)?.short ?? set) : undefined;
      const configs = isPickleMap(facts) ? facts.get('config') : undefined;
      if (short === undefined || !isPickleMap(facts) || !isPickleList(configs))
        throw dataError(`${where}: ${String(set)}`, {
          expected: 'metrics and the list "config", which names the cells',
          got: 'something else',
        });
      for (const [i, config] of configs.entries()) {
        const architecture = isPickleMap(config) ? config.get('arch_str') : undefined;
        if (typeof architecture !== 'string')
          throw dataError(`${where}: config ${i} of ${String(set)}`, { expected: 'arch_str', got: 'none', code: 'missing' });
        const columns = rows.get(architecture) ?? {};
        rows.set(architecture, columns);
        for (const [metric, list] of facts)
          if (metric !== 'config' && typeof metric === 'string') columns[`${short}_${metric}`] = numberAt(list, i);
      }
    }
    for (const [architecture, values] of rows) emit({ space, architecture, values });
    if (isPickleMap(value) && value.has('fbnet'))
      note('the part "fbnet" holds costs of operators, not of architectures, and is left out');
  },
};
