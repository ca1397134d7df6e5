import { describe, expect, it } from 'vitest';
import { createGraphBuilder } from '../../onnx/lower/graph-builder.js';
import { encodeModel } from '../../onnx/proto/encode-model.js';
import { openOrtEngine } from '../../platform/node/devices/ort-engine.js';
import { resolveSettings } from '../settings.js';
import type { TrainingSettings } from '../types.js';
import { optimizers } from './index.js';

const engine = await openOrtEngine();

/** Weights after each of some steps with these gradients, from one weight of 1. */
async function follow(given: Partial<TrainingSettings>, gradients: readonly number[]): Promise<number[]> {
  const settings = resolveSettings(given);
  const optimizer = optimizers[settings.optimizer];
  const graph = createGraphBuilder();
  const { memory } = optimizer;
  const scalars = Object.keys(optimizer.scalars(0, 0, settings));
  const same = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]));
  const updated = optimizer.update({
    graph,
    settings,
    weights: 'w',
    gradient: 'g',
    memory: same(memory),
    scalars: same(scalars),
  });
  const session = await engine.createSession(
    encodeModel({
      name: 'update',
      nodes: graph.nodes,
      initializers: graph.initializers,
      inputs: [
        ...['w', 'g', ...memory].map((name) => ({ name, type: 'float' as const, dims: [1] })),
        ...scalars.map((name) => ({ name, type: 'float' as const, dims: [] })),
      ],
      outputs: [updated.weights, ...memory.map((name) => updated.memory[name])].map((name) => ({ name, type: 'float' })),
    }),
  );
  let state = Object.fromEntries(['w', ...memory].map((name) => [name, name === 'w' ? 1 : 0]));
  const weights: number[] = [];
  for (const [step, g] of gradients.entries()) {
    const numbers = Object.entries(optimizer.scalars(step, settings.learningRate, settings));
    const results = await session.run(
      Object.fromEntries([
        ...Object.entries({ ...state, g }).map(([name, value]) => [name, { dims: [1], values: Float32Array.of(value) }]),
        ...numbers.map(([name, value]) => [name, { dims: [], values: Float32Array.of(value) }]),
      ]),
    );
    state = {
      w: results[updated.weights].values[0],
      ...Object.fromEntries(memory.map((name) => [name, results[updated.memory[name]].values[0]])),
    };
    weights.push(state.w);
  }
  await session.release();
  return weights;
}

/** By hand; the last digits are float32's. */
describe('a step of', () => {
  it('plain momentum adds what is kept of the last direction', async () => {
    // v: 2, then 0.5 * 2 + 4 = 5
    const [first, second] = await follow({ learningRate: 0.1, momentum: 0.5, nesterov: false, weightDecay: 0 }, [2, 4]);
    expect(first).toBeCloseTo(1 - 0.1 * 2, 6);
    expect(second).toBeCloseTo(0.8 - 0.1 * 5, 6);
  });

  it('Nesterov looks a step ahead', async () => {
    // v: 2, 5; directions g + 0.5 v: 3, 6.5
    const [first, second] = await follow({ learningRate: 0.1, momentum: 0.5, nesterov: true, weightDecay: 0 }, [2, 4]);
    expect(first).toBeCloseTo(0.7, 6);
    expect(second).toBeCloseTo(0.05, 6);
  });

  it('SGD adds weight decay to the gradient', async () => {
    // g = 2 + 0.25 * 1
    const [first] = await follow({ learningRate: 0.1, momentum: 0, nesterov: false, weightDecay: 0.25 }, [2]);
    expect(first).toBeCloseTo(1 - 0.225, 6);
  });

  it('AdamW first steps by the full rate for any gradient, and shrinks weights apart from it', async () => {
    const [first, second] = await follow({ optimizer: 'adamw', learningRate: 0.1, weightDecay: 0.5 }, [3, -1]);
    // 1 - 0.1 * 0.5 - 0.1 * 3 / (3 + 1e-8)
    expect(first).toBeCloseTo(0.85, 6);
    // m = 0.9 * 0.3 - 0.1 = 0.17, over 0.19; v = 0.999 * 0.009 + 0.001 = 0.009991, over 0.001999
    expect(second).toBeCloseTo(0.85 * 0.95 - (0.1 * (0.17 / 0.19)) / Math.sqrt(0.009991 / 0.001999), 5);
  });
});
