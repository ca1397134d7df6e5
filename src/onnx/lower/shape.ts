import { sliceRange } from '../../arch/ops/shape.js';
import { resolveAxis } from '../../arch/ops/shapes.js';
import { int, ints, type GraphBuilder } from './graph-builder.js';
import type { LoweringFamily } from './types.js';

function reshaped(graph: GraphBuilder, x: string, shape: readonly number[]): string {
  return graph.node('Reshape', [x, graph.constant('int64', [shape.length], [...shape])]);
}

/** Operators that move numbers. Shapes are known when the graph is written, so targets are concrete. */
export const shape: LoweringFamily<'concat' | 'slice' | 'pad' | 'reshape' | 'flatten' | 'transpose'> = {
  concat: ({ axis }, inputs, { graph }) =>
    inputs.length === 1
      ? inputs[0].name
      : graph.node(
          'Concat',
          inputs.map(({ name }) => name),
          { axis: int(axis) },
        ),
  slice(attrs, [x], { graph }) {
    const axis = resolveAxis(attrs.axis, x.shape.length);
    const { start, length } = sliceRange(attrs, x.shape[axis]);
    const end = start + (length - 1) * attrs.step + 1;
    const list = (value: number): string => graph.constant('int64', [1], [value]);
    return graph.node('Slice', [x.name, list(start), list(end), list(axis), list(attrs.step)]);
  },
  pad: ({ pads, value }, [x], { graph }) =>
    graph.node('Pad', [
      x.name,
      graph.constant('int64', [pads.length], pads),
      ...(value === 0 ? [] : [graph.constant('float', [], [value])]),
    ]),
  reshape: (_, [x], context) => reshaped(context.graph, x.name, context.shape),
  flatten: (_, [x], context) => reshaped(context.graph, x.name, context.shape),
  transpose: ({ permutation }, [x], { graph }) => graph.node('Transpose', [x.name], { perm: ints(permutation) }),
};
