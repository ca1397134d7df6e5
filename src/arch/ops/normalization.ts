import { Mismatch } from '../../core/mismatch.js';
import * as v from 'valibot';
import * as s from './schema.js';
import type { OpFamily, ParameterSpec } from './types.js';
import type { Shape } from '../types.js';
import { firstShape, formatShape, resolveAxis } from './shapes.js';

function scaleAndShift(shape: Shape): ParameterSpec[] {
  return [
    { name: 'scale', role: 'scale', shape, fanIn: 1 },
    { name: 'shift', role: 'shift', shape, fanIn: 1 },
  ];
}

function channelsOf(x: Shape): number {
  const [, channels] = x;
  if (channels === undefined) throw new Mismatch(`an input (batch, channels, ...), got ${formatShape(x)}`);
  return channels;
}

/** The axes of a layer norm; never the batch, because its scale would then hold one number for each sample. */
function normalizedShape(axis: number, x: Shape): Shape {
  const from = resolveAxis(axis, x.length);
  if (from === 0) throw new Mismatch(`an axis after the batch, got ${axis} for ${formatShape(x)}`);
  return x.slice(from);
}

/** Normalisations: their scale and shift count as params, their arithmetic not as MACs. */
export const normalization: OpFamily<'batchNorm' | 'instanceNorm' | 'groupNorm' | 'layerNorm'> = {
  batchNorm: {
    role: 'norm',
    arity: [1, 1],
    batchStatistics: true,
    attrs: v.strictObject({ eps: s.positive, affine: v.boolean() }),
    infer(_, inputs) {
      const x = firstShape(inputs);
      channelsOf(x);
      return x;
    },
    parameters: (attrs, inputs) => (attrs.affine ? scaleAndShift([channelsOf(firstShape(inputs))]) : []),
    label: () => 'bn',
  },
  instanceNorm: {
    role: 'norm',
    arity: [1, 1],
    attrs: v.strictObject({ eps: s.positive, affine: v.boolean() }),
    infer(_, inputs) {
      const x = firstShape(inputs);
      if (x.length < 3) throw new Mismatch(`an input (batch, channels, space ...), got ${formatShape(x)}`);
      return x;
    },
    parameters: (attrs, inputs) => (attrs.affine ? scaleAndShift([channelsOf(firstShape(inputs))]) : []),
    label: () => 'in',
  },
  groupNorm: {
    role: 'norm',
    arity: [1, 1],
    attrs: v.strictObject({ groups: s.count, eps: s.positive, affine: v.boolean() }),
    infer({ groups }, inputs) {
      const x = firstShape(inputs);
      const channels = channelsOf(x);
      if (channels % groups !== 0) throw new Mismatch(`channels divisible by ${groups} groups, got ${channels}`);
      return x;
    },
    parameters: (attrs, inputs) => (attrs.affine ? scaleAndShift([channelsOf(firstShape(inputs))]) : []),
    label: (attrs) => `gn ${attrs.groups}`,
  },
  layerNorm: {
    role: 'norm',
    arity: [1, 1],
    attrs: v.strictObject({ axis: s.integer, eps: s.positive, affine: v.boolean() }),
    infer(attrs, inputs) {
      const x = firstShape(inputs);
      normalizedShape(attrs.axis, x);
      return x;
    },
    parameters: (attrs, inputs) => (attrs.affine ? scaleAndShift(normalizedShape(attrs.axis, firstShape(inputs))) : []),
    label: () => 'ln',
  },
};
