/**
 * Functions of one number, and softmax. In extended arithmetic, those that are linear near zero keep the exponent of their
 * input: f(x) = x * g(x) with g taken at true scale. Those with f(0) other than 0 work at true scale throughout.
 */
import { resolveAxis } from '../../../arch/ops/shapes.js';
import { allocateLike, atTrueScale, powerOfTwo, type Tensor } from '../tensor/tensor.js';
import { around } from '../tensor/tensor.js';
import type { ConstantOp, ConstantOpFamily } from './types.js';

type NoAttrs = Record<string, never>;

/** The error function, by its series near 0 and a continued fraction beyond: about 1e-15. */
function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (size < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (size + fraction);
  return Math.sign(x) * (1 - Math.exp(-size * size) / (Math.sqrt(Math.PI) * (size + fraction)));
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const hardLogistic = (x: number): number => Math.min(1, Math.max(0, x / 6 + 0.5));

function mapData(x: Tensor, f: (value: number) => number): Tensor {
  const data = allocateLike(x.data, x.data.length);
  for (let i = 0; i < data.length; i++) data[i] = f(x.data[i]);
  return { axes: x.axes, data, exponent: x.exponent };
}

/** f(x) = x * gain(x). */
function gated(x: Tensor, gain: (value: number) => number): Tensor {
  const scale = powerOfTwo(x.exponent);
  return mapData(x, (value) => (value === 0 ? 0 : value * gain(value * scale)));
}

const trueScale =
  (f: (value: number) => number): ConstantOp<NoAttrs> =>
  (_, [x]) =>
    mapData(atTrueScale(x), f);

const functions = { exp: Math.exp, log: Math.log, sqrt: Math.sqrt, abs: Math.abs, erf } as const;

export const activation: ConstantOpFamily<
  'relu' | 'leakyRelu' | 'clip' | 'gelu' | 'silu' | 'hardSwish' | 'hardSigmoid' | 'sigmoid' | 'tanh' | 'softmax' | 'unary'
> = {
  relu: (_, [x]) => mapData(x, (value) => (value > 0 ? value : 0)),
  leakyRelu: ({ slope }, [x]) => mapData(x, (value) => (value > 0 ? value : value * slope)),
  clip({ min, max }, [x]) {
    const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
    if (min > 0 || max < 0 || x.exponent >= 0) return mapData(atTrueScale(x), (value) => clamp(value, min, max));
    const unit = powerOfTwo(-x.exponent);
    const low = min === 0 ? 0 : min * unit;
    const high = max === 0 ? 0 : max * unit;
    return mapData(x, (value) => clamp(value, low, high));
  },
  gelu: ({ approximate }, [x]) =>
    gated(
      x,
      approximate === 'none'
        ? (value) => 0.5 * (1 + erf(value / Math.SQRT2))
        : (value) => 0.5 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (value + 0.044715 * value ** 3))),
    ),
  silu: (_, [x]) => gated(x, logistic),
  hardSwish: (_, [x]) => gated(x, hardLogistic),
  hardSigmoid: trueScale(hardLogistic),
  sigmoid: trueScale(logistic),
  tanh: (_, [x]) =>
    x.exponent >= 0 ? mapData(atTrueScale(x), Math.tanh) : gated(x, (value) => (value === 0 ? 1 : Math.tanh(value) / value)),
  softmax({ axis }, [given]) {
    const x = atTrueScale(given);
    const at = resolveAxis(axis, x.axes.length);
    const { stored, counts } = x.axes[at];
    const { outer, inner } = around(x.axes, at);
    const data = allocateLike(x.data, x.data.length);
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) {
        const place = (entry: number): number => (o * stored + entry) * inner + i;
        let most = -Infinity;
        for (let e = 0; e < stored; e++) most = Math.max(most, x.data[place(e)]);
        let sum = 0;
        for (let e = 0; e < stored; e++) sum += counts[e] * Math.exp(x.data[place(e)] - most);
        for (let e = 0; e < stored; e++) data[place(e)] = Math.exp(x.data[place(e)] - most) / sum;
      }
    }
    return { axes: x.axes, data, exponent: 0 };
  },
  unary({ function: name }, [x]) {
    if (name === 'abs') return mapData(x, Math.abs);
    if (name !== 'sqrt') return mapData(atTrueScale(x), functions[name]);
    const odd = Math.abs(x.exponent % 2);
    return { ...mapData(x, (value) => Math.sqrt(odd === 0 ? value : 2 * value)), exponent: (x.exponent - odd) / 2 };
  },
};
