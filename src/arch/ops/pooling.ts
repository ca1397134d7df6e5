import { Mismatch } from '../../core/mismatch.js';
import * as v from 'valibot';
import * as s from './schema.js';
import type { OpDefinition, OpFamily } from './types.js';
import { firstShape, formatShape, poolOutput, resolveAxis, windowLabel } from './shapes.js';

function globalPool(label: string): OpDefinition<Record<string, never>> {
  return {
    role: 'pool',
    arity: [1, 1],
    attrs: s.none,
    infer(_, inputs) {
      const x = firstShape(inputs);
      if (x.length < 3) throw new Mismatch(`an input (batch, channels, space ...), got ${formatShape(x)}`);
      return x.map((length, axis) => (axis < 2 ? length : 1));
    },
    label: () => label,
  };
}

/** Pooling over windows, over all of space, and means over named axes. No MACs by NAS-Bench-201's counter. */
export const pooling: OpFamily<'maxPool' | 'avgPool' | 'globalAvgPool' | 'globalMaxPool' | 'mean'> = {
  maxPool: {
    role: 'pool',
    pool: 'max',
    arity: [1, 1],
    attrs: v.strictObject({ ...s.window, ceil: v.boolean() }),
    infer: (attrs, inputs) => poolOutput(attrs, firstShape(inputs)),
    label: (attrs) => `max pool ${windowLabel(attrs)}`,
  },
  avgPool: {
    role: 'pool',
    pool: 'avg',
    arity: [1, 1],
    attrs: v.strictObject({ ...s.window, ceil: v.boolean(), countPadding: v.boolean() }),
    infer: (attrs, inputs) => poolOutput(attrs, firstShape(inputs)),
    label: (attrs) => `avg pool ${windowLabel(attrs)}`,
  },
  globalAvgPool: globalPool('global avg pool'),
  globalMaxPool: globalPool('global max pool'),
  mean: {
    role: 'pool',
    arity: [1, 1],
    attrs: v.strictObject({ axes: v.pipe(v.array(s.integer), v.minLength(1)), keepDims: v.boolean() }),
    infer(attrs, inputs) {
      const x = firstShape(inputs);
      const axes = new Set(attrs.axes.map((axis) => resolveAxis(axis, x.length)));
      if (axes.size !== attrs.axes.length) throw new Mismatch(`every axis once, got ${attrs.axes.join(',')}`);
      return attrs.keepDims ? x.map((length, axis) => (axes.has(axis) ? 1 : length)) : x.filter((_, axis) => !axes.has(axis));
    },
    label: (attrs) => `mean ${attrs.axes.join(',')}`,
  },
};
