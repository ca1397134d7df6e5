import { product } from '../../arch/ops/shapes.js';
import type { Images } from '../images.js';
import { fullLayout, layoutOf, uniformLayout, type AxisLayout } from './tensor/axis-layout.js';
import { pickEntries, type Tensor } from './tensor/tensor.js';
import type { Arithmetic } from './types.js';

/**
 * The first `batch` images as a tensor that stores equal channels, rows and columns once: what is symmetric or uniform in all
 * images is found by comparing numbers.
 */
export function prepareImages(images: Images, batch: number, arithmetic: Arithmetic): Tensor {
  const { axes, data } =
    images.levels === undefined ? comparedImages(images, batch) : uniformImages(images.levels, images.shape, batch);
  return { axes, data: arithmetic === 'float32' ? data : new Float64Array(data), exponent: 0 };
}

interface DistinctValues {
  readonly axes: AxisLayout[];
  readonly data: Float32Array;
}

function uniformImages(levels: Float32Array, shape: readonly number[], batch: number): DistinctValues {
  return { axes: [fullLayout(batch), ...shape.map(uniformLayout)], data: levels.slice(0, batch) };
}

function comparedImages({ shape, values }: Images, batch: number): DistinctValues {
  const lengths = [batch, ...shape];
  let data = values.subarray(0, product(lengths));
  const axes: AxisLayout[] = [fullLayout(batch)];
  let outer = batch;
  for (let axis = 1; axis < lengths.length; axis++) {
    const inner = lengths.slice(axis + 1).reduce((a, b) => a * b, 1);
    const layout = equalPlaces(data, outer, lengths[axis], inner);
    data = pickEntries(data, outer, lengths[axis], inner, layout.places);
    axes.push(layout);
    outer *= layout.stored;
  }
  return { axes, data };
}

function equalPlaces(data: Float32Array, outer: number, length: number, inner: number): AxisLayout {
  const labels: number[] = [];
  for (let place = 0; place < length; place++) {
    let same = 0;
    while (same < place && (labels[same] !== same || !areEqual(data, outer, length, inner, same, place))) same++;
    labels.push(same);
  }
  return layoutOf(labels);
}

function areEqual(data: Float32Array, outer: number, length: number, inner: number, a: number, b: number): boolean {
  for (let o = 0; o < outer; o++) {
    const first = (o * length + a) * inner;
    const second = (o * length + b) * inner;
    for (let i = 0; i < inner; i++) if (data[first + i] !== data[second + i]) return false;
  }
  return true;
}
