import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { denseOutputs, firstOfEach } from '../../../test/dense-reference.js';
import { randomArchitecture } from '../../../test/random-architecture.js';
import { randomImages, symmetricImages } from '../../../test/random-images.js';
import { createArchBuilder, squareConv, squareWindow } from '../../arch/build.js';
import type { Architecture } from '../../arch/types.js';
import type { Images } from '../images.js';
import { createKernels } from './kernels/index.js';
import { createPlainKernels } from './kernels/plain.js';
import { createOneChannelRuntime, type OneChannelRuntime } from './runtime.js';
import type { Arithmetic, ConstantRequest } from './types.js';

const batch = 3;

function outputs(
  runtime: OneChannelRuntime,
  architecture: Architecture,
  images: Images,
  weight: number,
  arithmetic: Arithmetic = 'extended',
): number[] {
  const [{ values, exponent }] = runtime.run(architecture, [{ kind: 'constant', weight, arithmetic }], images);
  return firstOfEach(values, images.count).map((value) => value * 2 ** exponent);
}

/** Dense outputs, and how much they move when the input moves by a rounding error: what no other order of sums can be held to. */
function expectedOutputs(architecture: Architecture, images: Images, weight: number): { values: number[]; noise: number } {
  const shape = [images.count, ...images.shape];
  const values = denseOutputs(architecture, weight, { shape, data: Float64Array.from(images.values) });
  const moved = denseOutputs(architecture, weight, {
    shape,
    data: Float64Array.from(images.values, (value, i) => value * (1 + (i % 2 === 0 ? 1e-12 : -1e-12))),
  });
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

/** The nth random architecture that has one input. */
function oneInputArchitecture(nth: number): Architecture {
  const made = Array.from({ length: 20 * nth }, (_, seed) => randomArchitecture(seed, { steps: 6 })).filter(
    (architecture) => withOneInput(architecture) !== undefined,
  );
  return made[nth - 1];
}

describe('the constant-weight runtime', () => {
  const exact = createOneChannelRuntime({ kernels: 'none' });
  const fast = createOneChannelRuntime();

  it('equals an interpreter with all channels in full, to rounding', () => {
    fc.assert(
      fc.property(cases, ({ seed, steps, spatialAxes, isSymmetric, weight }) => {
        const architecture = withOneInput(randomArchitecture(seed, { steps, spatialAxes }));
        fc.pre(architecture !== undefined);
        const images = (isSymmetric ? symmetricImages : randomImages)(
          (architecture as Architecture).inputs[0].shape.slice(1),
          batch,
          seed,
        );
        const { values, noise } = expectedOutputs(architecture as Architecture, images, weight);
        fc.pre(noise < 1e-6 * largest(values) || largest(values) === 0);
        expect(distance(outputs(exact, architecture as Architecture, images, weight), values)).toBeLessThanOrEqual(
          1e-9 * largest(values) + 100 * noise,
        );
        expect(distance(outputs(fast, architecture as Architecture, images, weight), values)).toBeLessThanOrEqual(
          1e-4 * largest(values) + 1e7 * noise,
        );
      }),
      { numRuns: 80, seed: 1 },
    );
  });

  it('takes neither windows nor tables for images, though they have four axes too', () => {
    const b = createArchBuilder();
    const x = b.add('conv', [b.input('x', [1, 3, 8, 8])], squareConv(4, 3, { padding: 1 }));
    // Four windows a sample, each (4, 4, channels); a table of one row for all of them beside.
    const cut = b.add('transpose', [b.add('reshape', [x], { shape: [-1, 4, 2, 4, 2, 4] })], { permutation: [0, 2, 4, 3, 5, 1] });
    const windows = b.add('sigmoid', [b.add('reshape', [cut], { shape: [-1, 4, 4, 4] })], {});
    const table = b.add(
      'relu',
      [b.add('constant', [], { shape: [1, 4, 4, 2], values: Array.from({ length: 32 }, (_, i) => Math.sin(i)) })],
      {},
    );
    const bias = b.add('reshape', [b.add('linear', [table], { outFeatures: 4, bias: false })], { shape: [4, 4, 4] });
    const mixed = b.add('tanh', [b.add('add', [windows, bias], {})], {});
    const network = b.finish([
      b.add('linear', [b.add('reshape', [mixed], { shape: [-1, 256] })], { outFeatures: 5, bias: false }),
    ]);
    const images = randomImages([3, 8, 8], batch, 5);
    const { values } = expectedOutputs(network, images, 0.3);
    expect(distance(outputs(createOneChannelRuntime(), network, images, 0.3), values)).toBeLessThan(1e-5 * largest(values));
  });

  it('gives the same numbers with plain kernels as with WebAssembly', () => {
    const plain = createOneChannelRuntime({ kernels: createPlainKernels() });
    const wasm = createOneChannelRuntime({ kernels: createKernels() });
    for (let seed = 0; seed < 60; seed++) {
      const architecture = withOneInput(randomArchitecture(seed));
      if (architecture === undefined) continue;
      const images = randomImages(architecture.inputs[0].shape.slice(1), 1 + (seed % 21), seed);
      for (const arithmetic of ['extended', 'float32'] as const) {
        expect(outputs(plain, architecture, images, 0.3, arithmetic)).toEqual(
          outputs(wasm, architecture, images, 0.3, arithmetic),
        );
      }
    }
  });

  it('gives float32 what extended gives, as long as nothing underflows', () => {
    for (let seed = 0; seed < 40; seed++) {
      const architecture = withOneInput(randomArchitecture(seed, { steps: 5 }));
      if (architecture === undefined) continue;
      const images = randomImages(architecture.inputs[0].shape.slice(1), batch, seed);
      const { values, noise } = expectedOutputs(architecture, images, 0.5);
      if (noise >= 1e-9 * largest(values)) continue;
      const own = outputs(fast, architecture, images, 0.5, 'float32');
      expect(distance(own, values)).toBeLessThanOrEqual(1e-4 * largest(values) + 1e8 * noise);
      expect(distance(outputs(exact, architecture, images, 0.5, 'float32'), values)).toBeLessThanOrEqual(
        1e-4 * largest(values) + 1e8 * noise,
      );
    }
  });

  it('keeps what float32 and even double would lose, in extended arithmetic', () => {
    const b = createArchBuilder();
    let x = b.input('image', [1, 2, 6, 6]);
    for (let layer = 0; layer < 60; layer++)
      x = b.add('batchNorm', [b.add('conv', [x], squareConv(2, 3))], { eps: 1e-5, affine: true });
    const features = b.add('flatten', [b.add('globalAvgPool', [b.add('relu', [x], {})], {})], { axis: 1 });
    const deep = b.finish([b.add('linear', [features], { outFeatures: 1, bias: true })]);
    const images = randomImages([2, 6, 6], 8, 3);
    const [{ values, exponent }] = fast.run(deep, [{ kind: 'constant', weight: 1e-7, arithmetic: 'extended' }], images);
    expect(exponent).toBeLessThan(-1500);
    expect(new Set(values).size).toBeGreaterThan(2);
    const [reference] = exact.run(deep, [{ kind: 'constant', weight: 1e-7, arithmetic: 'extended' }], images);
    const scale = 2 ** (exponent - reference.exponent);
    values.forEach((value, i) => expect(value * scale).toBeCloseTo(reference.values[i], 4));
    const [lost] = fast.run(deep, [{ kind: 'constant', weight: 1e-7, arithmetic: 'float32' }], images);
    expect([...lost.values]).toEqual(new Array(8).fill(0));
  });

  it('does not depend on what else is asked or was run before', () => {
    const [first, second] = [1, 2].map((nth) => oneInputArchitecture(nth));
    const images = randomImages(first.inputs[0].shape.slice(1), 8, 1);
    const request = (weight: number): ConstantRequest => ({ kind: 'constant', weight, arithmetic: 'extended' });
    const alone = createOneChannelRuntime().run(first, [request(0.2)], images);
    const runtime = createOneChannelRuntime();
    runtime.run(second, [request(3)], randomImages(second.inputs[0].shape.slice(1), 5, 2));
    expect(runtime.run(first, [request(7), request(0.2)], images)[1]).toEqual(alone[0]);
    expect(runtime.run(first, [{ ...request(0.2), batch: 8 }], images)).toEqual(alone);
  });

  it('takes the first images when fewer than there are are asked for', () => {
    const architecture = oneInputArchitecture(1);
    const images = randomImages(architecture.inputs[0].shape.slice(1), 8, 1);
    const few: Images = { ...images, count: 5, values: images.values.slice(0, (5 * images.values.length) / 8) };
    const request: ConstantRequest = { kind: 'constant', weight: 0.2, arithmetic: 'extended' };
    expect(fast.run(architecture, [{ ...request, batch: 5 }], images)).toEqual(fast.run(architecture, [request], few));
  });

  it('uses no more memory the tenth time than the second', () => {
    let most = 0;
    const kernels = createKernels();
    const runtime = createOneChannelRuntime({
      kernels: {
        ...kernels,
        reserve(end) {
          most = Math.max(most, end);
          kernels.reserve(end);
        },
      },
    });
    const b = createArchBuilder();
    let x = b.input('image', [1, 3, 16, 16]);
    for (let layer = 0; layer < 20; layer++) {
      const y = b.add('batchNorm', [b.add('conv', [b.add('relu', [x], {})], squareConv(3, 3))], { eps: 1e-5, affine: true });
      x = b.add('add', [y, b.add('avgPool', [x], { ...squareWindow(3, 1, 1), ceil: false, countPadding: false }), x], {});
    }
    const architecture = b.finish([x]);
    const images = randomImages([3, 16, 16], 16, 0);
    const runs: number[] = [];
    for (let run = 0; run < 10; run++) {
      for (const arithmetic of ['extended', 'float32'] as const) outputs(runtime, architecture, images, 1e-3, arithmetic);
      runs.push(most);
    }
    expect(runs[9]).toBe(runs[1]);
    expect(most - (kernels.walks?.bytes ?? 0)).toBeLessThan(40 * 4 * 16 * 16 * 16);
  });

  it('says what is wrong with what it is given', () => {
    const b = createArchBuilder();
    const architecture = b.finish([b.add('relu', [b.input('image', [1, 3, 8, 8])], {})]);
    const run = (given: Architecture, images: Images, request: Partial<ConstantRequest> = {}): unknown =>
      fast.run(given, [{ kind: 'constant', weight: 1, arithmetic: 'extended', ...request }], images);
    expect(() => run(architecture, randomImages([3, 8, 8], 4, 0), { batch: 5 })).toThrow(
      'constant evidence: expected 5 images, got 4',
    );
    expect(() => run(architecture, randomImages([1, 8, 8], 4, 0))).toThrow('input "image": expected images of 3x8x8, got 1x8x8');
    expect(() => run(architecture, randomImages([3, 8, 8], 4, 0), { weight: Infinity })).toThrow(
      'constant evidence: expected a finite weight, got Infinity',
    );
    expect(() =>
      run({ ...architecture, inputs: [...architecture.inputs, { id: 'other', shape: [1, 2] }] }, randomImages([3, 8, 8], 4, 0)),
    ).toThrow('architecture: expected one input for constant evidence, got 2');
    expect(() => run({ ...architecture, outputs: ['elsewhere'] }, randomImages([3, 8, 8], 4, 0))).toThrow(
      'outputs: expected ids of inputs or earlier nodes, got "elsewhere"',
    );
  });
});
