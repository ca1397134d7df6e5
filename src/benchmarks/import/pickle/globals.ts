/**
 * The names that pickles of benchmarks hold, and the data that each makes from its arguments. A name that is not here is refused; nothing is
 * looked up, imported or run.
 */
import { makeArray, makeScalar, makeType, PickleRefusal, setArrayState, setTypeState } from './numpy.js';
import { describePickle, isPickleList, isPickleMap, isRecordOf, type PickleValue } from './values.js';

export interface PickleGlobal {
  /** The result of calling it; left out if it is never called. */
  make?(args: readonly PickleValue[]): PickleValue;
}

export type PickleGlobals = ReadonlyMap<string, PickleGlobal>;

const opaque = (name: string): PickleGlobal => ({ make: () => ({ kind: 'opaque', name }) });

const dictionary: PickleGlobal = {
  make([given]) {
    const made = new Map<PickleValue, PickleValue>();
    for (const pair of isPickleList(given) ? given : []) {
      const [key, value, ...others] = isPickleList(pair) ? pair : [];
      if (key !== undefined && value !== undefined && others.length === 0) made.set(key, value);
    }
    return made;
  },
};

const set: PickleGlobal = { make: ([given]) => new Set(isPickleList(given) ? given : []) };

/** Python 2's bytes in protocol 2: a text, every character one byte. */
const encode: PickleGlobal = {
  make([text, encoding]) {
    if (typeof text !== 'string' || encoding !== 'latin1')
      throw new PickleRefusal(`a text and "latin1", got ${describePickle(text)} and ${describePickle(encoding)}`);
    return Uint8Array.from(text, (character) => character.charCodeAt(0));
  },
};

const storages = ['Float', 'Double', 'Half', 'BFloat16', 'Long', 'Int', 'Short', 'Char', 'Byte', 'Bool'].map(
  (type) => `torch.${type}Storage`,
);

/** By `module.name`. */
export const benchmarkGlobals: PickleGlobals = new Map<string, PickleGlobal>([
  ['collections.OrderedDict', dictionary],
  ['collections.defaultdict', { make: () => new Map() }],
  ...['builtins', '__builtin__'].flatMap((module): [string, PickleGlobal][] => [
    [`${module}.set`, set],
    [`${module}.list`, {}],
    [`${module}.dict`, {}],
    [`${module}.int`, {}],
    [`${module}.float`, {}],
  ]),
  ['_codecs.encode', encode],
  ['numpy.dtype', { make: makeType }],
  ['numpy.ndarray', {}],
  ...['numpy.core', 'numpy._core'].flatMap((module): [string, PickleGlobal][] => [
    [`${module}.multiarray.scalar`, { make: makeScalar }],
    [`${module}.multiarray._reconstruct`, { make: makeArray }],
  ]),
  ...['_rebuild_tensor', '_rebuild_tensor_v2', '_rebuild_parameter'].map((name): [string, PickleGlobal] => [
    `torch._utils.${name}`,
    opaque('a tensor'),
  ]),
  ...storages.map((name): [string, PickleGlobal] => [name, {}]),
  ['torch.Size', opaque('a shape')],
  // A tensor's storage in a plain pickle: its bytes are skipped like any others.
  ['torch.storage._load_from_bytes', opaque('a storage')],
]);

/** Gives an object its state, for BUILD. The attributes of dictionaries and opaque objects are left out. */
export function setState(target: PickleValue, state: PickleValue): void {
  if (isRecordOf(target, 'dtype')) setTypeState(target, state);
  else if (isRecordOf(target, 'array')) setArrayState(target, state);
  else if (!isPickleMap(target) && !isRecordOf(target, 'opaque'))
    throw new PickleRefusal(`an object that has a state, got ${describePickle(target)}`);
}
