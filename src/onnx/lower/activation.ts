import { float, int, type GraphBuilder } from './graph-builder.js';
import type { LoweringFamily } from './types.js';

function scalar(graph: GraphBuilder, value: number): string {
  return graph.constant('float', [], [value]);
}

/** Activations; those ONNX 17 lacks are written out. */
export const activation: LoweringFamily<
  'relu' | 'leakyRelu' | 'clip' | 'gelu' | 'silu' | 'hardSwish' | 'hardSigmoid' | 'sigmoid' | 'tanh' | 'softmax' | 'unary'
> = {
  relu: (_, [x], { graph }) => graph.node('Relu', [x.name]),
  leakyRelu: ({ slope }, [x], { graph }) => graph.node('LeakyRelu', [x.name], { alpha: float(slope) }),
  clip: ({ min, max }, [x], { graph }) => graph.node('Clip', [x.name, scalar(graph, min), scalar(graph, max)]),
  /** x (1 + erf(x / sqrt 2)) / 2, or with erf(u) replaced by tanh(sqrt(2 / pi) (x + 0.044715 x^3)). */
  gelu({ approximate }, [{ name: x }], { graph }) {
    const inner = (): string => {
      const cube = graph.node('Mul', [graph.node('Mul', [x, x]), x]);
      const sum = graph.node('Add', [x, graph.node('Mul', [cube, scalar(graph, 0.044715)])]);
      return graph.node('Tanh', [graph.node('Mul', [sum, scalar(graph, Math.sqrt(2 / Math.PI))])]);
    };
    const gate = approximate === 'tanh' ? inner() : graph.node('Erf', [graph.node('Div', [x, scalar(graph, Math.SQRT2)])]);
    return graph.node('Mul', [graph.node('Mul', [x, graph.node('Add', [gate, scalar(graph, 1)])]), scalar(graph, 0.5)]);
  },
  silu: (_, [x], { graph }) => graph.node('Mul', [x.name, graph.node('Sigmoid', [x.name])]),
  hardSwish: (_, [x], { graph }) => graph.node('HardSwish', [x.name]),
  hardSigmoid: (_, [x], { graph }) => graph.node('HardSigmoid', [x.name], { alpha: float(1 / 6), beta: float(0.5) }),
  sigmoid: (_, [x], { graph }) => graph.node('Sigmoid', [x.name]),
  tanh: (_, [x], { graph }) => graph.node('Tanh', [x.name]),
  softmax: ({ axis }, [x], { graph }) => graph.node('Softmax', [x.name], { axis: int(axis) }),
  unary: (attrs, [x], { graph }) =>
    graph.node({ exp: 'Exp', log: 'Log', sqrt: 'Sqrt', abs: 'Abs', erf: 'Erf' }[attrs.function], [x.name]),
};
