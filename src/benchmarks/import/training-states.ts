/**
 * The states in which NAS-Bench-201 and NATS-Bench keep trainings, `{arch_str, all_results: {(data set, seed): result}}`, as columns: means
 * over the seeds after the last epoch, named `<prefix>_<data set>_<split><epochs>`.
 *
 * Validation is `x-valid`; test is `x-test` if there is one and `ori-test` otherwise, as in the literature.
 */
import { ownValue } from '../../core/own-value.js';
import { dataError } from '../../core/errors.js';
import { dataSets, dataSetTitle } from './data-set-names.js';
import { describePickle, isPickleList, isPickleMap, type PickleValue } from './pickle/values.js';
import type { Keep } from './pickle/read-pickle.js';
import type { ColumnMeaning } from './types.js';

type PickleMap = Map<PickleValue, PickleValue>;
type Columns = { [column: string]: number };

/** Called when every training of an architecture is known. */
export type OnArchitecture = (architecture: string, columns: Columns) => void;

/** The curves that become columns. */
const read: ReadonlySet<string> = new Set(['train_acc1es', 'train_times', 'eval_acc1es']);

/** Stands for a state that has become columns. */
const reduced = '\0columns';

/**
 * The `keep` of a pickle of states: keeps the last epoch of curves as soon as they are read, turns each state into columns, and passes
 * on an architecture when its dictionary of states (`{'12': ..., '200': ...}`) is stored under its index. A file of one such dictionary is passed on with `tell`.
 */
export function keepStates(
  prefix: string,
  where: string,
  onArchitecture: OnArchitecture,
): { readonly keep: Keep; tell(value: PickleValue): boolean } {
  const tell = (value: PickleValue): boolean => {
    if (!isPickleMap(value) || value.size === 0) return false;
    const columns: Columns = {};
    let architecture: string | undefined;
    for (const state of value.values()) {
      if (!isPickleMap(state) || !state.has(reduced)) return false;
      const named = state.get('arch_str');
      if (typeof named !== 'string') throw dataError(where, { expected: 'arch_str to be a text', got: describePickle(named) });
      if (architecture !== undefined && architecture !== named)
        throw dataError(where, { expected: `one architecture, ${architecture}`, got: named, code: 'mismatch' });
      architecture = named;
      for (const [column, number] of state)
        if (typeof number === 'number' && typeof column === 'string') columns[column] = number;
    }
    onArchitecture(architecture as string, columns);
    return true;
  };
  return {
    tell,
    keep(key, value) {
      if (!isPickleMap(value)) return value;
      if (typeof key === 'number') return tell(value) ? null : value;
      if (typeof key !== 'string') return value;
      if (key.startsWith('train_') || key.startsWith('eval_')) return read.has(key) ? lastOf(key, value) : null;
      if (key === 'net_state_dict') return null;
      if (value.has('all_results') && value.has('arch_str'))
        return new Map<PickleValue, PickleValue>([
          [reduced, true],
          ['arch_str', value.get('arch_str') ?? null],
          ...Object.entries(columnsOf(prefix, value.get('all_results'), where)),
        ]);
      return value;
    },
  };
}

/** The last value of a curve `{epoch: value}` (for times: their sum), and the last of each set of evaluations `{'set@epoch': value}`. */
function lastOf(key: string, curve: PickleMap): PickleValue {
  const epochs = [...curve.keys()];
  if (epochs.length === 0) return null;
  if (epochs.every((epoch) => typeof epoch === 'number')) {
    if (key.endsWith('_times'))
      return [...curve.values()].reduce<number>((sum, time) => sum + (typeof time === 'number' ? time : NaN), 0);
    return curve.get(epochs.reduce((last, epoch) => (epoch > last ? epoch : last))) ?? null;
  }
  const last = new Map<string, { epoch: number; value: PickleValue }>();
  for (const [name, value] of curve) {
    if (typeof name !== 'string') continue;
    const split = name.lastIndexOf('@');
    const set = split < 0 ? name : name.slice(0, split);
    const epoch = split < 0 ? 0 : Number(name.slice(split + 1));
    const known = last.get(set);
    if (known === undefined) last.set(set, { epoch, value });
    else if (known.epoch <= epoch) {
      known.epoch = epoch;
      known.value = value;
    }
  }
  return new Map([...last].map(([set, { value }]) => [set, value]));
}

function columnsOf(prefix: string, results: PickleValue | undefined, where: string): Columns {
  if (!isPickleMap(results)) throw dataError(where, { expected: 'all_results to be a dictionary', got: describePickle(results) });
  const sums = new Map<string, { sum: number; count: number }>();
  const add = (column: string, value: PickleValue | undefined): void => {
    if (typeof value !== 'number' || Number.isNaN(value)) return;
    const entry = sums.get(column) ?? { sum: 0, count: 0 };
    sums.set(column, { sum: entry.sum + value, count: entry.count + 1 });
  };
  const seeds = new Map<string, number>();
  for (const [key, result] of results) {
    const [set] = isPickleList(key) ? key : [key];
    const known = typeof set === 'string' ? ownValue(dataSets, set) : undefined;
    if (known === undefined || !isPickleMap(result)) continue;
    const epochs = result.get('epochs');
    const of = (what: string): string => `${prefix}_${known.short}_${what}${String(epochs)}`;
    add(of('train'), result.get('train_acc1es'));
    add(of('train_seconds'), result.get('train_times'));
    const evaluations = result.get('eval_acc1es');
    if (isPickleMap(evaluations)) {
      add(of('val'), evaluations.get('x-valid'));
      add(of('test'), evaluations.get('x-test') ?? evaluations.get('ori-test'));
    }
    seeds.set(of('seeds'), (seeds.get(of('seeds')) ?? 0) + 1);
    const latency = result.get('latency');
    for (const time of isPickleList(latency) ? latency : [latency]) add(`${prefix}_${known.short}_latency`, time);
    for (const [name, column] of [
      ['params', 'params'],
      ['flop', 'macs'],
    ] as const) {
      const value = result.get(name);
      if (typeof value === 'number' && known.short !== 'c10v') add(`${column}_${known.short}`, Math.round(value * 1e6));
    }
  }
  const columns: Columns = Object.fromEntries(seeds);
  for (const [column, { sum, count }] of sums) columns[column] = sum / count;
  return columns;
}

const splits: { readonly [split: string]: string } = {
  test: 'test accuracy',
  val: 'validation accuracy',
  train: 'training accuracy',
};

/** The meaning of a column of these states. The tests after the most epochs are the default targets. */
export function describeTraining(column: string, mostEpochs: string): ColumnMeaning {
  const [, cost, set] = /^(params|macs)_(\w+)$/.exec(column) ?? [];
  if (cost !== undefined && set !== undefined)
    return { unit: '1', label: `${cost === 'params' ? 'parameters' : 'multiply-accumulates'} for ${dataSetTitle(set)}` };
  const [, short = '', what = '', epochs = ''] = /^[a-z0-9]+_([a-z0-9]+)_([a-z_]+)(\d*)$/.exec(column) ?? [];
  const title = dataSetTitle(short);
  const trained = `${epochs} ${epochs === '1' ? 'epoch' : 'epochs'}`;
  if (what === 'latency') return { unit: 's', label: `${title}: latency on the authors' machine, mean of the trainings` };
  if (what === 'train_seconds') return { unit: 's', label: `${title}: training time of ${trained}` };
  if (what === 'seeds') return { unit: '1', label: `${title}: trainings of ${trained}` };
  const isMain = epochs === mostEpochs;
  return {
    unit: '%',
    label: `${title} ${ownValue(splits, what) ?? what} after ${trained} (%)`,
    target: `${short}-${what}${isMain ? '' : epochs}`,
    byDefault: isMain && what === 'test' && short !== 'c10v',
  };
}
