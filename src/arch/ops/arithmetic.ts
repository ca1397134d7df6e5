import * as v from 'valibot';
import * as s from './schema.js';
import type { OpDefinition, OpFamily } from './types.js';
import { broadcastShapes, firstShape, repeatedShape } from './shapes.js';

type Plain = OpDefinition<Record<string, never>>;

function merge(label: string, arity: readonly [number, number], properties: Partial<Plain>): Plain {
  return {
    role: 'merge',
    arity,
    attrs: s.none,
    infer: (_, shapes) => broadcastShapes(shapes),
    label: () => label,
    ...properties,
  };
}

/** Element by element arithmetic with NumPy broadcasting, and the sources of constants. */
export const arithmetic: OpFamily<'add' | 'mul' | 'sub' | 'div' | 'affine' | 'identity' | 'zeros' | 'parameter'> = {
  add: merge('add', [1, Infinity], { commutative: true, sums: true }),
  mul: merge('mul', [2, Infinity], { commutative: true, zeroWhen: () => 'any' }),
  sub: merge('sub', [2, 2], {}),
  div: merge('div', [2, 2], { zeroWhen: () => 'never' }),
  affine: {
    role: 'other',
    arity: [1, 1],
    attrs: v.strictObject({ scale: s.finite, shift: s.finite }),
    zeroWhen: (attrs) => (attrs.shift === 0 ? 'all' : 'never'),
    infer: (_, inputs) => firstShape(inputs),
    label: (attrs) => `${attrs.scale}x${attrs.shift === 0 ? '' : ` + ${attrs.shift}`}`,
  },
  identity: { role: 'skip', arity: [1, 1], attrs: s.none, infer: (_, inputs) => firstShape(inputs), label: () => 'skip' },
  zeros: { role: 'none', arity: [1, 1], attrs: s.none, infer: (_, inputs) => firstShape(inputs), label: () => 'none' },
  parameter: {
    role: 'other',
    arity: [0, 1],
    attrs: v.strictObject({ shape: v.array(s.count) }),
    zeroWhen: () => 'never',
    infer({ shape }, [like]) {
      return like === undefined ? shape : repeatedShape(shape, like);
    },
    parameters: (attrs) => [{ name: 'value', role: 'weight', shape: attrs.shape, fanIn: 1 }],
    label: () => 'parameter',
  },
};
