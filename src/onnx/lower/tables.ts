import { product, resolveAxis } from '../../arch/ops/shapes.js';
import { int } from './graph-builder.js';
import type { LoweringFamily } from './types.js';

/** Numbers that are part of the architecture, as constants of the graph. */
export const tables: LoweringFamily<'constant' | 'gather'> = {
  constant({ shape, values }, [like], { graph, shape: output }) {
    const all = values.length === 1 ? new Array<number>(product(shape)).fill(values[0]) : values;
    const name = graph.constant('float', shape, all);
    return like === undefined ? name : graph.node('Expand', [name, graph.constant('int64', [output.length], [...output])]);
  },
  gather: ({ axis, indices }, [x], { graph }) =>
    graph.node('Gather', [x.name, graph.constant('int64', [indices.length], indices)], {
      axis: int(resolveAxis(axis, x.shape.length)),
    }),
};
