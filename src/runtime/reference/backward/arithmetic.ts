import { atBroadcast, mapTensor, type Index, type Tensor } from '../tensor.js';
import { sumTo } from './broadcast.js';
import type { BackwardFamily, OperatorGradients } from './types.js';

/** Gradients of broadcast inputs: `factor` is the slope of the output's element at an index along input i. */
function merged(inputs: readonly Tensor[], dy: Tensor, factor: (i: number, index: Index) => number): OperatorGradients {
  return {
    inputs: inputs.map((x, i) => sumTo(x.shape, dy.shape, (index, place) => dy.values[place] * factor(i, index))),
  };
}

export const arithmetic: BackwardFamily<'add' | 'mul' | 'sub' | 'div' | 'affine' | 'identity' | 'zeros' | 'parameter'> = {
  add: (_, inputs, dy) => merged(inputs, dy, () => 1),
  mul: (_, inputs, dy) =>
    merged(inputs, dy, (i, index) => inputs.reduce((product, x, j) => (j === i ? product : product * atBroadcast(x, index)), 1)),
  sub: (_, inputs, dy) => merged(inputs, dy, (i) => (i === 0 ? 1 : -1)),
  div: (_, [a, b], dy) =>
    merged([a, b], dy, (i, index) => {
      const divisor = atBroadcast(b, index);
      return i === 0 ? 1 / divisor : -atBroadcast(a, index) / divisor ** 2;
    }),
  affine: ({ scale }, _, dy) => ({ inputs: [mapTensor(dy, (g) => scale * g)] }),
  identity: (_, __, dy) => ({ inputs: [dy] }),
  zeros: () => ({ inputs: [undefined] }),
  parameter: ({ shape }, inputs, dy) => ({
    inputs: inputs.map(() => undefined),
    parameters: { value: sumTo(shape, dy.shape, (_, place) => dy.values[place]) },
  }),
};
