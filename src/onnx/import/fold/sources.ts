/** Known numbers out of nothing, reductions, and writes into known numbers. */
import { must } from '../../../core/must.js';
import { lengthAt, product } from '../../../arch/ops/shapes.js';
import type { Call } from '../call.js';
import { isBatch, type Scalar } from '../dims.js';
import { resolvedAxis } from '../resolve.js';
import { stridesOf } from '../strided.js';
import type { KnownValue } from '../values.js';
import { elementCount } from './lengths.js';
import { plainNumbers } from './movement.js';
import { mostElements, type KnownOp } from './types.js';

const range: KnownOp = (call, inputs) => {
  const [start, limit, delta] = inputs.map((value) => plainNumbers(value)?.[0]);
  if (start === undefined || limit === undefined || delta === undefined) return undefined;
  const length = Math.max(0, Math.ceil((limit - start) / delta));
  if (!(length <= mostElements)) throw call.fault(`a range of at most ${mostElements} numbers`, `${length}`);
  return {
    kind: 'known',
    shape: [length],
    data: Array.from({ length }, (_, i) => start + i * delta),
    isFloat: inputs[0]?.isFloat ?? false,
  };
};

type Reducer = (values: readonly Scalar[]) => Scalar | undefined;

function plainReducer(f: (values: readonly number[]) => number): Reducer {
  return (values) => (values.some(isBatch) ? undefined : f(values as readonly number[]));
}

const times: Reducer = (values) => {
  let factor = 1;
  let batch = false;
  for (const value of values) {
    if (isBatch(value)) {
      if (batch) return undefined;
      batch = true;
    }
    factor *= isBatch(value) ? value.batch : value;
  }
  return batch ? { batch: factor } : factor;
};

function reduce(f: Reducer): KnownOp {
  return (call, [x, given]) => {
    if (x === undefined || (given !== undefined && given.data.some(isBatch))) return undefined;
    const named = plainNumbers(given) ?? call.ints('axes') ?? [];
    if (named.length === 0 && call.int('noop_with_empty_axes') === 1) return x;
    const axes = new Set(
      named.length === 0 ? x.shape.map((_, axis) => axis) : named.map((axis) => resolvedAxis(call, axis, x.shape.length)),
    );
    const kept = x.shape.map((length, axis) => (axes.has(axis) ? 1 : length));
    const strides = stridesOf(kept);
    const places = stridesOf(x.shape);
    const keptAxes = x.shape.flatMap((length, axis) =>
      axes.has(axis) ? [] : [{ length, place: lengthAt(places, axis), stride: lengthAt(strides, axis) }],
    );
    const groups: Scalar[][] = Array.from({ length: product(kept) }, () => []);
    for (const [i, value] of x.data.entries()) {
      const group = keptAxes.reduce((at, { length, place, stride }) => at + (Math.floor(i / place) % length) * stride, 0);
      must(groups[group], 'a group of each place').push(value);
    }
    const data: Scalar[] = [];
    for (const group of groups) {
      const value = f(group);
      if (value === undefined) return undefined;
      data.push(value);
    }
    const shape = (call.int('keepdims') ?? 1) === 1 ? kept : x.shape.filter((_, axis) => !axes.has(axis));
    return { kind: 'known', shape, data, isFloat: x.isFloat };
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Writes each update, a run of complete inner axes, where the last axis of `indices` points. */
const scatterNd: KnownOp = (call, [x, indices, updates]) => {
  const places = plainNumbers(indices);
  if (!x || !indices || !updates || places === undefined) return undefined;
  const depth = indices.shape.at(-1) ?? 0;
  if (depth < 1 || depth > x.shape.length) throw call.fault(`indices into at most ${x.shape.length} axes`, `${depth}`);
  const strides = stridesOf(x.shape);
  const run = product(x.shape.slice(depth));
  const data = [...x.data];
  for (let i = 0; i * depth < places.length; i++) {
    let start = 0;
    for (const [axis, given] of places.slice(i * depth, (i + 1) * depth).entries()) {
      const length = lengthAt(x.shape, axis);
      const place = given < 0 ? given + length : given;
      if (place < 0 || place >= length) throw call.fault(`indices below ${length}`, `${given}`);
      start += place * lengthAt(strides, axis);
    }
    for (let j = 0; j < run; j++) data[start + j] = updates.data[i * run + j] ?? 0;
  }
  return { ...x, data };
};

const trilu: KnownOp = (call, [x, given]) => {
  if (x === undefined || x.shape.length < 2) return undefined;
  const k = plainNumbers(given)?.[0] ?? 0;
  const [rows = 1, columns = 1] = x.shape.slice(-2);
  const upper = (call.int('upper') ?? 1) === 1;
  const isKept = (i: number): boolean => {
    const ahead = (i % columns) - (Math.floor(i / columns) % rows);
    return upper ? ahead >= k : ahead <= k;
  };
  return { ...x, data: x.data.map((value, i) => (isKept(i) ? value : 0)) };
};

/** Indices of what is not zero: one row an axis. */
const nonZero: KnownOp = (_, [x]) => {
  const data = x && plainNumbers(x);
  if (x === undefined || data === undefined) return undefined;
  const places = data.flatMap((value, i) => (value === 0 ? [] : [i]));
  const strides = stridesOf(x.shape);
  return {
    kind: 'known',
    shape: [x.shape.length, places.length],
    data: x.shape.flatMap((length, axis) => places.map((i) => Math.floor(i / lengthAt(strides, axis)) % length)),
    isFloat: false,
  };
};

const cumSum: KnownOp = (call, [x, given]) => {
  const data = x && plainNumbers(x);
  const named = plainNumbers(given)?.[0];
  if (x === undefined || data === undefined || named === undefined || call.int('reverse') === 1 || call.int('exclusive') === 1)
    return undefined;
  const axis = resolvedAxis(call, named, x.shape.length);
  const stride = lengthAt(stridesOf(x.shape), axis);
  const length = lengthAt(x.shape, axis);
  const out: number[] = [];
  for (const [i, value] of data.entries())
    out.push(Math.floor(i / stride) % length > 0 ? value + must(out[i - stride], 'the sum before') : value);
  return { ...x, data: out };
};

/** `value` of a ConstantOfShape, 0 where left out, repeated over a plain shape. */
export function filled(call: Call, shape: readonly number[], value: number, isFloat: boolean): KnownValue {
  return { kind: 'known', shape, data: new Array<number>(elementCount(call, shape)).fill(value), isFloat };
}

export const sources: { readonly [op: string]: KnownOp } = {
  Range: range,
  ReduceSum: reduce(plainReducer(sum)),
  ReduceMean: reduce(plainReducer((values) => sum(values) / values.length)),
  ReduceMax: reduce(plainReducer((values) => values.reduce((a, b) => Math.max(a, b), -Infinity))),
  ReduceMin: reduce(plainReducer((values) => values.reduce((a, b) => Math.min(a, b), Infinity))),
  ReduceL2: reduce(plainReducer((values) => Math.sqrt(values.reduce((a, b) => a + b * b, 0)))),
  ReduceProd: reduce(times),
  ScatterND: scatterNd,
  Trilu: trilu,
  NonZero: nonZero,
  CumSum: cumSum,
};
