import { Mismatch } from '../../core/mismatch.js';
import type { LoweredValue } from '../lower/types.js';
import { scaled, sumTo, times } from './emit.js';
import type { BackwardContext, BackwardFamily, GradientOf, Pullbacks } from './types.js';

/** Gradients of broadcast inputs: `write` gives that of input i as wide as the output. */
function merged(inputs: readonly LoweredValue[], { graph, output }: BackwardContext, write: (i: number) => string): Pullbacks {
  return {
    inputs: inputs.map(
      ({ shape }, i) =>
        () =>
          sumTo(graph, { name: write(i), shape: output.shape }, shape),
    ),
  };
}

export const arithmetic: BackwardFamily<'add' | 'mul' | 'sub' | 'div' | 'affine' | 'identity' | 'zeros' | 'parameter'> = {
  add: (_, inputs, dy, context) => merged(inputs, context, () => dy),
  /** dy times the other factors. */
  mul: (_, inputs, dy, context) =>
    merged(inputs, context, (i) =>
      inputs.reduce((product, { name }, j) => (j === i ? product : times(context.graph, product, name)), dy),
    ),
  sub: (_, inputs, dy, context) => merged(inputs, context, (i) => (i === 0 ? dy : context.graph.node('Neg', [dy]))),
  /** dy / b, and - y dy / b. */
  div: (_, [a, b], dy, context) =>
    merged([a, b], context, (i) => {
      const { graph, output } = context;
      const quotient = graph.node('Div', [dy, b.name]);
      return i === 0 ? quotient : graph.node('Neg', [times(graph, quotient, output.name)]);
    }),
  affine: ({ scale }, _, dy, { graph }) => ({ inputs: [() => scaled(graph, dy, scale)] }),
  identity: (_, __, dy) => ({ inputs: [() => dy] }),
  zeros: () => ({ inputs: [undefined] }),
  parameter: ({ shape }, inputs, dy, { graph, output }) => ({
    inputs: inputs.map(() => undefined),
    parameters: {
      value: (of: GradientOf) => {
        if (of === 'sample') throw new Mismatch('a weight with a gradient for each sample, which a learned table does not have');
        return sumTo(graph, { name: dy, shape: output.shape }, shape);
      },
    },
  }),
};
