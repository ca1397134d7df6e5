import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backwardCases, networkOf } from '../../../../test/backward-cases.js';
import { architectures } from '../../../../test/random-architecture.js';
import { createArchBuilder } from '../../../arch/build.js';
import { ops } from '../../../arch/ops/index.js';
import { product } from '../../../arch/ops/shapes.js';
import { parametersOf } from '../../../arch/parameters.js';
import type { Architecture, OpName, Shape } from '../../../arch/types.js';
import { createRng } from '../../../core/rng.js';
import type { NormMode } from '../../passes/types.js';
import { runReference, type ReferenceRun } from '../run-reference.js';
import type { Tensor } from '../tensor.js';
import { runBackward } from './run-backward.js';

function normalTensor(shape: Shape, purpose: string): Tensor {
  const rng = createRng(5, purpose);
  return { shape, values: Float64Array.from({ length: product(shape) }, () => rng.normal()) };
}

/** A network at random inputs, learned tensors and output weights, all moved along one random direction. */
function along(architecture: Architecture, norm: NormMode, batch: number) {
  const inputs = architecture.inputs.map(({ id, shape }) => normalTensor([batch, ...shape.slice(1)], `input ${id}`));
  const moved = (tensor: Tensor, purpose: string, step: number): Float64Array => {
    const direction = normalTensor(tensor.shape, `direction ${purpose}`).values;
    return tensor.values.map((v, i) => v + step * direction[i]);
  };
  const runAt = (step: number): ReferenceRun => ({
    norm,
    inputs: inputs.map((tensor, i) => ({ shape: tensor.shape, values: moved(tensor, `input ${i}`, step) })),
    values: ({ key, shape, role }) => {
      const tensor = normalTensor(shape, key);
      const lifted = role === 'scale' ? { shape, values: tensor.values.map((v) => 1 + v / 4) } : tensor;
      return moved(lifted, key, step);
    },
  });
  const seedsOf = (tensors: ReadonlyMap<string, Tensor>): Map<string, Tensor> =>
    new Map(architecture.outputs.map((id) => [id, normalTensor((tensors.get(id) as Tensor).shape, `seed ${id}`)]));
  return { runAt, seedsOf, direction: (shape: Shape, purpose: string) => normalTensor(shape, `direction ${purpose}`).values };
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * b[i], 0);

/** Relative difference between the gradient along a random direction and a central difference along it. */
function disagreement(architecture: Architecture, norm: NormMode, batch = 4): number {
  const { runAt, seedsOf, direction } = along(architecture, norm, batch);
  const loss = (step: number): number => {
    const tensors = runReference(architecture, runAt(step));
    return [...seedsOf(tensors)].reduce((sum, [id, seed]) => sum + dot((tensors.get(id) as Tensor).values, seed.values), 0);
  };
  const run = runAt(0);
  const tensors = runReference(architecture, run);
  const { values, parameters } = runBackward(architecture, run, tensors, seedsOf(tensors));
  let slope = 0;
  let size = 1e-6;
  const add = (gradient: Tensor | undefined, purpose: string): void => {
    if (gradient === undefined) return;
    slope += dot(gradient.values, direction(gradient.shape, purpose));
    size += Math.sqrt(dot(gradient.values, gradient.values));
  };
  architecture.inputs.forEach(({ id }, i) => add(values.get(id), `input ${i}`));
  for (const own of parametersOf(architecture).values()) for (const { key } of own) add(parameters.get(key), key);
  const step = 1e-6;
  return Math.abs((loss(step) - loss(-step)) / (2 * step) - slope) / size;
}

describe('gradients in double precision', () => {
  it.each(Object.keys(backwardCases) as OpName[])('%s equals central differences', (op) => {
    for (const [attrs, ...shapes] of backwardCases[op]) {
      expect(disagreement(networkOf(op, attrs, shapes), 'joint', 3)).toBeLessThan(1e-6);
    }
  });

  it('every operator is among the cases', () => {
    expect(Object.keys(backwardCases).sort()).toEqual(Object.keys(ops).sort());
  });

  it.each(['joint', 'halves', 'each', 'running'] as const)('random networks equal central differences, with norms %s', (norm) => {
    fc.assert(
      fc.property(architectures({ steps: 6 }), (architecture) => {
        expect(disagreement(architecture, norm)).toBeLessThan(1e-3);
      }),
      { numRuns: 25, seed: 4 },
    );
  });

  it('names no gradient where nothing flows back', () => {
    const builder = createArchBuilder();
    const x = builder.input('x', [1, 2]);
    const dead = builder.add('zeros', [builder.add('linear', [x], { outFeatures: 2, bias: false })], {});
    const architecture = builder.finish([dead]);
    const run: ReferenceRun = { norm: 'joint', inputs: [normalTensor([3, 2], 'x')], values: () => 1 };
    const tensors = runReference(architecture, run);
    const { values, parameters } = runBackward(architecture, run, tensors, new Map([[dead, normalTensor([3, 2], 'dy')]]));
    expect([...values.keys()]).toEqual([dead]);
    expect(parameters.size).toBe(0);
  });
});
