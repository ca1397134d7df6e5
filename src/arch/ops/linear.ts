import { Mismatch } from '../../core/mismatch.js';
import * as v from 'valibot';
import * as s from './schema.js';
import type { OpFamily } from './types.js';
import { broadcastShapes, firstShape, formatShape, lengthAt, product } from './shapes.js';

/** Matrix products: with a learned matrix (`linear`) or between two activations (`matmul`). */
export const linear: OpFamily<'linear' | 'matmul'> = {
  linear: {
    role: 'conv',
    arity: [1, 1],
    attrs: v.strictObject({ outFeatures: s.count, bias: v.boolean() }),
    infer(attrs, inputs) {
      const x = firstShape(inputs);
      if (x.length < 2) throw new Mismatch(`at least 2 axes, got ${formatShape(x)}`);
      return [...x.slice(0, -1), attrs.outFeatures];
    },
    parameters(attrs, inputs) {
      const fanIn = lengthAt(firstShape(inputs), -1);
      const weight = { name: 'weight', role: 'weight', shape: [attrs.outFeatures, fanIn], fanIn } as const;
      return attrs.bias ? [weight, { name: 'bias', role: 'bias', shape: [attrs.outFeatures], fanIn }] : [weight];
    },
    macs: (attrs, inputs, y) => product(y) * (lengthAt(firstShape(inputs), -1) + (attrs.bias ? 1 : 0)),
    label: (attrs) => `linear ${attrs.outFeatures}`,
  },
  matmul: {
    role: 'merge',
    mixesPlaces: true,
    arity: [2, 2],
    attrs: s.none,
    zeroWhen: () => 'any',
    infer(_, inputs) {
      const a = firstShape(inputs);
      const b = firstShape(inputs.slice(1));
      if (a.length < 2 || b.length < 2 || a.at(-1) !== b.at(-2)) {
        throw new Mismatch(`shapes (..., m, k) and (..., k, n), got ${formatShape(a)} and ${formatShape(b)}`);
      }
      return [...broadcastShapes([a.slice(0, -2), b.slice(0, -2)]), lengthAt(a, -2), lengthAt(b, -1)];
    },
    macs: (_, inputs, y) => product(y) * lengthAt(firstShape(inputs), -1),
    label: () => 'matmul',
  },
};
