/**
 * Stochastic gradient descent as PyTorch's `SGD`, without dampening:
 *   g = gradient + decay w;  v = momentum v + g;  w = w - rate (nesterov ? g + momentum v : v)
 */
import { minus, plus, scaled, times } from '../../onnx/backward/emit.js';
import type { Optimizer } from './types.js';
import { valueNamed } from './value-named.js';

export const sgd: Optimizer = {
  title: 'stochastic gradient descent with momentum',
  ownSettings: ['momentum', 'nesterov'],
  memory: ['momentum'],
  scalars: (_, learningRate) => ({ rate: learningRate }),
  update({ graph, weights, gradient, memory, scalars, settings: { momentum, nesterov, weightDecay } }) {
    const g = weightDecay === 0 ? gradient : plus(graph, gradient, scaled(graph, weights, weightDecay));
    const v = plus(graph, scaled(graph, valueNamed(memory, 'momentum'), momentum), g);
    const direction = nesterov ? plus(graph, g, scaled(graph, v, momentum)) : v;
    const step = times(graph, direction, valueNamed(scalars, 'rate'));
    return { weights: minus(graph, weights, step), memory: { momentum: v } };
  },
};
