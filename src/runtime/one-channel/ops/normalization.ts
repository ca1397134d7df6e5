/**
 * Normalisations with the statistics of the batch, biased variance and scale = the constant weight. eps is added at true scale.
 * float32 follows the rounding of PyTorch's kernel: statistics in double; mean, 1/sqrt(var + eps), alpha = invstd * scale and
 * beta = -mean * alpha rounded once each, then x * alpha + beta rounded once.
 */
import { groupMeans, groupVariances, reductionOver } from '../tensor/reduction.js';
import { allocateLike, constantTensor, powerOfTwo, shapeOf, type Tensor } from '../tensor/tensor.js';
import { regroup } from './shape.js';
import type { ConstantContext, ConstantOpFamily } from './types.js';

interface Norm {
  readonly eps: number;
  readonly affine: boolean;
}

/**
 * (x - mean) * scale / sqrt(var + eps) for x = data * 2^exponent: multiply (data - mean) by `factor` and keep `exponent`.
 * Written so that neither a tiny nor a huge exponent leaves double's range.
 */
export function normFactor(
  variance: number,
  eps: number,
  scale: number,
  exponent: number,
): { readonly factor: number; readonly exponent: number } {
  if (exponent >= 0) return { factor: scale / Math.sqrt(variance + eps * powerOfTwo(-2 * exponent)), exponent: 0 };
  return { factor: scale / Math.sqrt(variance * powerOfTwo(2 * exponent) + eps), exponent };
}

/** alpha and beta of the float32 kernel. */
export function normFactor32(
  mean: number,
  variance: number,
  eps: number,
  scale: number,
): { readonly alpha: number; readonly beta: number } {
  const inverse = Math.fround(1 / Math.sqrt(variance + Math.fround(eps)));
  const alpha = Math.fround(inverse * Math.fround(scale));
  return { alpha, beta: Math.fround(-Math.fround(mean) * alpha) };
}

function normalizeOver(
  x: Tensor,
  isReduced: (axis: number) => boolean,
  { eps, affine }: Norm,
  { weight, arithmetic }: ConstantContext,
): Tensor {
  const scale = affine ? weight : 1;
  const reduction = reductionOver(x.axes, isReduced);
  const means = groupMeans(x.data, reduction);
  const variances = groupVariances(x.data, means, reduction);
  const data = allocateLike(x.data, x.data.length);
  if (arithmetic === 'float32') {
    const factors = Array.from(means, (mean, group) => normFactor32(mean, variances[group], eps, scale));
    reduction.walk((element, group) => (data[element] = x.data[element] * factors[group].alpha + factors[group].beta));
    return { axes: x.axes, data, exponent: 0 };
  }
  const factors = variances.map((variance) => normFactor(variance, eps, scale, x.exponent).factor);
  reduction.walk((element, group) => (data[element] = (x.data[element] - means[group]) * factors[group]));
  return collapseZeros({ axes: x.axes, data, exponent: Math.min(0, x.exponent) });
}

/**
 * Zeros as one number. A norm over equal entries gives exactly zero (not in float32, which rounds), as in every transformer, whose features are
 * all equal: without this its attention would be computed for each pair of tokens.
 */
function collapseZeros(x: Tensor): Tensor {
  return x.data.every((value) => value === 0) ? constantTensor(shapeOf(x), allocateLike(x.data, 1)) : x;
}

export const normalization: ConstantOpFamily<'batchNorm' | 'instanceNorm' | 'groupNorm' | 'layerNorm'> = {
  batchNorm: (attrs, [x], context) => normalizeOver(x, (axis) => axis !== 1, attrs, context),
  instanceNorm: (attrs, [x], context) => normalizeOver(x, (axis) => axis > 1, attrs, context),
  layerNorm: (attrs, [x], context) => {
    const first = attrs.axis < 0 ? attrs.axis + x.axes.length : attrs.axis;
    return normalizeOver(x, (axis) => axis >= first, attrs, context);
  },
  /** Channels split into (group, channel within it), normalised over all but sample and group, and joined again. */
  groupNorm(attrs, [x], context) {
    const shape = context.shape;
    const split = regroup(x, [shape[0], attrs.groups, shape[1] / attrs.groups, ...shape.slice(2)]);
    return regroup(
      normalizeOver(split, (axis) => axis > 1, attrs, context),
      shape,
    );
  },
};
