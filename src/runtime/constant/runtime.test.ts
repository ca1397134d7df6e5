import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { denseOutputs } from '../../../test/dense-reference.js';
import { randomArchitecture } from '../../../test/random-architecture.js';
import { randomImages, symmetricImages } from '../../../test/random-images.js';
import type { Architecture } from '../../arch/types.js';
import type { Images } from '../images.js';
import { createKernels } from './kernels/index.js';
import { createPlainKernels } from './kernels/plain.js';
import { createConstantRuntime, type ConstantRuntime } from './runtime.js';
import type { Arithmetic } from './types.js';

const batch = 3;

function outputs(runtime: ConstantRuntime, architecture: Architecture, images: Images, weight: number, arithmetic: Arithmetic = 'extended'): number[] {
  const [{ values, exponent }] = runtime.run(architecture, [{ kind: 'constant', weight, arithmetic }], images);
  return Array.from(values, (value) => value * 2 ** exponent);
}

/** Dense outputs, and how much they move when the input moves by a rounding error: what no other order of sums can be held to. */
function expectedOutputs(architecture: Architecture, images: Images, weight: number): { values: number[]; noise: number } {
  const shape = [images.count, ...images.shape];
  const values = denseOutputs(architecture, weight, { shape, data: Float64Array.from(images.values) });
  const moved = denseOutputs(architecture, weight, { shape, data: Float64Array.from(images.values, (value, i) => value * (1 + (i % 2 === 0 ? 1e-12 : -1e-12))) });
  return { values, noise: Math.max(...values.map((value, i) => Math.abs(value - moved[i]))) };
}

function largest(values: readonly number[]): number {
  return Math.max(...values.map(Math.abs));
}

function distance(a: readonly number[], b: readonly number[]): number {
  return largest(a.map((value, i) => value - b[i]));
}

const cases = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  steps: fc.integer({ min: 0, max: 9 }),
  spatialAxes: fc.constantFrom(1 as const, 2 as const, 2 as const, 3 as const),
  isSymmetric: fc.boolean(),
  weight: fc.constantFrom(0.3, 1, -0.5),
});

function withOneInput(architecture: Architecture): Architecture | undefined {
  return architecture.inputs.length === 1 ? architecture : undefined;
}

describe('the constant-weight runtime', () => {
  const exact = createConstantRuntime({ kernels: 'none' });
  const fast = createConstantRuntime();

  it('equals an interpreter with all channels in full, to rounding', () => {
    fc.assert(
      fc.property(cases, ({ seed, steps, spatialAxes, isSymmetric, weight }) => {
        const architecture = withOneInput(randomArchitecture(seed, { steps, spatialAxes }));
        fc.pre(architecture !== undefined);
        const images = (isSymmetric ? symmetricImages : randomImages)((architecture as Architecture).inputs[0].shape.slice(1), batch, seed);
        const { values, noise } = expectedOutputs(architecture as Architecture, images, weight);
        fc.pre(noise < 1e-6 * largest(values) || largest(values) === 0);
        expect(distance(outputs(exact, architecture as Architecture, images, weight), values)).toBeLessThanOrEqual(1e-9 * largest(values) + 100 * noise);
        expect(distance(outputs(fast, architecture as Architecture, images, weight), values)).toBeLessThanOrEqual(1e-4 * largest(values) + 1e7 * noise);
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it('gives the same numbers with plain kernels as with WebAssembly', () => {
    const plain = createConstantRuntime({ kernels: createPlainKernels() });
    const wasm = createConstantRuntime({ kernels: createKernels() });
    for (let seed = 0; seed < 60; seed++) {
      const architecture = withOneInput(randomArchitecture(seed));
      if (architecture === undefined) continue;
      const images = randomImages(architecture.inputs[0].shape.slice(1), 1 + (seed % 21), seed);
      for (const arithmetic of ['extended', 'float32'] as const) {
        expect(outputs(plain, architecture, images, 0.3, arithmetic)).toEqual(outputs(wasm, architecture, images, 0.3, arithmetic));
      }
    }
  });
});
