import { product, resolveAxis } from '../../../arch/ops/shapes.js';
import type { OpAttrs, Shape } from '../../../arch/types.js';
import type { NormMode } from '../../passes/types.js';
import type { Tensor } from '../tensor.js';
import type { ReferenceFamily, ReferenceOp } from './types.js';

interface Statistics {
  n: number;
  mean: number;
  variance: number;
}

/** Mean and population variance of the elements of each set. */
function statistics(values: Float64Array, setOf: (place: number) => number): (set: number) => Statistics {
  const sets = new Map<number, Statistics>();
  values.forEach((v, place) => {
    const own = sets.get(setOf(place)) ?? { n: 0, mean: 0, variance: 0 };
    sets.set(setOf(place), own);
    own.n++;
    own.mean += v;
  });
  for (const own of sets.values()) own.mean /= own.n;
  values.forEach((v, place) => {
    const own = sets.get(setOf(place)) as Statistics;
    own.variance += (v - own.mean) ** 2 / own.n;
  });
  return (set) => sets.get(set) as Statistics;
}

export type NormOp = 'batchNorm' | 'instanceNorm' | 'groupNorm' | 'layerNorm';

/** Which elements share statistics and which share a scale, by flat place. */
interface NormLayout {
  readonly setOf: (place: number) => number;
  readonly channelOf: (place: number) => number;
  readonly parameterShape: Shape;
}

/** How many samples in a row share the statistics of a batch norm. */
function samplesOfSet(norm: NormMode, samples: number): number {
  return norm === 'halves' ? samples / 2 : norm === 'each' ? 1 : samples;
}

const layouts: { readonly [O in NormOp]: (attrs: OpAttrs[O], shape: Shape, norm: NormMode) => NormLayout } = {
  batchNorm(_, shape, norm) {
    const inner = product(shape.slice(2));
    const together = samplesOfSet(norm, shape[0]) * inner * shape[1];
    const channelOf = (place: number): number => Math.floor(place / inner) % shape[1];
    return {
      setOf: (place) => Math.floor(place / together) * shape[1] + channelOf(place),
      channelOf,
      parameterShape: [shape[1]],
    };
  },
  instanceNorm: (_, shape, norm) => ({
    ...layouts.batchNorm({ eps: 1, affine: true }, shape, norm),
    setOf: bySpan(product(shape.slice(2))),
  }),
  groupNorm: ({ groups }, shape, norm) => ({
    ...layouts.batchNorm({ eps: 1, affine: true }, shape, norm),
    setOf: bySpan(product(shape.slice(1)) / groups),
  }),
  layerNorm(attrs, shape) {
    const parameterShape = shape.slice(resolveAxis(attrs.axis, shape.length));
    const inner = product(parameterShape);
    return { setOf: bySpan(inner), channelOf: (place) => place % inner, parameterShape };
  },
};

function bySpan(length: number): (place: number) => number {
  return (place) => Math.floor(place / length);
}

/** A norm before scale and shift. */
interface NormalParts extends NormLayout {
  /** (x - mean) / deviation, row-major. */
  readonly normal: Float64Array;
  /** sqrt(variance + eps) at a place. */
  readonly deviation: (place: number) => number;
  /** The statistics are given numbers and do not depend on the input. */
  readonly given: boolean;
}

/** What a norm computes before scale and shift, and how its elements belong together. */
export function normalParts<O extends NormOp>(op: O, attrs: OpAttrs[O], x: Tensor, norm: NormMode): NormalParts {
  const layout = (layouts[op] as (attrs: OpAttrs[O], shape: Shape, norm: NormMode) => NormLayout)(attrs, x.shape, norm);
  if (op === 'batchNorm' && norm === 'running') {
    const deviation = Math.sqrt(1 + attrs.eps);
    return { ...layout, normal: x.values.map((v) => v / deviation), deviation: () => deviation, given: true };
  }
  const of = statistics(x.values, layout.setOf);
  const deviation = (place: number): number => Math.sqrt(of(layout.setOf(place)).variance + attrs.eps);
  const normal = x.values.map((v, place) => (v - of(layout.setOf(place)).mean) / deviation(place));
  return { ...layout, normal, deviation, given: false };
}

/** (x - mean) / sqrt(variance + eps), with statistics over the elements that share a set, times scale plus shift. */
function referenceNorm<O extends NormOp>(op: O): ReferenceOp<OpAttrs[O]> {
  return (attrs, [x], context) => {
    const { normal, channelOf } = normalParts(op, attrs, x, context.norm);
    if (!attrs.affine) return { shape: x.shape, values: normal };
    const [scale, shift] = [context.parameter('scale').values, context.parameter('shift').values];
    return { shape: x.shape, values: normal.map((v, place) => v * scale[channelOf(place)] + shift[channelOf(place)]) };
  };
}

export const normalization: ReferenceFamily<NormOp> = {
  batchNorm: referenceNorm('batchNorm'),
  instanceNorm: referenceNorm('instanceNorm'),
  groupNorm: referenceNorm('groupNorm'),
  layerNorm: referenceNorm('layerNorm'),
};

/** Population variance of each channel of each set of samples that batch norm treats as one. */
export function channelVariances(x: Tensor, sets: number): Float64Array {
  const [samples, channels] = x.shape;
  const norm: NormMode = sets === 1 ? 'joint' : sets === samples ? 'each' : 'halves';
  const of = statistics(x.values, layouts.batchNorm({ eps: 1, affine: true }, x.shape, norm).setOf);
  return Float64Array.from({ length: sets * channels }, (_, set) => of(set).variance);
}
