import { product, resolveAxis } from '../../../arch/ops/shapes.js';
import { fillTensor, type Index, type Tensor } from '../tensor.js';
import type { ReferenceContext, ReferenceFamily } from './types.js';

/** Mean and population variance of the elements that share a key. */
function statistics(x: Tensor, keyOf: (index: Index) => number): (key: number) => { mean: number; variance: number } {
  const sums = new Map<number, { n: number; sum: number; square: number }>();
  fillTensor(x.shape, (index) => {
    const key = keyOf(index);
    const own = sums.get(key) ?? { n: 0, sum: 0, square: 0 };
    sums.set(key, own);
    own.n++;
    own.sum += x.values[flat(x, index)];
    return 0;
  });
  fillTensor(x.shape, (index) => {
    const own = sums.get(keyOf(index)) as { n: number; sum: number; square: number };
    own.square += (x.values[flat(x, index)] - own.sum / own.n) ** 2;
    return 0;
  });
  return (key) => {
    const { n, sum, square } = sums.get(key) as { n: number; sum: number; square: number };
    return { mean: sum / n, variance: square / n };
  };
}

function flat({ shape }: Tensor, index: Index): number {
  let offset = 0;
  for (let axis = 0; axis < shape.length; axis++) offset = offset * shape[axis] + index[axis];
  return offset;
}

/** (x - mean) / sqrt(variance + eps), with statistics over the elements that share a key, times scale plus shift. */
function normalize(
  x: Tensor,
  eps: number,
  keyOf: (index: Index) => number,
  scaleAndShift: (index: Index) => readonly [number, number],
): Tensor {
  const of = statistics(x, keyOf);
  const known = new Map<number, { mean: number; variance: number }>();
  return fillTensor(x.shape, (index) => {
    const key = keyOf(index);
    const own = known.get(key) ?? of(key);
    known.set(key, own);
    const [scale, shift] = scaleAndShift(index);
    return ((x.values[flat(x, index)] - own.mean) / Math.sqrt(own.variance + eps)) * scale + shift;
  });
}

function byChannel(affine: boolean, { parameter }: ReferenceContext): (index: Index) => readonly [number, number] {
  if (!affine) return () => [1, 0];
  const scale = parameter('scale').values;
  const shift = parameter('shift').values;
  return ([, channel]) => [scale[channel], shift[channel]];
}

export const normalization: ReferenceFamily<'batchNorm' | 'instanceNorm' | 'groupNorm' | 'layerNorm'> = {
  batchNorm({ eps, affine }, [x], context) {
    const of = byChannel(affine, context);
    if (context.norm === 'running')
      return fillTensor(x.shape, (index) => {
        const [scale, shift] = of(index);
        return (x.values[flat(x, index)] / Math.sqrt(1 + eps)) * scale + shift;
      });
    const [samples, channels] = x.shape;
    const half = context.norm === 'halves' ? samples / 2 : samples;
    return normalize(x, eps, ([sample, channel]) => Math.floor(sample / half) * channels + channel, of);
  },
  instanceNorm: ({ eps, affine }, [x], context) =>
    normalize(x, eps, ([sample, channel]) => sample * x.shape[1] + channel, byChannel(affine, context)),
  groupNorm({ groups, eps, affine }, [x], context) {
    const size = x.shape[1] / groups;
    return normalize(x, eps, ([sample, channel]) => sample * groups + Math.floor(channel / size), byChannel(affine, context));
  },
  layerNorm(attrs, [x], { parameter }) {
    const axis = resolveAxis(attrs.axis, x.shape.length);
    const inner = product(x.shape.slice(axis));
    const scale = attrs.affine ? parameter('scale').values : undefined;
    const shift = attrs.affine ? parameter('shift').values : undefined;
    return normalize(
      x,
      attrs.eps,
      (index) => Math.floor(flat(x, index) / inner),
      (index) => {
        const place = flat(x, index) % inner;
        return [scale === undefined ? 1 : scale[place], shift === undefined ? 0 : shift[place]];
      },
    );
  },
};

/** Population variance of each channel of each set of samples that batch norm treats as one. */
export function channelVariances(x: Tensor, sets: number): Float64Array {
  const [samples, channels] = x.shape;
  const of = statistics(x, ([sample, channel]) => Math.floor((sample * sets) / samples) * channels + channel);
  return Float64Array.from({ length: sets * channels }, (_, key) => of(key).variance);
}
