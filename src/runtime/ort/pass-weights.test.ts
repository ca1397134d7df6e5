import { describe, expect, it } from 'vitest';
import { createArchBuilder } from '../../arch/build.js';
import { parametersOf } from '../../arch/parameters.js';
import { openOrtEngine } from '../../platform/node/devices/ort-engine.js';
import type { ForwardJob } from '../passes/types.js';
import { createInitializer } from '../weights/index.js';
import { createOrtRuntime } from './ort-runtime.js';
import { passWeights } from './pass-weights.js';

function linear(features: number): ForwardJob {
  const b = createArchBuilder();
  const architecture = b.finish([b.add('linear', [b.input('x', [1, 3, features])], { outFeatures: features, bias: true })]);
  const values = Float32Array.from({ length: 6 * features }, (_, i) => Math.sin(i));
  return {
    architecture,
    inputs: [{ shape: [3, features], count: 2, values }],
    norm: 'joint',
    weights: createInitializer('kaiming-uniform', 3),
    readings: [{ kind: 'values', of: 'outputs', samples: 'all' }],
  };
}

describe('the weights of a pass', () => {
  it('are drawn when a large model is written, the same numbers', async () => {
    const job = linear(4200);
    const [weight, bias] = [...parametersOf(job.architecture).values()].flat();
    const given = [weight, bias].map((parameter) => passWeights(job)(parameter, 4200 * 4201));
    expect(given.map((one) => typeof one)).toEqual(['function', 'function']);
    const { values, meanSquare } = job.weights;
    const runtime = createOrtRuntime(await openOrtEngine());
    const [late] = await runtime.forward(job);
    const [kept] = await runtime.forward({ ...job, weights: { values, meanSquare } });
    expect(late).toEqual(kept);
  });

  it('are kept in a small network, and where gradients read them again', () => {
    const job = linear(4);
    const [weight] = [...parametersOf(job.architecture).values()].flat();
    expect(passWeights(job)(weight, 20)).toBe(job.weights.values(weight));
    const readings = [{ kind: 'weight-gradient', of: 'weighted-outputs', loss: 'outputs', measure: 'norm' }] as const;
    expect(passWeights({ ...job, readings })(weight, 1e9)).toBe(job.weights.values(weight));
  });
});
