import { allocateLike, normalized, type Tensor } from '../tensor/tensor.js';
import type { ConstantContext } from './types.js';

/** weight * x: in float32 the weight is rounded and so is every product. */
export function weighted(x: Tensor, { weight, arithmetic }: ConstantContext): Tensor {
  const factor = arithmetic === 'float32' ? Math.fround(weight) : weight;
  const data = allocateLike(x.data, x.data.length);
  for (let i = 0; i < data.length; i++) data[i] = factor * x.data[i];
  return normalized({ axes: x.axes, data, exponent: x.exponent });
}
