import { atBroadcast, fillTensor, mapTensor, type Tensor } from '../tensor.js';
import type { ReferenceFamily } from './types.js';
import type { Shape } from '../../../arch/types.js';

function fold(inputs: readonly Tensor[], shape: Shape, f: (a: number, b: number) => number): Tensor {
  return fillTensor(shape, (index) => inputs.map((x) => atBroadcast(x, index)).reduce(f));
}

export const arithmetic: ReferenceFamily<'add' | 'mul' | 'sub' | 'div' | 'affine' | 'identity' | 'zeros' | 'parameter'> = {
  add: (_, inputs, { shape }) => fold(inputs, shape, (a, b) => a + b),
  mul: (_, inputs, { shape }) => fold(inputs, shape, (a, b) => a * b),
  sub: (_, inputs, { shape }) => fold(inputs, shape, (a, b) => a - b),
  div: (_, inputs, { shape }) => fold(inputs, shape, (a, b) => a / b),
  affine: ({ scale, shift }, [x]) => mapTensor(x, (v) => scale * v + shift),
  identity: (_, [x]) => x,
  zeros: (_, [x]) => mapTensor(x, () => 0),
  parameter: (_, __, { shape, parameter }) => {
    const value = parameter('value');
    return fillTensor(shape, (index) => atBroadcast(value, index));
  },
};
