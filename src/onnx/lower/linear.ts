import { int, ints } from './graph-builder.js';
import type { LoweringFamily } from './types.js';

/** Gemm for matrices; MatMul with the transposed weight (folded when the session is made) for more axes. */
export const linear: LoweringFamily<'linear' | 'matmul'> = {
  linear({ bias }, [x], { graph, parameter }) {
    const weight = parameter('weight');
    if (x.shape.length === 2)
      return graph.node('Gemm', [x.name, weight, ...(bias ? [parameter('bias')] : [])], { transB: int(1) });
    const y = graph.node('MatMul', [x.name, graph.node('Transpose', [weight], { perm: ints([1, 0]) })]);
    return bias ? graph.node('Add', [y, parameter('bias')]) : y;
  },
  matmul: (_, [a, b], { graph }) => graph.node('MatMul', [a.name, b.name]),
};
