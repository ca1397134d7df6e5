/** Element by element arithmetic with broadcasting. Sums align exponents; products add them. */
import { alignExponents, allocateLike, broadcastTensors, constantTensor, powerOfTwo, type Tensor } from '../tensor/tensor.js';
import { resolveArithmetic } from './numbers.js';
import type { ConstantContext, ConstantOpFamily } from './types.js';

function combine(
  inputs: readonly Tensor[],
  { shape }: ConstantContext,
  exponent: number,
  f: (a: number, b: number) => number,
): Tensor {
  const { axes, tensors } = broadcastTensors(inputs, shape);
  const data = tensors[0].data.slice();
  for (const { data: other } of tensors.slice(1)) for (let i = 0; i < data.length; i++) data[i] = f(data[i], other[i]);
  return { axes, data, exponent };
}

function combineAligned(inputs: readonly Tensor[], context: ConstantContext, f: (a: number, b: number) => number): Tensor {
  const { exponent, tensors } = alignExponents(inputs);
  return combine(tensors, context, exponent, f);
}

export const arithmetic: ConstantOpFamily<'add' | 'mul' | 'sub' | 'div' | 'affine' | 'identity' | 'zeros' | 'parameter'> = {
  add: (_, inputs, context) => combineAligned(inputs, context, (a, b) => a + b),
  sub: (_, inputs, context) => combineAligned(inputs, context, (a, b) => a - b),
  mul: (_, inputs, context) =>
    combine(
      inputs,
      context,
      inputs.reduce((sum, { exponent }) => sum + exponent, 0),
      (a, b) => a * b,
    ),
  div: (_, inputs, context) => combine(inputs, context, inputs[0].exponent - inputs[1].exponent, (a, b) => a / b),
  affine({ scale, shift }, [x]) {
    const data = allocateLike(x.data, x.data.length);
    if (shift === 0 || x.exponent <= 0) {
      const unit = shift === 0 ? 0 : shift * powerOfTwo(-x.exponent);
      if (Number.isFinite(unit)) {
        for (let i = 0; i < data.length; i++) data[i] = scale * x.data[i] + unit;
        return { ...x, data };
      }
    }
    const [own, constant] = alignExponents([x, { ...x, data: data.fill(shift), exponent: 0 }]).tensors;
    return { ...own, data: own.data.map((value, i) => scale * value + constant.data[i]) };
  },
  identity: (_, [x]) => x,
  zeros: (_, [x]) =>
    constantTensor(
      x.axes.map(({ length }) => length),
      allocateLike(x.data, 1),
    ),
  parameter: (_, __, { shape, weight, arithmetic: kind }) => constantTensor(shape, resolveArithmetic(kind).of(weight)),
};
