/**
 * A tensor that stores distinct values only: one layout for each axis, the product of their stored entries in row-major order,
 * and a power of two that everything is multiplied by (0 in float32 arithmetic).
 */
import type { Shape } from '../../../arch/types.js';
import { entriesIn, refineLayouts, sameLayout, uniformLayout, type AxisLayout } from './axis-layout.js';

/** float32 arithmetic stores float32 (a store rounds, subnormals are kept), extended arithmetic doubles. */
export type Numbers = Float32Array | Float64Array;

export interface Tensor {
  readonly axes: readonly AxisLayout[];
  readonly data: Numbers;
  /** Values are `data` times 2^exponent. */
  readonly exponent: number;
}

export function allocateLike<Data extends Numbers>(data: Data, length: number): Data {
  return (data instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)) as Data;
}

export function shapeOf(x: Tensor): Shape {
  return x.axes.map(({ length }) => length);
}

export function storedSize(axes: readonly AxisLayout[]): number {
  return axes.reduce((size, { stored }) => size * stored, 1);
}

/** One value everywhere. */
export function constantTensor(shape: Shape, data: Numbers): Tensor {
  return { axes: shape.map(uniformLayout), data, exponent: 0 };
}

/** Stored entries picked along one axis: `data` of (outer, old, inner) becomes (outer, entries.length, inner). */
export function pickEntries<Data extends Numbers>(
  data: Data,
  outer: number,
  old: number,
  inner: number,
  entries: ArrayLike<number>,
): Data {
  const picked = allocateLike(data, outer * entries.length * inner);
  let to = 0;
  for (let o = 0; o < outer; o++) {
    for (let e = 0; e < entries.length; e++) {
      const from = (o * old + entries[e]) * inner;
      if (inner > 8) {
        picked.set(data.subarray(from, from + inner), to);
        to += inner;
      } else for (let i = 0; i < inner; i++) picked[to++] = data[from + i];
    }
  }
  return picked;
}

/** Stored sizes before and after an axis. */
export function around(axes: readonly AxisLayout[], axis: number): { readonly outer: number; readonly inner: number } {
  return { outer: storedSize(axes.slice(0, axis)), inner: storedSize(axes.slice(axis + 1)) };
}

/** The same tensor stored with finer layouts. */
export function refineTensor(x: Tensor, axes: readonly AxisLayout[]): Tensor {
  let { data } = x;
  const current = [...x.axes];
  for (let axis = 0; axis < axes.length; axis++) {
    if (sameLayout(current[axis], axes[axis])) continue;
    const { outer, inner } = around(current, axis);
    data = pickEntries(data, outer, current[axis].stored, inner, entriesIn(current[axis], axes[axis]));
    current[axis] = axes[axis];
  }
  return { axes, data, exponent: x.exponent };
}

/** Broadcasts to a shape (missing leading axes, axes of length 1) and gives all tensors the same layouts. */
export function broadcastTensors(
  tensors: readonly Tensor[],
  shape: Shape,
): { readonly axes: readonly AxisLayout[]; readonly tensors: Tensor[] } {
  const widened = tensors.map((x) => {
    const missing = shape.length - x.axes.length;
    const axes = shape.map((length, axis) =>
      axis >= missing && x.axes[axis - missing].length === length ? x.axes[axis - missing] : uniformLayout(length),
    );
    return { ...x, axes };
  });
  const axes = shape.map((_, axis) => refineLayouts(widened.map((x) => x.axes[axis])));
  return { axes, tensors: widened.map((x) => refineTensor(x, axes)) };
}

/** 2^exponent as a double: 0 or Infinity beyond its range. */
export function powerOfTwo(exponent: number): number {
  return 2 ** exponent;
}

/** All tensors with the largest of their exponents. Values that then underflow in double are negligible beside the largest. */
export function alignExponents(tensors: readonly Tensor[]): { readonly exponent: number; readonly tensors: Tensor[] } {
  const live = tensors.filter((x) => x.data.some((value) => value !== 0));
  const exponent = live.reduce((most, x) => Math.max(most, x.exponent), live.length === 0 ? 0 : -Infinity);
  return { exponent, tensors: tensors.map((x) => scaleData(x, x.exponent - exponent, exponent)) };
}

function scaleData(x: Tensor, shift: number, exponent: number): Tensor {
  if (shift === 0) return { ...x, exponent };
  // In two steps, for shifts beyond a double's range; 0 stays 0 even then.
  const half = Math.trunc(shift / 2);
  const first = powerOfTwo(half);
  const second = powerOfTwo(shift - half);
  return { axes: x.axes, data: x.data.map((value) => (value === 0 ? 0 : value * first * second)), exponent };
}

/** Brings doubles back near 1 when they have drifted far, so that products of many layers neither overflow nor underflow. */
export function normalized(x: Tensor): Tensor {
  if (x.data instanceof Float32Array) return x;
  let most = 0;
  for (let i = 0; i < x.data.length; i++) {
    const size = Math.abs(x.data[i]);
    if (size > most) most = size;
  }
  if (most === 0) return x.exponent === 0 ? x : { ...x, exponent: 0 };
  if (!Number.isFinite(most)) return x;
  const drift = Math.floor(Math.log2(most));
  return Math.abs(drift) < 64 ? x : scaleData(x, -drift, x.exponent + drift);
}

/** The values at true scale, exponent 0: for operators that saturate. */
export function atTrueScale(x: Tensor): Tensor {
  return scaleData(x, x.exponent, 0);
}
