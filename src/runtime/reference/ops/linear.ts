import { at, atBroadcast, fillTensor } from '../tensor.js';
import type { ReferenceFamily } from './types.js';

export const linear: ReferenceFamily<'linear' | 'matmul'> = {
  linear({ bias }, [x], { shape, parameter }) {
    const weight = parameter('weight');
    const shift = bias ? parameter('bias') : undefined;
    return fillTensor(shape, (index) => {
      const out = index[index.length - 1];
      let sum = shift === undefined ? 0 : shift.values[out];
      for (let i = 0; i < weight.shape[1]; i++) sum += at(weight, [out, i]) * at(x, [...index.slice(0, -1), i]);
      return sum;
    });
  },
  matmul: (_, [a, b], { shape }) =>
    fillTensor(shape, (index) => {
      const outer = index.slice(0, -2);
      const [row, column] = index.slice(-2);
      let sum = 0;
      for (let k = 0; k < a.shape[a.shape.length - 1]; k++)
        sum += atBroadcast(a, [...outer, row, k]) * atBroadcast(b, [...outer, k, column]);
      return sum;
    }),
};
