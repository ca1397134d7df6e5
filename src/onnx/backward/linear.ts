import { product } from '../../arch/ops/shapes.js';
import { int } from '../lower/graph-builder.js';
import type { LoweredValue } from '../lower/types.js';
import { list, matrixProduct, reshape, sum, sumTo, times } from './emit.js';
import type { BackwardFamily } from './types.js';

export const linear: BackwardFamily<'linear' | 'matmul'> = {
  /** dx = dy W, dW = dy^T x over all rows of the batch or of a sample. */
  linear({ outFeatures }, [x], dy, { graph, output, parameter }) {
    const features = x.shape[x.shape.length - 1];
    const [batch] = x.shape;
    const rows = product(x.shape.slice(0, -1));
    const flat = (value: LoweredValue, width: number): string => reshape(graph, value, [rows, width]);
    const perSample = (value: LoweredValue, width: number): string => reshape(graph, value, [batch, rows / batch, width]);
    const back = { name: dy, shape: output.shape };
    return {
      inputs: [() => graph.node('MatMul', [dy, parameter('weight')])],
      parameters: {
        weight: (of) =>
          of === 'sample'
            ? matrixProduct(graph, perSample(back, outFeatures), perSample(x, features), { transA: true })
            : graph.node('Gemm', [flat(back, outFeatures), flat(x, features)], { transA: int(1) }),
        bias: (of) =>
          of === 'sample'
            ? sum(graph, perSample(back, outFeatures), [1], false)
            : sum(graph, flat(back, outFeatures), [0], false),
      },
      firsts: {
        weight: () => {
          const column = (value: LoweredValue, width: number): string =>
            graph.node('Gather', [perSample(value, width), list(graph, [0])], { axis: int(2) });
          const products = times(graph, column(back, outFeatures), column(x, features));
          return sum(graph, products, [1], false);
        },
      },
    };
  },
  matmul: (_, [a, b], dy, { graph, output }) => ({
    inputs: [
      () => {
        const shape = [...output.shape.slice(0, -1), a.shape[a.shape.length - 1]];
        return sumTo(graph, { name: matrixProduct(graph, dy, b.name, { transB: true }), shape }, a.shape);
      },
      () => {
        const shape = [...output.shape.slice(0, -2), ...b.shape.slice(-2)];
        return sumTo(graph, { name: matrixProduct(graph, a.name, dy, { transA: true }), shape }, b.shape);
      },
    ],
  }),
};
