import type { GraphBuilder } from './graph-builder.js';
import type { LoweredValue, LoweringFamily } from './types.js';

/** Left to right, as PyTorch sums a list. */
function chain(op: string, inputs: readonly LoweredValue[], graph: GraphBuilder): string {
  return inputs.map(({ name }) => name).reduce((sum, name) => graph.node(op, [sum, name]));
}

/** Arithmetic. Identities vanish; zeros are made only where an operator reads them. */
export const arithmetic: LoweringFamily<'add' | 'mul' | 'sub' | 'div' | 'affine' | 'identity' | 'zeros' | 'parameter'> = {
  add: (_, inputs, { graph }) => chain('Add', inputs, graph),
  mul: (_, inputs, { graph }) => chain('Mul', inputs, graph),
  sub: (_, [a, b], { graph }) => graph.node('Sub', [a.name, b.name]),
  div: (_, [a, b], { graph }) => graph.node('Div', [a.name, b.name]),
  affine({ scale, shift }, [x], { graph }) {
    const scaled = scale === 1 ? x.name : graph.node('Mul', [x.name, graph.constant('float', [], [scale])]);
    return shift === 0 ? scaled : graph.node('Add', [scaled, graph.constant('float', [], [shift])]);
  },
  identity: (_, [x]) => x.name,
  zeros: (_, __, { graph, shape }) => zeroTensor(graph, shape),
  parameter: (_, [like], { graph, shape, parameter }) =>
    like === undefined
      ? parameter('value')
      : graph.node('Expand', [parameter('value'), graph.constant('int64', [shape.length], [...shape])]),
};

/** Zeros of a shape, one tensor for all readers. */
export function zeroTensor(graph: GraphBuilder, shape: readonly number[]): string {
  return graph.node('ConstantOfShape', [graph.constant('int64', [shape.length], [...shape])]);
}
