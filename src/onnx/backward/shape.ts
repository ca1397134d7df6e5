/** Operators that move numbers: their gradients move them back. */
import { sliceRange } from '../../arch/ops/shape.js';
import { resolveAxis } from '../../arch/ops/shapes.js';
import type { Shape } from '../../arch/types.js';
import { int, ints, type GraphBuilder } from '../lower/graph-builder.js';
import { list, reshape, scatterAdd } from './emit.js';
import type { BackwardFamily } from './types.js';

/** Zeros before and after along one axis. */
function padAxis(graph: GraphBuilder, x: string, rank: number, axis: number, before: number, after: number): string {
  if (before === 0 && after === 0) return x;
  const pads = new Array<number>(2 * rank).fill(0);
  pads[axis] = before;
  pads[axis + rank] = after;
  return graph.node('Pad', [x, list(graph, pads)]);
}

/** `step - 1` zeros behind every entry of an axis but the last. */
function spread(graph: GraphBuilder, x: string, shape: Shape, axis: number, step: number): string {
  if (step === 1 || shape[axis] === 1) return x;
  const length = shape[axis];
  const apart = graph.node('Reshape', [x, list(graph, [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)])]);
  const padded = padAxis(graph, apart, shape.length + 1, axis + 1, 0, step - 1);
  const joined = graph.node('Reshape', [
    padded,
    list(
      graph,
      shape.map((own, i) => (i === axis ? length * step : own)),
    ),
  ]);
  const end = (length - 1) * step + 1;
  return graph.node('Slice', [joined, list(graph, [0]), list(graph, [end]), list(graph, [axis])]);
}

export const shape: BackwardFamily<'concat' | 'slice' | 'pad' | 'reshape' | 'flatten' | 'transpose' | 'gather' | 'constant'> = {
  concat({ axis: given }, inputs, dy, { graph, output }) {
    const axis = resolveAxis(given, output.shape.length);
    const lengths = inputs.map((x) => x.shape[axis]);
    if (inputs.length === 1) return { inputs: [() => dy] };
    const parts = (): readonly string[] =>
      graph.emit('Split', [dy, list(graph, lengths)], { axis: int(axis) }, { outputs: inputs.length });
    // A card gives a node as many outputs as it has places for buffers, some ten.
    const part = (i: number): string => {
      const start = lengths.slice(0, i).reduce((sum, length) => sum + length, 0);
      return graph.node('Slice', [dy, list(graph, [start]), list(graph, [start + lengths[i]]), list(graph, [axis])]);
    };
    return { inputs: inputs.map((_, i) => () => (graph.dialect === 'card' ? part(i) : parts()[i])) };
  },
  slice: (attrs, [x], dy, { graph, output }) => ({
    inputs: [
      () => {
        const axis = resolveAxis(attrs.axis, x.shape.length);
        const { start, length } = sliceRange(attrs, x.shape[axis]);
        const end = start + (length - 1) * attrs.step + 1;
        const apart = spread(graph, dy, output.shape, axis, attrs.step);
        return padAxis(graph, apart, x.shape.length, axis, start, x.shape[axis] - end);
      },
    ],
  }),
  pad: ({ pads }, [x], dy, { graph }) => ({
    inputs: [
      () => {
        const begins = pads.slice(0, x.shape.length);
        const ends = begins.map((begin, axis) => begin + x.shape[axis]);
        return graph.node('Slice', [
          dy,
          list(graph, begins),
          list(graph, ends),
          list(
            graph,
            begins.map((_, axis) => axis),
          ),
        ]);
      },
    ],
  }),
  reshape: (_, [x], dy, { graph, output }) => ({ inputs: [() => reshape(graph, { name: dy, shape: output.shape }, x.shape)] }),
  flatten: (_, [x], dy, { graph, output }) => ({ inputs: [() => reshape(graph, { name: dy, shape: output.shape }, x.shape)] }),
  transpose: ({ permutation }, _, dy, { graph }) => ({
    inputs: [() => graph.node('Transpose', [dy], { perm: ints(permutation.map((__, axis) => permutation.indexOf(axis))) })],
  }),
  gather: ({ axis: given, indices }, [x], dy, { graph, output }) => ({
    inputs: [
      () => {
        const axis = resolveAxis(given, x.shape.length);
        const along = output.shape.map((length, i) => (i === axis ? length : 1));
        const places = graph.node('Expand', [graph.constant('int64', along, indices), list(graph, output.shape)]);
        return scatterAdd(graph, x.shape, places, dy, axis);
      },
    ],
  }),
  constant: (_, inputs) => ({ inputs: inputs.map(() => undefined) }),
};
