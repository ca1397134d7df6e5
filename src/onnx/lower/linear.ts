import { product } from '../../arch/ops/shapes.js';
import { int } from './graph-builder.js';
import type { LoweringFamily } from './types.js';

/**
 * Gemm on matrices; sequences are made matrices and back. It reads the weight as it is stored: a MatMul of sequences would read it
 * transposed, a copy of every weight when the session is made.
 */
export const linear: LoweringFamily<'linear' | 'matmul'> = {
  linear({ bias }, [x], { graph, shape, parameter }) {
    const features = x.shape.at(-1) as number;
    const isMatrix = x.shape.length === 2;
    const list = (values: readonly number[]): string => graph.constant('int64', [values.length], values);
    const rows = isMatrix ? x.name : graph.node('Reshape', [x.name, list([product(x.shape.slice(0, -1)), features])]);
    const y = graph.node('Gemm', [rows, parameter('weight'), ...(bias ? [parameter('bias')] : [])], { transB: int(1) });
    return isMatrix ? y : graph.node('Reshape', [y, list(shape)]);
  },
  matmul: (_, [a, b], { graph }) => graph.node('MatMul', [a.name, b.name]),
};
