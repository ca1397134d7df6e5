import * as v from 'valibot';
import * as s from './schema.js';
import type { OpDefinition, OpFamily } from './types.js';
import { firstShape, resolveAxis } from './shapes.js';

function elementwise<A>(label: string, attrs: v.GenericSchema<unknown, A>): OpDefinition<A> {
  return {
    role: 'activation',
    arity: [1, 1],
    isElementwise: true,
    attrs,
    infer: (_, inputs) => firstShape(inputs),
    label: () => label,
  };
}

/** A function with f(0) other than 0. */
function lifted<A>(definition: OpDefinition<A>): OpDefinition<A> {
  return { ...definition, zeroWhen: () => 'never' };
}

/** ReLU and its variants: those that PyTorch names `...ReLU...` (ReLU6 is a clip from 0). */
function rectifier<A>(definition: OpDefinition<A>, rectifies: (attrs: A) => boolean = () => true): OpDefinition<A> {
  return { ...definition, rectifies };
}

/** A rectifier without a corner. */
function smooth<A>(definition: OpDefinition<A>): OpDefinition<A> {
  return { ...definition, rectifiesSmoothly: true };
}

const clipAttrs = v.pipe(
  v.strictObject({ min: s.finite, max: s.finite }),
  v.check(({ min, max }) => min <= max, 'min to be at most max'),
);

/** Functions of one number, and softmax. */
export const activation: OpFamily<
  'relu' | 'leakyRelu' | 'clip' | 'gelu' | 'silu' | 'hardSwish' | 'hardSigmoid' | 'sigmoid' | 'tanh' | 'softmax' | 'unary'
> = {
  relu: rectifier(elementwise('relu', s.none)),
  leakyRelu: rectifier(elementwise('leaky relu', v.strictObject({ slope: s.finite }))),
  clip: {
    ...rectifier(elementwise('clip', clipAttrs), ({ min, max }) => min === 0 && max > 0),
    zeroWhen: ({ min, max }) => (min <= 0 && max >= 0 ? 'all' : 'never'),
    label: ({ min, max }) => `clip ${min}..${max}`,
  },
  gelu: smooth(elementwise('gelu', v.strictObject({ approximate: v.picklist(['none', 'tanh']) }))),
  silu: smooth(elementwise('silu', s.none)),
  hardSwish: smooth(elementwise('hard swish', s.none)),
  hardSigmoid: lifted(elementwise('hard sigmoid', s.none)),
  sigmoid: lifted(elementwise('sigmoid', s.none)),
  tanh: elementwise('tanh', s.none),
  softmax: {
    ...lifted(elementwise('softmax', v.strictObject({ axis: s.integer }))),
    isElementwise: false,
    infer(attrs, inputs) {
      const x = firstShape(inputs);
      resolveAxis(attrs.axis, x.length);
      return x;
    },
  },
  unary: {
    ...elementwise('function', v.strictObject({ function: v.picklist(['exp', 'log', 'sqrt', 'abs', 'erf']) })),
    role: 'other',
    isElementwise: false,
    zeroWhen: (attrs) => (attrs.function === 'exp' || attrs.function === 'log' ? 'never' : 'all'),
    label: (attrs) => attrs.function,
  },
};
