/** Operators that only move a stored tensor: recorded, not done, so that a weight is read only when its values are needed. */
import { lengthAt } from '../../arch/ops/shapes.js';
import type { Call } from './call.js';
import { plainList, resolvedAxis, resolvedSlices, resolvedTarget, splitLengths } from './resolve.js';
import type { Move, Value, WeightValue } from './values.js';

/** Undefined where the move is not known, or is none. */
type WeightMove = (
  call: Call,
  x: WeightValue,
  rest: readonly (Value | undefined)[],
) => WeightValue | readonly WeightValue[] | undefined;

function moved(x: WeightValue, move: Move): WeightValue {
  return { ...x, moves: [...x.moves, move], shape: move.shape };
}

function reshaped(x: WeightValue, shape: readonly number[]): WeightValue {
  return moved(x, { op: 'reshape', attrs: { shape }, shape });
}

function cut(x: WeightValue, axis: number, start: number, length: number, step: number): WeightValue {
  const attrs = { axis, start, end: start + (length - 1) * step + 1, step };
  return moved(x, { op: 'slice', attrs, shape: x.shape.map((own, i) => (i === axis ? length : own)) });
}

export const weightMoves: { readonly [op: string]: WeightMove } = {
  /** PyTorch stores equal tensors once and names the others by identities: they are separate parameters. */
  Identity: ({ node }, x) => ({ ...x, root: node.outputs[0] ?? x.root }),
  Dropout: (_, x) => x,
  Cast: (call, x) => ([1, 10, 11, 16].includes(call.int('to') ?? 1) ? x : undefined),
  CastLike: (_, x) => x,
  Transpose(call, x) {
    const permutation = call.ints('perm') ?? x.shape.map((_, i) => x.shape.length - 1 - i);
    if (
      permutation.length !== x.shape.length ||
      new Set(permutation).size !== x.shape.length ||
      permutation.some((axis) => axis < 0 || axis >= x.shape.length)
    ) {
      throw call.fault(`a permutation of ${x.shape.length} axes`, permutation.join(', '));
    }
    return moved(x, { op: 'transpose', attrs: { permutation }, shape: permutation.map((axis) => lengthAt(x.shape, axis)) });
  },
  Reshape(call, x, [target]) {
    const shape = target === undefined ? call.ints('shape') : plainList(target);
    return shape && reshaped(x, resolvedTarget(call, shape, x.shape));
  },
  Flatten(call, x) {
    const given = call.int('axis') ?? 1;
    const axis = given < 0 ? given + x.shape.length : given;
    const join = (lengths: readonly number[]): number => lengths.reduce((a, b) => a * b, 1);
    return reshaped(x, [join(x.shape.slice(0, axis)), join(x.shape.slice(axis))]);
  },
  Squeeze(call, x, [given]) {
    const axes = given === undefined ? call.ints('axes') : plainList(given);
    if (given !== undefined && axes === undefined) return undefined;
    const dropped = new Set(
      axes?.map((axis) => resolvedAxis(call, axis, x.shape.length)) ??
        x.shape.flatMap((length, axis) => (length === 1 ? [axis] : [])),
    );
    return reshaped(
      x,
      x.shape.filter((_, axis) => !dropped.has(axis)),
    );
  },
  Unsqueeze(call, x, [given]) {
    const axes = given === undefined ? call.ints('axes') : plainList(given);
    if (axes === undefined) return undefined;
    const rank = x.shape.length + axes.length;
    const added = new Set(axes.map((axis) => resolvedAxis(call, axis, rank)));
    const rest = [...x.shape];
    return reshaped(
      x,
      Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (rest.shift() ?? 1))),
    );
  },
  Slice(call, x, rest) {
    const parts = resolvedSlices(call, rest, x.shape);
    if (parts === undefined || parts.some(({ step, length }) => step < 0 || length < 1)) return undefined;
    return parts
      .filter(({ axis, length }) => length !== x.shape[axis])
      .reduce((value, { axis, start, length, step }) => cut(value, axis, start, length, step), x);
  },
  Split(call, x, [given]) {
    const axis = resolvedAxis(call, call.int('axis') ?? 0, x.shape.length);
    let start = 0;
    return splitLengths(call, given, lengthAt(x.shape, axis))?.map((length) => {
      start += length;
      return cut(x, axis, start - length, length, 1);
    });
  },
  Gather(call, x, [given]) {
    const numbers = plainList(given);
    if (numbers === undefined || given?.kind !== 'known') return undefined;
    const axis = resolvedAxis(call, call.int('axis') ?? 0, x.shape.length);
    const rows = lengthAt(x.shape, axis);
    const indices = numbers.map((index) => (index < 0 ? index + rows : index));
    const [start] = indices;
    if (start === undefined || indices.some((index) => index < 0 || index >= rows)) throw call.fault(`indices below ${rows}`);
    const isRun = indices.every((index, i) => index === start + i);
    const length = indices.length;
    const picked = isRun
      ? cut(x, axis, start, length, 1)
      : moved(x, { op: 'gather', attrs: { axis, indices }, shape: x.shape.map((own, i) => (i === axis ? length : own)) });
    if (given.shape.length === 1) return picked;
    return reshaped(picked, [...x.shape.slice(0, axis), ...given.shape, ...x.shape.slice(axis + 1)]);
  },
};
