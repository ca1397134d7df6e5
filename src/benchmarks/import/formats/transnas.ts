/**
 * TransNAS-Bench-101: `transnas-bench_v10141024.pth`, `{metrics_dict: {task: [...]}, data: {'macro'|'micro': {arch: {task: {model_info, metrics:
 * {name: [per epoch]}, total_epochs}}}}}`. A column is the value after the last epoch; `<name>_best` is the best epoch's of a validation score.
 */
import { dataError } from '../../../core/errors.js';
import { whereOf } from '../file-head.js';
import { isPickleList, isPickleMap, type PickleValue } from '../pickle/values.js';
import { readTorchPickle, torchFiles } from '../torch-pickle.js';
import type { Importer } from '../types.js';

/** The score that judges each task; higher is better in all. */
const judges: readonly string[] = ['valid_top1', 'valid_ssim', 'valid_mIoU', 'valid_neg_loss'];
const reduced = '\0columns';

function reduceTask(task: Map<PickleValue, PickleValue>): Map<PickleValue, PickleValue> {
  const columns = new Map<PickleValue, PickleValue>([[reduced, true]]);
  const info = task.get('model_info');
  if (isPickleMap(info))
    for (const [name, value] of info) if (typeof name === 'string' && typeof value === 'number') columns.set(name, value);
  const metrics = task.get('metrics');
  if (!isPickleMap(metrics)) return columns;
  for (const [name, curve] of metrics) {
    const values = isPickleList(curve) ? curve.filter((value) => typeof value === 'number') : [];
    const last = values.at(-1);
    if (typeof name !== 'string' || last === undefined) continue;
    columns.set(name, last);
    if (judges.includes(name))
      columns.set(
        `${name}_best`,
        values.reduce((best, value) => (value > best ? value : best)),
      );
  }
  return columns;
}

function columnsOf(tasks: Map<PickleValue, PickleValue>): { [column: string]: number } | undefined {
  const columns: { [column: string]: number } = {};
  for (const [task, facts] of tasks) {
    if (typeof task !== 'string' || !isPickleMap(facts) || !facts.has(reduced)) return undefined;
    for (const [name, value] of facts) if (typeof value === 'number') columns[`${task}_${String(name)}`] = value;
  }
  return columns;
}

export const transnas: Importer = {
  id: 'transnas',
  title: 'TransNAS-Bench-101 (Duan et al., CVPR 2021, arXiv 2105.11871)',
  takes: 'transnas-bench_v10141024.pth',
  spaces: ['transnas-micro', 'transnas-macro'],
  reads: (name) => name.endsWith('.pth'),
  passes: 2,
  recognizes: ({ name }) => /transnas.*\.pth$/i.test(name),
  describe(column) {
    const judge = judges.find((name) => column.endsWith(`_${name}`));
    const unit = /(?:top1|top5|acc|mIoU)(?:_best)?$/i.test(column) ? '%' : /time|elapsed/.test(column) ? 's' : '1';
    if (judge === undefined)
      return { unit, label: `${column.replaceAll('_', ' ')}${column.endsWith('_best') ? '' : ', last epoch'}` };
    const task = column.slice(0, -judge.length - 1);
    return {
      unit,
      label: `${task.replaceAll('_', ' ')}: ${judge.replaceAll('_', ' ')}, last epoch`,
      target: task,
      byDefault: true,
    };
  },
  read(input, { emit }) {
    const files = torchFiles(input);
    if (files.length === 0) throw dataError(input.name, { expected: 'a .pth file', got: 'none', code: 'missing' });
    let found = 0;
    for (const file of files) {
      readTorchPickle(input, file, (key, value) => {
        if (!isPickleMap(value) || typeof key !== 'string') return value;
        if (value.has('metrics') && value.has('total_epochs')) return reduceTask(value);
        const columns = key.startsWith('64-') ? columnsOf(value) : undefined;
        if (columns === undefined) return value;
        found++;
        emit({ space: key.endsWith('-basic') ? 'transnas-macro' : 'transnas-micro', architecture: key, values: columns });
        return null;
      });
      if (found === 0)
        throw dataError(whereOf(input, file), {
          expected: 'data: {"macro"|"micro": {arch: {task: {metrics, ...}}}}',
          got: 'something else',
        });
    }
  },
};
