import { resolveAxis } from '../../../arch/ops/shapes.js';
import { at, fillTensor, mapTensor, withAxes } from '../tensor.js';
import type { ReferenceFamily } from './types.js';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const hardSigmoid = (x: number): number => Math.min(1, Math.max(0, x / 6 + 0.5));

/** The error function by its series around 0 or its continued fraction far from it; about 1e-15. */
export function erf(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude > 6) return Math.sign(x);
  if (magnitude < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (magnitude + fraction);
  return Math.sign(x) * (1 - Math.exp(-magnitude * magnitude) / Math.sqrt(Math.PI) / (magnitude + fraction));
}

const functions = { exp: Math.exp, log: Math.log, sqrt: Math.sqrt, abs: Math.abs, erf } as const;

export const activation: ReferenceFamily<
  'relu' | 'leakyRelu' | 'clip' | 'gelu' | 'silu' | 'hardSwish' | 'hardSigmoid' | 'sigmoid' | 'tanh' | 'softmax' | 'unary'
> = {
  relu: (_, [x]) => mapTensor(x, (v) => Math.max(0, v)),
  leakyRelu: ({ slope }, [x]) => mapTensor(x, (v) => (v > 0 ? v : slope * v)),
  clip: ({ min, max }, [x]) => mapTensor(x, (v) => Math.min(max, Math.max(min, v))),
  gelu: ({ approximate }, [x]) =>
    mapTensor(x, (v) =>
      approximate === 'tanh'
        ? (v / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3)))
        : (v / 2) * (1 + erf(v / Math.SQRT2)),
    ),
  silu: (_, [x]) => mapTensor(x, (v) => v * sigmoid(v)),
  hardSwish: (_, [x]) => mapTensor(x, (v) => v * hardSigmoid(v)),
  hardSigmoid: (_, [x]) => mapTensor(x, hardSigmoid),
  sigmoid: (_, [x]) => mapTensor(x, sigmoid),
  tanh: (_, [x]) => mapTensor(x, Math.tanh),
  softmax({ axis: given }, [x]) {
    const axis = resolveAxis(given, x.shape.length);
    const along = (index: readonly number[]): number[] =>
      Array.from({ length: x.shape[axis] }, (_, place) => at(x, withAxes(index, [[axis, place]])));
    return fillTensor(x.shape, (index) => {
      const row = along(index);
      const largest = Math.max(...row);
      return Math.exp(at(x, index) - largest) / row.reduce((sum, v) => sum + Math.exp(v - largest), 0);
    });
  },
  unary: (attrs, [x]) => mapTensor(x, functions[attrs.function]),
};
