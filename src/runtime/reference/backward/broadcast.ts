import type { Shape } from '../../../arch/types.js';
import { indices, type Index, type Tensor } from '../tensor.js';
import { zerosOf } from './types.js';

/** Flat place of the element that `index` of a broadcast shape reads. */
export function broadcastPlace(shape: Shape, index: Index): number {
  const skipped = index.length - shape.length;
  return shape.reduce((place, length, axis) => place * length + (length === 1 ? 0 : index[axis + skipped]), 0);
}

/** The gradient of a tensor that was broadcast: `element` is summed over all places that read the same element. */
export function sumTo(shape: Shape, from: Shape, element: (index: Index, place: number) => number): Tensor {
  const sum = zerosOf(shape);
  let place = 0;
  for (const index of indices(from)) sum.values[broadcastPlace(shape, index)] += element(index, place++);
  return sum;
}
