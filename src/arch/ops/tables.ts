import { Mismatch } from '../../core/mismatch.js';
import * as v from 'valibot';
import * as s from './schema.js';
import type { OpFamily } from './types.js';
import { firstShape, lengthAt, product, repeatedShape, resolveAxis } from './shapes.js';

const constantAttrs = v.pipe(
  v.strictObject({ shape: v.array(s.count), values: v.pipe(v.array(s.finite), v.minLength(1)) }),
  v.check(
    ({ shape, values }) => values.length === 1 || values.length === product(shape),
    'as many values as the shape has elements, or one for all',
  ),
);

/** Numbers that are part of the architecture: given ones, and fixed places to read. */
export const tables: OpFamily<'constant' | 'gather' | 'embedding'> = {
  constant: {
    role: 'other',
    arity: [0, 1],
    attrs: constantAttrs,
    zeroWhen: ({ values }) => (values.every((value) => value === 0) ? 'all' : 'never'),
    infer({ shape }, [like]) {
      return like === undefined ? shape : repeatedShape(shape, like);
    },
    label: ({ values }) => (values.length === 1 ? `constant ${values[0]}` : 'constant'),
  },
  gather: {
    role: 'shape',
    arity: [1, 1],
    attrs: v.strictObject({ axis: s.integer, indices: v.pipe(v.array(s.padAmount), v.minLength(1)) }),
    infer({ axis, indices }, inputs) {
      const x = firstShape(inputs);
      const resolved = resolveAxis(axis, x.length);
      const rows = lengthAt(x, resolved);
      const beyond = indices.find((index) => index >= rows);
      if (beyond !== undefined) throw new Mismatch(`indices below ${rows}, got ${beyond}`);
      return x.map((length, i) => (i === resolved ? indices.length : length));
    },
    label: ({ indices }) => `gather ${indices.length}`,
  },
  embedding: {
    role: 'other',
    arity: [1, 1],
    attrs: v.strictObject({ count: s.count, features: s.count }),
    zeroWhen: () => 'never',
    infer: ({ features }, inputs) => [...firstShape(inputs), features],
    parameters: ({ count, features }) => [{ name: 'weight', role: 'weight', shape: [count, features], fanIn: 1 }],
    label: ({ count, features }) => `embedding ${count} x ${features}`,
  },
};

/**
 * The row of the table for a number. An integer is a token. Scores also feed noise: the fractional part of any other number
 * gives a relative position in the table, so that noise selects all tokens.
 */
export function tokenAt(value: number, count: number): number {
  const whole = Math.floor(value);
  const token = (whole + Math.floor((value - whole) * count)) % count;
  return token < 0 ? token + count : token;
}
