import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { architectures } from '../../../../test/random-architecture.js';
import { createArchBuilder, squareConv } from '../../../arch/build.js';
import { product } from '../../../arch/ops/shapes.js';
import type { Architecture } from '../../../arch/types.js';
import { openOrtEngine } from '../../../platform/node/devices/ort-engine.js';
import type { Products } from '../../passes/products.js';
import type { ForwardJob, Reading } from '../../passes/types.js';
import { referenceRuntime } from '../../reference/reference-runtime.js';
import { createInitializer } from '../../weights/index.js';
import { fillNormal } from '../../weights/random-fill.js';
import { createOrtRuntime } from '../ort-runtime.js';
import { roundToBfloat16 } from './bfloat16.js';
import { weightInBytes } from './int8.js';

const engine = await openOrtEngine();
const wasm = await openOrtEngine('wasm');
const drawn = createInitializer('kaiming-uniform', 3);
const outputs: Reading = { kind: 'values', of: 'outputs', samples: 'all' };

/** A network of one layer: a convolution with groups and a bias, or a linear layer. */
function layer(op: 'conv' | 'linear'): Architecture {
  const b = createArchBuilder();
  const x = b.input('image', op === 'conv' ? [1, 4, 6, 6] : [1, 12]);
  const y =
    op === 'conv'
      ? b.add('conv', [x], squareConv(8, 3, { groups: 2, bias: true }))
      : b.add('linear', [x], { outFeatures: 5, bias: true });
  return b.finish([y], op);
}

/** A ReLU that two convolutions and a sum read, with norms. */
function network(): Architecture {
  const b = createArchBuilder();
  const first = b.add('relu', [b.add('conv', [b.input('image', [1, 3, 8, 8])], squareConv(16, 3))], {});
  const edges = [3, 1].map((kernel) =>
    b.add('batchNorm', [b.add('conv', [first], squareConv(16, kernel))], { eps: 1e-5, affine: true }),
  );
  return b.finish([b.add('relu', [b.add('add', [...edges, first], {})], {})], 'network');
}

function jobOf(architecture: Architecture, products: Products, count = 3, readings: readonly Reading[] = [outputs]): ForwardJob {
  const inputs = architecture.inputs.map(({ shape: [, ...shape], id }) => {
    const values = new Float32Array(count * product(shape));
    fillNormal(values, 1, 7, id);
    return { shape, count, values };
  });
  return { architecture, inputs, norm: 'joint', weights: drawn, readings, products };
}

async function valuesOf(job: ForwardJob, runtime = createOrtRuntime(engine)): Promise<readonly number[]> {
  const [outcome] = await runtime.forward(job);
  if (outcome?.ok !== true) throw new Error(outcome?.reason);
  return outcome.taps.flatMap(({ values }) => Array.from(values));
}

const farthest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? NaN))));

describe('narrow products', () => {
  it('rounds to the nearest of 8 bits, ties to even', () => {
    const tie = 2 ** -8;
    const given = Float32Array.of(1, 1 + tie, 1 + 3 * tie, 1 + 1.01 * tie, -1 - 3 * tie, Infinity, 3.4e38);
    expect([...roundToBfloat16(given)]).toEqual([1, 1, 1 + 4 * tie, 1 + 2 * tie, -1 - 4 * tie, Infinity, Infinity]);
    expect(roundToBfloat16(Float32Array.of(NaN))[0]).toBeNaN();
  });

  it('makes bytes of weights, a scale for each output', () => {
    const { values, scales } = weightInBytes(new Uint8Array(Float32Array.of(1, -0.5, 0, 0, 0.02, -0.02).buffer), 3);
    expect([...values]).toEqual([63, -31, 0, 0, 63, -63]);
    expect([...scales]).toEqual([1 / 63, 1, 0.02 / 63].map(Math.fround));
  });

  it.each(['conv', 'linear'] as const)('multiplies rounded numbers of a %s as bfloat16', async (op) => {
    const job = jobOf(layer(op), 'bfloat16');
    const rounded = {
      ...job,
      products: 'float32' as const,
      inputs: job.inputs.map((images) => ({ ...images, values: roundToBfloat16(images.values) })),
      weights: {
        ...drawn,
        values: (parameter: Parameters<typeof drawn.values>[0]) => {
          const values = drawn.values(parameter);
          return parameter.role === 'weight' && typeof values !== 'number' ? roundToBfloat16(values) : values;
        },
      },
    };
    const [own, expected, wide] = [
      await valuesOf(job),
      await valuesOf(rounded, referenceRuntime as never),
      await valuesOf({ ...job, products: 'float32' }),
    ];
    expect(farthest(own, expected)).toBeLessThan(1e-6);
    expect(farthest(own, wide)).toBeGreaterThan(1e-4);
  });

  it.each(['conv', 'linear'] as const)('multiplies bytes of a %s', async (op) => {
    const job = jobOf(layer(op), 'int8');
    const step = (values: Iterable<number>): number => {
      const all = [0, ...values];
      return (Math.max(...all) - Math.min(...all)) / 255;
    };
    const [{ values } = { values: new Float32Array() }] = job.inputs;
    const wide = await valuesOf({ ...job, products: 'float32' });
    const scale = step(values);
    // The zero is a byte too.
    const zero = Math.round(-Math.min(...values) / scale);
    const narrow = {
      ...job,
      products: 'float32' as const,
      inputs: job.inputs.map((images) => ({
        ...images,
        values: images.values.map((value) => (Math.max(0, Math.min(255, Math.round(value / scale) + zero)) - zero) * scale),
      })),
      weights: {
        ...drawn,
        values: (parameter: Parameters<typeof drawn.values>[0]) => {
          const given = drawn.values(parameter);
          if (parameter.role !== 'weight' || typeof given === 'number') return given;
          const { values: bytes, scales } = weightInBytes(new Uint8Array(given.slice().buffer), parameter.shape[0] ?? 0);
          const each = bytes.length / scales.length;
          return Float32Array.from(bytes, (byte, i) => byte * (scales[Math.floor(i / each)] ?? NaN));
        },
      },
    };
    const own = await valuesOf(job);
    const expected = await valuesOf(narrow, referenceRuntime as never);
    // Results of a convolution are bytes too, whose scale is that of its sums, before the bias.
    expect(farthest(own, expected)).toBeLessThan(op === 'conv' ? 0.51 * step(wide) + 0.01 : 1e-5);
    expect(farthest(own, wide)).toBeGreaterThan(1e-4);
  });

  it('gives the same numbers by WebAssembly', async () => {
    const own = await valuesOf(jobOf(network(), 'int8', 24));
    const other = await valuesOf(jobOf(network(), 'int8', 24), createOrtRuntime(wasm));
    expect(farthest(own, other)).toBeLessThan(1e-4);
  });

  it('stays near float32 in a network whose ReLU is read by products and others', async () => {
    const wide = await valuesOf(jobOf(network(), 'float32', 24));
    const own = await valuesOf(jobOf(network(), 'int8', 24));
    expect(farthest(own, wide)).toBeLessThan(0.25);
    expect(farthest(own, wide)).toBeGreaterThan(1e-3);
    const changed = own.filter((value, i) => value > 0 !== (wide[i] ?? NaN) > 0).length;
    expect(changed / own.length).toBeLessThan(0.02);
  });

  it.each(['bfloat16', 'int8'] as const)('runs every operator with %s', async (products) => {
    await fc.assert(
      fc.asyncProperty(architectures({ steps: 6 }), async (architecture) => {
        const leaves: readonly Reading[] = [{ kind: 'values', of: 'leaf-outputs', samples: 'all' }];
        const own = await valuesOf(jobOf(architecture, products, 4, leaves));
        const wide = await valuesOf(jobOf(architecture, 'float32', 4, leaves));
        expect(own.length).toBe(wide.length);
        expect(own.every((value, i) => Number.isFinite(value) === Number.isFinite(wide[i]))).toBe(true);
      }),
      { numRuns: 40, seed: 5 },
    );
  });

  it('gives a reason for gradients', async () => {
    const [outcome] = await createOrtRuntime(engine).forward(
      jobOf(layer('linear'), 'int8', 3, [{ kind: 'weight-gradient', of: 'weighted-outputs', loss: 'outputs', measure: 'norm' }]),
    );
    expect(outcome).toEqual({ ok: false, reason: 'gradients are those of float32 products, not of int8' });
  });
});
