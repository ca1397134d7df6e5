import { resolveAxis } from '../../../arch/ops/shapes.js';
import { erf } from '../ops/activation.js';
import { at, fillTensor, withAxes, type Tensor } from '../tensor.js';
import type { BackwardFamily, BackwardRule } from './types.js';

/** The rule of a function of one number, from its slope at x, where its value is y. At a kink the slope is that of the flat side, as in PyTorch. */
function elementwise<A>(slope: (x: number, y: number, attrs: A) => number): BackwardRule<A> {
  return (attrs, [x], dy, { output }) => ({
    inputs: [{ shape: x.shape, values: dy.values.map((g, i) => g * slope(x.values[i], output.values[i], attrs)) }],
  });
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

function geluSlope(x: number, approximate: 'none' | 'tanh'): number {
  if (approximate === 'none') return (1 + erf(x / Math.SQRT2)) / 2 + x * density(x);
  const c = Math.sqrt(2 / Math.PI);
  const t = Math.tanh(c * (x + 0.044715 * x ** 3));
  return (1 + t) / 2 + (x / 2) * (1 - t * t) * c * (1 + 3 * 0.044715 * x * x);
}

const unarySlopes: { readonly [name in 'exp' | 'log' | 'sqrt' | 'abs' | 'erf']: (x: number, y: number) => number } = {
  exp: (_, y) => y,
  log: (x) => 1 / x,
  sqrt: (_, y) => 0.5 / y,
  abs: (x) => Math.sign(x),
  erf: (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x),
};

/** The gradient of a softmax: y (dy - sum of y dy along its axis). */
function softmax(axis: number, y: Tensor, dy: Tensor): Tensor {
  return fillTensor(y.shape, (index) => {
    let sum = 0;
    for (let place = 0; place < y.shape[axis]; place++) {
      const other = withAxes(index, [[axis, place]]);
      sum += at(y, other) * at(dy, other);
    }
    return at(y, index) * (at(dy, index) - sum);
  });
}

export const activation: BackwardFamily<
  'relu' | 'leakyRelu' | 'clip' | 'gelu' | 'silu' | 'hardSwish' | 'hardSigmoid' | 'sigmoid' | 'tanh' | 'softmax' | 'unary'
> = {
  relu: elementwise((x) => (x > 0 ? 1 : 0)),
  leakyRelu: elementwise((x, _, { slope }) => (x > 0 ? 1 : slope)),
  clip: elementwise((x, _, { min, max }) => (x > min && x < max ? 1 : 0)),
  gelu: elementwise((x, _, { approximate }) => geluSlope(x, approximate)),
  silu: elementwise((x) => sigmoid(x) * (1 + x * (1 - sigmoid(x)))),
  hardSwish: elementwise((x) => (x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5)),
  hardSigmoid: elementwise((x) => (x > -3 && x < 3 ? 1 / 6 : 0)),
  sigmoid: elementwise((_, y) => y * (1 - y)),
  tanh: elementwise((_, y) => 1 - y * y),
  softmax: ({ axis }, [x], dy, { output }) => ({ inputs: [softmax(resolveAxis(axis, x.shape.length), output, dy)] }),
  unary: elementwise((x, y, attrs) => unarySlopes[attrs.function](x, y)),
};
