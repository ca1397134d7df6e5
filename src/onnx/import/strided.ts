/** Where each element of a rearranged tensor comes from: one index list serves numbers of any kind. */
import { product } from '../../arch/ops/shapes.js';

export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  for (let axis = shape.length - 1, stride = 1; axis >= 0; stride *= shape[axis--]) strides[axis] = stride;
  return strides;
}

/** Indices of a tensor of `shape` that steps through its source by `strides` from `offset`. */
function stridedIndices(shape: readonly number[], strides: readonly number[], offset = 0): Int32Array {
  const indices = new Int32Array(product(shape));
  const at = new Array<number>(shape.length).fill(0);
  let index = offset;
  for (let i = 0; i < indices.length; i++) {
    indices[i] = index;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index += strides[axis];
      if (++at[axis] < shape[axis]) break;
      index -= strides[axis] * shape[axis];
      at[axis] = 0;
    }
  }
  return indices;
}

/** Output axis i is input axis permutation[i]. */
export function transposedIndices(shape: readonly number[], permutation: readonly number[]): Int32Array {
  const strides = stridesOf(shape);
  return stridedIndices(
    permutation.map((axis) => shape[axis]),
    permutation.map((axis) => strides[axis]),
  );
}

/** `length` elements of one axis from `start` by `step`. */
export function slicedIndices(shape: readonly number[], axis: number, start: number, length: number, step: number): Int32Array {
  const strides = stridesOf(shape);
  return stridedIndices(
    shape.map((own, i) => (i === axis ? length : own)),
    strides.map((own, i) => (i === axis ? own * step : own)),
    start * strides[axis],
  );
}

/** The elements that `indices` names along one axis, which takes their number as its length. */
export function gatheredIndices(shape: readonly number[], axis: number, indices: readonly number[]): Int32Array {
  const inner = product(shape.slice(axis + 1));
  const outer = product(shape.slice(0, axis));
  const out = new Int32Array(outer * indices.length * inner);
  let next = 0;
  for (let o = 0; o < outer; o++) {
    for (const index of indices) {
      const from = (o * shape[axis] + index) * inner;
      for (let i = 0; i < inner; i++) out[next++] = from + i;
    }
  }
  return out;
}

/** NumPy broadcasting of `shape` to `target`; the caller has checked that it fits. */
export function broadcastIndices(shape: readonly number[], target: readonly number[]): Int32Array {
  const strides = stridesOf(shape);
  const missing = target.length - shape.length;
  return stridedIndices(
    target,
    target.map((_, axis) => (axis < missing || shape[axis - missing] === 1 ? 0 : strides[axis - missing])),
  );
}

/** The same of a weight. */
export function pickFloats(data: Float32Array, indices: Int32Array): Float32Array {
  const out = new Float32Array(indices.length);
  for (let i = 0; i < out.length; i++) out[i] = data[indices[i]];
  return out;
}

/** A matrix with its axes exchanged, in tiles, so that neither side runs through memory in long strides. */
export function turnedMatrix(data: Float32Array, rows: number, columns: number): Float32Array {
  const tile = 32;
  const out = new Float32Array(data.length);
  for (let top = 0; top < rows; top += tile) {
    for (let left = 0; left < columns; left += tile) {
      const bottom = Math.min(rows, top + tile);
      const right = Math.min(columns, left + tile);
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++) out[column * rows + row] = data[row * columns + column];
    }
  }
  return out;
}

export function pick<T>(data: ArrayLike<T>, indices: Int32Array): T[] {
  const out = new Array<T>(indices.length);
  for (let i = 0; i < indices.length; i++) out[i] = data[indices[i]];
  return out;
}
