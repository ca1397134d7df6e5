import { Mismatch } from '../../core/mismatch.js';
import * as v from 'valibot';
import * as s from './schema.js';
import type { OpFamily } from './types.js';
import { broadcastShapes, formatShape, product } from './shapes.js';

/** Matrix products: with a learned matrix (`linear`) or between two activations (`matmul`). */
export const linear: OpFamily<'linear' | 'matmul'> = {
  linear: {
    role: 'conv',
    arity: [1, 1],
    attrs: v.strictObject({ outFeatures: s.count, bias: v.boolean() }),
    infer(attrs, [x]) {
      if (x.length < 2) throw new Mismatch(`at least 2 axes, got ${formatShape(x)}`);
      return [...x.slice(0, -1), attrs.outFeatures];
    },
    parameters(attrs, [x]) {
      const fanIn = x[x.length - 1];
      const weight = { name: 'weight', role: 'weight', shape: [attrs.outFeatures, fanIn], fanIn } as const;
      return attrs.bias ? [weight, { name: 'bias', role: 'bias', shape: [attrs.outFeatures], fanIn }] : [weight];
    },
    macs: (attrs, [x], y) => product(y) * (x[x.length - 1] + (attrs.bias ? 1 : 0)),
    label: (attrs) => `linear ${attrs.outFeatures}`,
  },
  matmul: {
    role: 'merge',
    arity: [2, 2],
    attrs: s.none,
    zeroWhen: () => 'any',
    infer(_, [a, b]) {
      if (a.length < 2 || b.length < 2 || a[a.length - 1] !== b[b.length - 2]) {
        throw new Mismatch(`shapes (..., m, k) and (..., k, n), got ${formatShape(a)} and ${formatShape(b)}`);
      }
      return [...broadcastShapes([a.slice(0, -2), b.slice(0, -2)]), a[a.length - 2], b[b.length - 1]];
    },
    macs: (_, [a], y) => product(y) * a[a.length - 1],
    label: () => 'matmul',
  },
};
