/**
 * AdamW (Loshchilov and Hutter 2019) as PyTorch's, with its defaults of 0.9, 0.999 and 1e-8:
 *   w = w - rate decay w;  m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2
 *   w = w - rate / (1 - b1^t) m / (sqrt(v) / sqrt(1 - b2^t) + eps)
 */
import { minus, plus, scalar, scaled, times } from '../../onnx/backward/emit.js';
import type { Optimizer } from './types.js';
import { valueNamed } from './value-named.js';

const firstDecay = 0.9;
const secondDecay = 0.999;
const eps = 1e-8;

export const adamw: Optimizer = {
  title: 'Adam with decoupled weight decay',
  ownSettings: [],
  memory: ['mean', 'square'],
  scalars: (step, learningRate, { weightDecay }) => ({
    size: learningRate / (1 - firstDecay ** (step + 1)),
    spread: 1 / Math.sqrt(1 - secondDecay ** (step + 1)),
    kept: 1 - learningRate * weightDecay,
  }),
  update({ graph, weights, gradient, memory, scalars }) {
    const mean = plus(graph, scaled(graph, valueNamed(memory, 'mean'), firstDecay), scaled(graph, gradient, 1 - firstDecay));
    const square = plus(
      graph,
      scaled(graph, valueNamed(memory, 'square'), secondDecay),
      scaled(graph, times(graph, gradient, gradient), 1 - secondDecay),
    );
    const root = times(graph, graph.node('Sqrt', [square]), valueNamed(scalars, 'spread'));
    const deviation = plus(graph, root, scalar(graph, eps));
    const step = times(graph, graph.node('Div', [mean, deviation]), valueNamed(scalars, 'size'));
    const kept = times(graph, weights, valueNamed(scalars, 'kept'));
    return { weights: minus(graph, kept, step), memory: { mean, square } };
  },
};
