import { product, resolveAxis } from '../../arch/ops/shapes.js';
import { int, type GraphBuilder } from './graph-builder.js';
import type { LoweringFamily } from './types.js';

/** Numbers that are part of the architecture, as constants of the graph. */
export const tables: LoweringFamily<'constant' | 'gather' | 'embedding'> = {
  constant({ shape, values }, [like], { graph, shape: output }) {
    const all = values.length === 1 ? new Array<number>(product(shape)).fill(values[0]) : values;
    const name = graph.constant('float', shape, all);
    return like === undefined ? name : graph.node('Expand', [name, graph.constant('int64', [output.length], [...output])]);
  },
  gather: ({ axis, indices }, [x], { graph }) =>
    graph.node('Gather', [x.name, graph.constant('int64', [indices.length], indices)], {
      axis: int(resolveAxis(axis, x.shape.length)),
    }),
  /** `tokenAt`, then the rows of the table. */
  embedding({ count }, [x], { graph, parameter }) {
    return graph.node('Gather', [parameter('weight'), tokenNames(graph, x.name, count)], { axis: int(0) });
  },
};

/** The tokens that numbers stand for, as integers. */
export function tokenNames(graph: GraphBuilder, x: string, count: number): string {
  const size = graph.constant('float', [], [count]);
  const whole = graph.node('Floor', [x]);
  const pointed = graph.node('Floor', [graph.node('Mul', [graph.node('Sub', [x, whole]), size])]);
  const token = graph.node('Cast', [graph.node('Add', [whole, pointed])], { to: int(7) });
  return graph.node('Mod', [token, graph.constant('int64', [], [count])]);
}
