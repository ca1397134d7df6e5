/** Learned tensors that hold one number a channel, and arithmetic on their values before these are loaded. */
import { must } from '../../core/must.js';
import { product } from '../../arch/ops/shapes.js';
import type { Shape } from '../../arch/types.js';
import type { TensorValues } from '../../arch/weights.js';
import type { Dim } from '../import/dims.js';

/** Whether a tensor broadcasts as one number along one axis of `x`. */
export function isAlong(shape: Shape, x: readonly Dim[], axis: number): boolean {
  const missing = x.length - shape.length;
  if (missing < 0) return false;
  return shape.every((length, i) => (i + missing === axis ? length === x[axis] : length === 1)) && product(shape) === x[axis];
}

/** The same values as a list. */
export function asList(tensor: TensorValues): TensorValues {
  return { ...tensor, shape: [product(tensor.shape)] };
}

/** One number, so many times. @param beside the tensor it goes with: shared where that is. */
export function repeatedValue(value: number, length: number, beside?: TensorValues): TensorValues {
  return {
    shape: [length],
    load: () => Promise.resolve(new Float32Array(length).fill(value)),
    ...(beside?.source === undefined ? {} : { source: `${beside.source}\n${value} beside` }),
  };
}

/** f of the elements of a tensor. */
export function mapValues(tensor: TensorValues, f: (value: number) => number): TensorValues {
  return { shape: tensor.shape, load: async () => (await tensor.load()).map(f) };
}

/** f of the elements of two tensors of one shape. */
export function joinValues(a: TensorValues, b: TensorValues, f: (a: number, b: number) => number): TensorValues {
  return {
    shape: a.shape,
    async load() {
      const [first, second] = await Promise.all([a.load(), b.load()]);
      return first.map((value, i) => f(value, must(second[i], 'as many values')));
    },
  };
}

/** a times b plus c. */
export function affineValues(a: TensorValues, b: TensorValues, c: TensorValues): TensorValues {
  return {
    shape: a.shape,
    async load() {
      const [values, scales, shifts] = await Promise.all([a.load(), b.load(), c.load()]);
      return values.map((value, i) => value * must(scales[i], 'as many scales') + must(shifts[i], 'as many shifts'));
    },
  };
}
