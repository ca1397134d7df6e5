/** numpy's scalars and arrays: bytes of a type, read as doubles. */
import { must } from '../../../core/must.js';
import { ownValue } from '../../../core/own-value.js';
import { describePickle, isPickleList, isRecordOf, type NumpyArray, type NumpyType, type PickleValue } from './values.js';

/** Thrown by the maker of a global; the reader adds the place. */
export class PickleRefusal extends Error {}

type ReadNumber = (view: DataView, at: number, little: boolean) => number;

const readers: { readonly [code: string]: ReadNumber } = {
  f8: (view, at, little) => view.getFloat64(at, little),
  f4: (view, at, little) => view.getFloat32(at, little),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  i4: (view, at, little) => view.getInt32(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  i1: (view, at) => view.getInt8(at),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  u4: (view, at, little) => view.getUint32(at, little),
  u2: (view, at, little) => view.getUint16(at, little),
  u1: (view, at) => view.getUint8(at),
  b1: (view, at) => view.getUint8(at),
};

export function makeType([code]: readonly PickleValue[]): NumpyType {
  if (typeof code !== 'string' || ownValue(readers, code) === undefined)
    throw new PickleRefusal(
      `a numpy type among ${Object.keys(readers).join(', ')}, got ${typeof code === 'string' ? `"${code}"` : describePickle(code)}`,
    );
  return { kind: 'dtype', code, order: '<' };
}

/** The state (version, byte order, ...). */
export function setTypeState(type: NumpyType, state: PickleValue): void {
  const order = isPickleList(state) ? state[1] : undefined;
  if (order !== '<' && order !== '>' && order !== '|')
    throw new PickleRefusal(`the state of a numpy type, got ${describePickle(state)}`);
  type.order = order;
}

/** The numbers in `bytes`. */
function numbersOf(type: PickleValue | undefined, given: PickleValue | undefined): Float64Array {
  // Python 2's bytes are texts.
  const bytes = typeof given === 'string' ? Uint8Array.from(given, (character) => character.charCodeAt(0)) : given;
  if (!isRecordOf(type, 'dtype')) throw new PickleRefusal(`a numpy type, got ${describePickle(type)}`);
  if (!(bytes instanceof Uint8Array)) throw new PickleRefusal(`the bytes of numbers, got ${describePickle(bytes)}`);
  const size = Number(type.code.slice(1));
  if (bytes.length % size !== 0) throw new PickleRefusal(`a multiple of ${size} bytes, got ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const read = must(ownValue(readers, type.code), 'a reader of the type');
  return Float64Array.from({ length: bytes.length / size }, (_, i) => read(view, i * size, type.order !== '>'));
}

export function makeScalar([type, bytes]: readonly PickleValue[]): number {
  const values = numbersOf(type, bytes);
  const [value] = values;
  if (value === undefined || values.length > 1) throw new PickleRefusal(`one number, got ${values.length}`);
  return value;
}

export function makeArray(): NumpyArray {
  return { kind: 'array', shape: [0], values: new Float64Array() };
}

/** The state (version, shape, type, whether in Fortran order, bytes). */
export function setArrayState(array: NumpyArray, state: PickleValue): void {
  if (!isPickleList(state) || state.length !== 5)
    throw new PickleRefusal(`the state of a numpy array, got ${describePickle(state)}`);
  const [, shape, type, isFortran, bytes] = state;
  if (
    !isPickleList(shape) ||
    !shape.every((side): side is number => typeof side === 'number') ||
    (isFortran === true && shape.length > 1)
  )
    throw new PickleRefusal('a numpy array in C order');
  const values = numbersOf(type, bytes);
  if (shape.reduce((product, side) => product * side, 1) !== values.length)
    throw new PickleRefusal(`${shape.join(' x ')} numbers, got ${values.length}`);
  array.shape = [...shape];
  array.values = values;
}
