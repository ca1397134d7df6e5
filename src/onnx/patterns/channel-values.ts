/** Learned tensors that hold one number a channel, and arithmetic on their values before these are loaded. */
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

/** f of the elements of several tensors of one shape. */
export function mapValues(tensors: readonly TensorValues[], f: (values: readonly number[]) => number): TensorValues {
  return {
    shape: tensors[0].shape,
    async load() {
      const loaded = await Promise.all(tensors.map((tensor) => tensor.load()));
      return loaded[0].map((_, i) => f(loaded.map((values) => values[i])));
    },
  };
}
