/**
 * Products with a constant matrix, y = weight * (sum over the last axis), equal for all features; and products of two activations.
 * float32: each product is rounded, sums run in double and are rounded once.
 */
import { refineLayouts, uniformLayout } from '../tensor/axis-layout.js';
import {
  alignExponents,
  allocateLike,
  broadcastTensors,
  refineTensor,
  shapeOf,
  storedSize,
  type Tensor,
} from '../tensor/tensor.js';
import { weighted } from './weighted.js';
import type { ConstantOpFamily } from './types.js';

export const linear: ConstantOpFamily<'linear' | 'matmul'> = {
  linear({ outFeatures, bias }, [given], context) {
    const x = weighted(given, context);
    const features = x.axes[x.axes.length - 1];
    const axes = [...x.axes.slice(0, -1), uniformLayout(outFeatures)];
    const data = allocateLike(x.data, storedSize(axes));
    for (let o = 0; o < data.length; o++) {
      let sum = 0;
      for (let f = 0; f < features.stored; f++) sum += features.counts[f] * x.data[o * features.stored + f];
      data[o] = sum;
    }
    const product = { axes, data, exponent: x.exponent };
    return bias && context.linearBias !== undefined ? shifted(product, context.linearBias) : product;
  },

  matmul(_, [left, right], { shape }) {
    const inner = refineLayouts([left.axes[left.axes.length - 1], right.axes[right.axes.length - 2]]);
    const batch = shape.slice(0, -2);
    const a = spread(refineTensor(left, left.axes.with(left.axes.length - 1, inner)), batch);
    const b = spread(refineTensor(right, right.axes.with(right.axes.length - 2, inner)), batch);
    const leading = refineLeading(a, b, batch.length);
    const [x, y] = [a, b].map((tensor) => refineTensor(tensor, [...leading, ...tensor.axes.slice(-2)]));
    const axes = [...leading, x.axes[x.axes.length - 2], y.axes[y.axes.length - 1]];
    const [rows, columns] = [axes[axes.length - 2].stored, axes[axes.length - 1].stored];
    const data = allocateLike(x.data, storedSize(axes));
    const { counts, stored } = inner;
    for (let m = 0; m < storedSize(leading); m++) {
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          let sum = 0;
          for (let k = 0; k < stored; k++)
            sum += counts[k] * x.data[(m * rows + i) * stored + k] * y.data[(m * stored + k) * columns + j];
          data[(m * rows + i) * columns + j] = sum;
        }
      }
    }
    return { axes, data, exponent: x.exponent + y.exponent };
  },
};

/** x + bias. */
function shifted(x: Tensor, bias: number): Tensor {
  const [own, shift] = alignExponents([x, { axes: [], data: allocateLike(x.data, 1).fill(bias), exponent: 0 }]).tensors;
  const data = own.data.slice();
  for (let i = 0; i < data.length; i++) data[i] += shift.data[0];
  return { ...own, data };
}

/** Leading axes broadcast to `batch`; the last two stay. */
function spread(x: Tensor, batch: readonly number[]): Tensor {
  return broadcastTensors([x], [...batch, ...shapeOf(x).slice(-2)]).tensors[0];
}

function refineLeading(a: Tensor, b: Tensor, count: number): ReturnType<typeof refineLayouts>[] {
  return Array.from({ length: count }, (_, axis) => refineLayouts([a.axes[axis], b.axes[axis]]));
}
