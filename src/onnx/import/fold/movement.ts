/** Operators that rearrange, select or join known numbers. */
import { must } from '../../../core/must.js';
import { lengthAt, product } from '../../../arch/ops/shapes.js';
import type { Call } from '../call.js';
import { isBatch, type Scalar } from '../dims.js';
import { resolvedAxis, resolvedSlices, resolvedTarget, splitLengths } from '../resolve.js';
import { broadcastIndices, gatheredIndices, pick, slicedIndices, transposedIndices } from '../strided.js';
import type { KnownValue } from '../values.js';
import { elementCount } from './lengths.js';
import { mostElements, type KnownOp } from './types.js';

function known(shape: readonly number[], data: readonly Scalar[], isFloat: boolean): KnownValue {
  return { kind: 'known', shape, data, isFloat };
}

/** Plain numbers of a known value; undefined when some depend on the batch. */
export function plainNumbers(value: KnownValue | undefined): number[] | undefined {
  if (value === undefined || value.data.some(isBatch)) return undefined;
  return value.data as number[];
}

const concat: KnownOp = (call, inputs) => {
  const parts = inputs.filter((part) => part !== undefined);
  const [first] = parts;
  if (first === undefined || parts.length !== inputs.length) return undefined;
  const axis = resolvedAxis(call, call.int('axis') ?? 0, first.shape.length);
  const odd = parts.find((part) => part.shape.length !== first.shape.length);
  if (odd !== undefined) throw call.fault(`parts of ${first.shape.length} axes`, `${odd.shape.length}`);
  const length = parts.reduce((sum, part) => sum + lengthAt(part.shape, axis), 0);
  const shape = first.shape.map((own, i) => (i === axis ? length : own));
  elementCount(call, shape);
  const outer = product(shape.slice(0, axis));
  const data: Scalar[] = [];
  for (let o = 0; o < outer; o++) {
    for (const part of parts) {
      const run = part.data.length / outer;
      for (const value of part.data.slice(o * run, (o + 1) * run)) data.push(value);
    }
  }
  return known(
    shape,
    data,
    parts.some(({ isFloat }) => isFloat),
  );
};

const gather: KnownOp = (call, [x, indices]) => {
  const numbers = plainNumbers(indices);
  if (x === undefined || indices === undefined || numbers === undefined) return undefined;
  const axis = resolvedAxis(call, call.int('axis') ?? 0, x.shape.length);
  const length = lengthAt(x.shape, axis);
  const wrapped = numbers.map((index) => (index < 0 ? index + length : index));
  if (wrapped.some((index) => index < 0 || index >= length)) throw call.fault(`indices below ${length}`);
  if ((x.data.length / Math.max(1, length)) * wrapped.length > mostElements)
    throw call.fault(`constants of at most ${mostElements} elements`);
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  return known(shape, pick(x.data, gatheredIndices(x.shape, axis, wrapped)), x.isFloat);
};

const slice: KnownOp = (call, inputs) => {
  const [x] = inputs;
  if (x === undefined) return undefined;
  const slices = resolvedSlices(call, inputs.slice(1), x.shape);
  if (slices === undefined) return undefined;
  return slices.reduce((value, { axis, start, length, step }) => {
    const shape = value.shape.map((own, i) => (i === axis ? length : own));
    return known(shape, pick(value.data, slicedIndices(value.shape, axis, start, length, step)), value.isFloat);
  }, x);
};

const split: KnownOp = (call, [x, given]) => {
  if (x === undefined) return undefined;
  const axis = resolvedAxis(call, call.int('axis') ?? 0, x.shape.length);
  const lengths = splitLengths(call, given, lengthAt(x.shape, axis));
  let start = 0;
  return lengths?.map((length) => {
    const part = known(
      x.shape.map((own, i) => (i === axis ? length : own)),
      pick(x.data, slicedIndices(x.shape, axis, start, length, 1)),
      x.isFloat,
    );
    start += length;
    return part;
  });
};

function spread(call: Call, x: KnownValue, target: readonly number[]): KnownValue {
  elementCount(call, target);
  return known(target, pick(x.data, broadcastIndices(x.shape, target)), x.isFloat);
}

const expand: KnownOp = (call, [x, shape]) => {
  const target = plainNumbers(shape);
  if (x === undefined || target === undefined) return undefined;
  const rank = Math.max(target.length, x.shape.length);
  const wide = Array.from({ length: rank }, (_, i) => {
    const own = x.shape[i - rank + x.shape.length] ?? 1;
    const asked = target[i - rank + target.length] ?? 1;
    if (own !== 1 && asked !== 1 && own !== asked)
      throw call.fault('shapes that broadcast', `(${x.shape.join(', ')}) and (${target.join(', ')})`);
    return own === 1 ? asked : own;
  });
  return spread(call, x, wide);
};

const tile: KnownOp = (call, [x, counts]) => {
  const repeats = plainNumbers(counts);
  if (x === undefined || repeats === undefined) return undefined;
  if (repeats.length !== x.shape.length) throw call.fault(`${x.shape.length} repeats`, `${repeats.length}`);
  const wide = x.shape.flatMap((length, axis) => [must(repeats[axis], 'a repeat of each axis'), length]);
  const shape = repeats.map((count, axis) => count * lengthAt(x.shape, axis));
  elementCount(call, shape);
  // Each axis becomes (repeats, length), spread, and merged again.
  const apart = x.shape.flatMap((length) => [1, length]);
  return known(shape, pick(x.data, broadcastIndices(apart, wide)), x.isFloat);
};

const reshaped = (x: KnownValue, shape: readonly number[]): KnownValue => known(shape, x.data, x.isFloat);

const reshape: KnownOp = (call, [x, target]) => {
  const shape = plainNumbers(target) ?? (target === undefined ? call.ints('shape') : undefined);
  return x && shape && reshaped(x, resolvedTarget(call, shape, x.shape));
};

const squeeze: KnownOp = (call, [x, given]) => {
  if (x === undefined) return undefined;
  const axes = plainNumbers(given) ?? call.ints('axes');
  const dropped = new Set(
    axes?.map((axis) => resolvedAxis(call, axis, x.shape.length)) ??
      x.shape.flatMap((length, axis) => (length === 1 ? [axis] : [])),
  );
  return reshaped(
    x,
    x.shape.filter((_, axis) => !dropped.has(axis)),
  );
};

const unsqueeze: KnownOp = (call, [x, given]) => {
  const axes = plainNumbers(given) ?? call.ints('axes');
  if (x === undefined || axes === undefined) return undefined;
  const rank = x.shape.length + axes.length;
  const added = new Set(axes.map((axis) => resolvedAxis(call, axis, rank)));
  if (added.size !== axes.length) throw call.fault('axes named once');
  const rest = [...x.shape];
  return reshaped(
    x,
    Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (rest.shift() as number))),
  );
};

const transpose: KnownOp = (call, [x]) => {
  if (x === undefined) return undefined;
  const permutation = call.ints('perm') ?? x.shape.map((_, i) => x.shape.length - 1 - i);
  if (permutation.length !== x.shape.length || permutation.some((axis) => axis < 0 || axis >= x.shape.length))
    throw call.fault(`a permutation of ${x.shape.length} axes`);
  return known(
    permutation.map((axis) => lengthAt(x.shape, axis)),
    pick(x.data, transposedIndices(x.shape, permutation)),
    x.isFloat,
  );
};

export const movement: { readonly [op: string]: KnownOp } = {
  Concat: concat,
  Gather: gather,
  Slice: slice,
  Split: split,
  Expand: expand,
  Tile: tile,
  Reshape: reshape,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Flatten: (call, [x]) => {
    if (x === undefined) return undefined;
    const given = call.int('axis') ?? 1;
    const axis = given < 0 ? given + x.shape.length : given;
    return reshaped(x, [product(x.shape.slice(0, axis)), product(x.shape.slice(axis))]);
  },
};
