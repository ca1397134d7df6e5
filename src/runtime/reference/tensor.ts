import { product } from '../../arch/ops/shapes.js';
import type { Shape } from '../../arch/types.js';

/** A row-major array of doubles. */
export interface Tensor {
  readonly shape: Shape;
  readonly values: Float64Array;
}

/** A place in a tensor, one number an axis. */
export type Index = readonly number[];

/** The tensor whose element at each index is `element(index)`. Slow and simple. */
export function fillTensor(shape: Shape, element: (index: Index) => number): Tensor {
  const values = new Float64Array(product(shape));
  const index = shape.map(() => 0);
  for (let i = 0; i < values.length; i++) {
    values[i] = element(index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis] < shape[axis]) break;
      index[axis] = 0;
    }
  }
  return { shape, values };
}

/** Element at an index. */
export function at({ shape, values }: Tensor, index: Index): number {
  let offset = 0;
  for (let axis = 0; axis < shape.length; axis++) offset = offset * shape[axis] + index[axis];
  return values[offset];
}

/** Element at an index of a shape that this tensor broadcasts to. */
export function atBroadcast(tensor: Tensor, index: Index): number {
  const skipped = index.length - tensor.shape.length;
  return at(
    tensor,
    tensor.shape.map((length, axis) => (length === 1 ? 0 : index[axis + skipped])),
  );
}

export function mapTensor({ shape, values }: Tensor, f: (x: number) => number): Tensor {
  return { shape, values: values.map(f) };
}

/** `index` with some axes replaced. */
export function withAxes(index: Index, replaced: Iterable<readonly [axis: number, at: number]>): number[] {
  const copy = [...index];
  for (const [axis, place] of replaced) copy[axis] = place;
  return copy;
}

/** Every index of a shape, in row-major order; each is a fresh array. */
export function* indices(shape: Shape): Generator<number[]> {
  const index = shape.map(() => 0);
  for (let i = product(shape); i > 0; i--) {
    yield [...index];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis] < shape[axis]) break;
      index[axis] = 0;
    }
  }
}
