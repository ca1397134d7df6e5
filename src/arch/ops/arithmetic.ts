import * as v from 'valibot';
import * as s from './schema.js';
import type { OpDefinition, OpFamily } from './types.js';
import { broadcastShapes } from './shapes.js';

function merge(label: string, arity: readonly [number, number], commutative: boolean): OpDefinition<Record<string, never>> {
  return { role: 'merge', arity, attrs: s.none, commutative, infer: (_, shapes) => broadcastShapes(shapes), label: () => label };
}

/** Element by element arithmetic with NumPy broadcasting, and the sources of constants. */
export const arithmetic: OpFamily<'add' | 'mul' | 'sub' | 'div' | 'affine' | 'identity' | 'zeros' | 'parameter'> = {
  add: merge('add', [1, Infinity], true),
  mul: merge('mul', [2, Infinity], true),
  sub: merge('sub', [2, 2], false),
  div: merge('div', [2, 2], false),
  affine: {
    role: 'other',
    arity: [1, 1],
    attrs: v.strictObject({ scale: s.finite, shift: s.finite }),
    infer: (_, [x]) => x,
    label: (attrs) => `${attrs.scale}x${attrs.shift === 0 ? '' : ` + ${attrs.shift}`}`,
  },
  identity: { role: 'skip', arity: [1, 1], attrs: s.none, infer: (_, [x]) => x, label: () => 'skip' },
  zeros: { role: 'none', arity: [1, 1], attrs: s.none, infer: (_, [x]) => x, label: () => 'none' },
  parameter: {
    role: 'other',
    arity: [0, 0],
    attrs: v.strictObject({ shape: v.array(s.count) }),
    infer: (attrs) => attrs.shape,
    parameters: (attrs) => [{ name: 'value', role: 'weight', shape: attrs.shape, fanIn: 1 }],
    label: () => 'parameter',
  },
};
