/**
 * Operators that only move numbers. None of them expands more than necessary: joining axes joins their layouts, splitting an axis
 * keeps rows and columns that are equal.
 */
import { product, resolveAxis } from '../../../arch/ops/shapes.js';
import { reshapeTarget, sliceRange } from '../../../arch/ops/shape.js';
import type { Shape } from '../../../arch/types.js';
import { fullLayout, layoutOf, refineLayouts, uniformLayout, type AxisLayout } from '../tensor/axis-layout.js';
import {
  alignExponents,
  allocateLike,
  around,
  pickEntries,
  refineTensor,
  shapeOf,
  storedSize,
  type Numbers,
  type Tensor,
} from '../tensor/tensor.js';
import { commonParts } from './common-parts.js';
import type { ConstantOpFamily } from './types.js';

export const shape: ConstantOpFamily<'concat' | 'slice' | 'pad' | 'reshape' | 'flatten' | 'transpose'> = {
  concat: (attrs, inputs) => concatenate(inputs, resolveAxis(attrs.axis, inputs[0].axes.length)),

  slice(attrs, [x]) {
    const axis = resolveAxis(attrs.axis, x.axes.length);
    const { start, length } = sliceRange(attrs, x.axes[axis].length);
    return selectPlaces(
      x,
      axis,
      Array.from({ length }, (_, i) => start + i * attrs.step),
    );
  },

  pad(attrs, [x]) {
    const constant: Tensor = {
      axes: x.axes.map(({ length }) => uniformLayout(length)),
      data: allocateLike(x.data, 1).fill(attrs.value),
      exponent: 0,
    };
    const { exponent, tensors } = alignExponents([x, constant]);
    let padded = { ...tensors[0], exponent };
    const [value] = tensors[1].data;
    for (let axis = 0; axis < x.axes.length; axis++)
      padded = padAxis(padded, axis, attrs.pads[axis], attrs.pads[axis + x.axes.length], value);
    return padded;
  },

  reshape: (attrs, [x]) => regroup(x, reshapeTarget(attrs.shape, shapeOf(x))),
  flatten: (_, [x], context) => regroup(x, context.shape),

  transpose({ permutation }, [x]) {
    const strides = x.axes.map((_, axis) => around(x.axes, axis).inner);
    const axes = permutation.map((axis) => x.axes[axis]);
    const data = allocateLike(x.data, x.data.length);
    const places = axes.map(() => 0);
    let from = 0;
    for (let to = 0; to < data.length; to++) {
      data[to] = x.data[from];
      for (let axis = axes.length - 1; axis >= 0; axis--) {
        from += strides[permutation[axis]];
        if (++places[axis] < axes[axis].stored) break;
        from -= strides[permutation[axis]] * places[axis];
        places[axis] = 0;
      }
    }
    return { axes, data, exponent: x.exponent };
  },
};

/** Tensors one after the other along an axis. */
export function concatenate(inputs: readonly Tensor[], axis: number): Tensor {
  const { exponent, tensors } = alignExponents(inputs);
  const common = inputs[0].axes.map((_, i) =>
    refineLayouts(inputs.map((x) => x.axes[i]).filter((_layout, n) => i !== axis || n === 0)),
  );
  const parts = tensors.map((x) =>
    refineTensor(
      x,
      common.map((layout, i) => (i === axis ? x.axes[i] : layout)),
    ),
  );
  const labels: number[] = [];
  let stored = 0;
  for (const { axes } of parts) {
    for (const entry of axes[axis].index) labels.push(entry + stored);
    stored += axes[axis].stored;
  }
  const axes = common.map((layout, i) => (i === axis ? layoutOf(labels) : layout));
  const { outer, inner } = around(axes, axis);
  const data = allocateLike(parts[0].data, storedSize(axes));
  let offset = 0;
  for (const part of parts) {
    const own = part.axes[axis].stored * inner;
    for (let o = 0; o < outer; o++) data.set(part.data.subarray(o * own, (o + 1) * own), o * stored * inner + offset);
    offset += own;
  }
  return { axes, data, exponent };
}

/** Some places of an axis, in a given order; equal places stay one entry. */
export function selectPlaces(x: Tensor, axis: number, places: readonly number[]): Tensor {
  const old = x.axes[axis];
  const layout = layoutOf(places.map((place) => old.index[place]));
  const entries = Array.from(layout.places, (first) => old.index[places[first]]);
  const { outer, inner } = around(x.axes, axis);
  return { axes: x.axes.with(axis, layout), data: pickEntries(x.data, outer, old.stored, inner, entries), exponent: x.exponent };
}

function padAxis(x: Tensor, axis: number, begin: number, end: number, value: number): Tensor {
  if (begin === 0 && end === 0) return x;
  const old = x.axes[axis];
  const places = [...new Array<number>(begin).fill(-1), ...old.index, ...new Array<number>(end).fill(-1)];
  const layout = layoutOf(places);
  const { outer, inner } = around(x.axes, axis);
  const data = allocateLike(x.data, outer * layout.stored * inner).fill(value);
  layout.places.forEach((place, entry) => {
    if (places[place] < 0) return;
    for (let o = 0; o < outer; o++) {
      const from = (o * old.stored + places[place]) * inner;
      data.set(x.data.subarray(from, from + inner), (o * layout.stored + entry) * inner);
    }
  });
  return { axes: x.axes.with(axis, layout), data, exponent: x.exponent };
}

/** Row-major reshape: in runs of axes whose products agree, axes are split into parts that are joined again; if there are no such parts, all are joined and then split. */
export function regroup(x: Tensor, target: Shape): Tensor {
  const axes = withoutOnes(x.axes, target);
  if (axes !== undefined) return { ...x, axes };
  let result = x;
  let done = 0;
  let from = 0;
  let to = 0;
  while (from < x.axes.length || to < target.length) {
    const firstFrom = from;
    const firstTo = to;
    let old = from < x.axes.length ? x.axes[from++].length : 1;
    let own = to < target.length ? target[to++] : 1;
    while (old !== own) {
      if (old < own) old *= x.axes[from++].length;
      else own *= target[to++];
    }
    if (from - firstFrom !== 1 || to - firstTo !== 1) {
      result = regroupRun(result, done, from - firstFrom, target.slice(firstTo, to));
    }
    done += to - firstTo;
  }
  return result;
}

/** The axes of the target, where only axes of length 1 come or go. */
function withoutOnes(axes: readonly AxisLayout[], target: Shape): AxisLayout[] | undefined {
  let from = 0;
  const made: AxisLayout[] = [];
  for (const length of target) {
    if (length === 1) made.push(uniformLayout(1));
    else {
      while (from < axes.length && axes[from].length === 1) from++;
      if (from === axes.length || axes[from].length !== length) return undefined;
      made.push(axes[from++]);
    }
  }
  while (from < axes.length && axes[from].length === 1) from++;
  return from === axes.length ? made : undefined;
}

/** `count` axes from `axis` on as axes of other lengths. */
function regroupRun(x: Tensor, axis: number, count: number, lengths: Shape): Tensor {
  const parts = commonParts(shapeOf(x).slice(axis, axis + count), lengths);
  if (parts === undefined) return splitAxis(joinAxes(x, axis, count), axis, lengths);
  let result = x;
  let at = axis;
  for (const own of parts.apart) {
    result = splitAxis(result, at, own);
    at += own.length;
  }
  parts.together.forEach((joined, i) => (result = joinAxes(result, axis + i, joined)));
  return result;
}

/** `count` axes from `axis` on as one (none: a new axis of length 1). */
function joinAxes(x: Tensor, axis: number, count: number): Tensor {
  const joined = x.axes.slice(axis, axis + count).reduce(productLayout, uniformLayout(1));
  return { ...x, axes: x.axes.toSpliced(axis, count, joined) };
}

function productLayout(a: AxisLayout, b: AxisLayout): AxisLayout {
  if (a.length === 1) return b;
  if (b.length === 1) return a;
  const labels = new Float64Array(a.length * b.length);
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < b.length; j++) labels[i * b.length + j] = a.index[i] * b.stored + b.index[j];
  return layoutOf(labels);
}

/** One axis as several; the data is kept per distinct row and distinct column. */
function splitAxis(x: Tensor, axis: number, lengths: Shape): Tensor {
  if (lengths.length === 0) return { ...x, axes: x.axes.toSpliced(axis, 1) };
  if (lengths.length === 1) return x;
  const old = x.axes[axis];
  const [rows, ...rest] = lengths;
  const columns = product(rest);
  const rowLabels = Array.from({ length: rows }, (_, row) => old.index.subarray(row * columns, (row + 1) * columns).join());
  const columnLabels = Array.from({ length: columns }, (_, column) =>
    Array.from({ length: rows }, (_row, row) => old.index[row * columns + column]).join(),
  );
  const rowLayout = layoutOf(rowLabels);
  const columnLayout = layoutOf(columnLabels);
  const entries: number[] = [];
  for (const row of rowLayout.places) for (const column of columnLayout.places) entries.push(old.index[row * columns + column]);
  const { outer, inner } = around(x.axes, axis);
  const split: Tensor = {
    axes: x.axes.toSpliced(axis, 1, rowLayout, columnLayout),
    data: pickEntries(x.data, outer, old.stored, inner, entries),
    exponent: x.exponent,
  };
  return splitAxis(split, axis + 1, rest);
}

/** A tensor given in full, with equal slices along each axis stored once. */
export function collapse(lengths: Shape, data: Numbers): Tensor {
  let x: Tensor = { axes: lengths.map(fullLayout), data, exponent: 0 };
  for (let axis = 0; axis < lengths.length; axis++) {
    const { outer, inner } = around(x.axes, axis);
    const labels = Array.from({ length: lengths[axis] }, (_, place) => {
      let label = '';
      for (let o = 0; o < outer; o++)
        label += `${x.data.subarray((o * lengths[axis] + place) * inner, (o * lengths[axis] + place + 1) * inner).join()};`;
      return label;
    });
    const layout = layoutOf(labels);
    x = { axes: x.axes.with(axis, layout), data: pickEntries(x.data, outer, lengths[axis], inner, layout.places), exponent: 0 };
  }
  return x;
}
