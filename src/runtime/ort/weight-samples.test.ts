import { expect, it } from 'vitest';
import { createArchBuilder } from '../../arch/build.js';
import { openOrtEngine } from '../../platform/node/devices/ort-engine.js';
import type { ForwardJob } from '../passes/types.js';
import { referenceRuntime } from '../reference/reference-runtime.js';
import { createInitializer } from '../weights/index.js';
import { fillNormal } from '../weights/random-fill.js';
import { createOrtRuntime } from './ort-runtime.js';

it('gradients of single images along the first weights are those of the reference runtime, small layers left out', async () => {
  const b = createArchBuilder();
  const image = b.input('x', [1, 3, 6, 6]);
  const conv = (x: string, outChannels: number, size: number, groups = 1): string =>
    b.add('conv', [x], {
      outChannels,
      kernel: [size, size],
      stride: [1, 1],
      padding: [size >> 1, size >> 1, size >> 1, size >> 1],
      dilation: [1, 1],
      groups,
      bias: false,
    });
  const norm = (x: string): string => b.add('relu', [b.add('batchNorm', [x], { eps: 1e-5, affine: true })], {});
  const small = norm(conv(image, 4, 1));
  const large = norm(conv(norm(conv(small, 8, 3)), 16, 3, 2));
  const pooled = b.add('flatten', [b.add('globalAvgPool', [large], {})], { axis: 1 });
  const architecture = b.finish([b.add('linear', [pooled], { outFeatures: 5, bias: true })]);
  const values = new Float32Array(4 * 108);
  fillNormal(values, 1, 3, 'images');
  const job: ForwardJob = {
    architecture,
    inputs: [{ shape: [3, 6, 6], count: 4, values }],
    norm: 'each',
    weights: createInitializer('kaiming-normal', 7),
    labels: { ok: true, values: Int32Array.of(0, 1, 4, 1), classes: 5 },
    readings: [{ kind: 'weight-samples', of: 'first-weighted-outputs', loss: 'cross-entropy', count: 50 }],
  };
  const [own] = await createOrtRuntime(await openOrtEngine()).forward(job);
  const [oracle] = await referenceRuntime.forward(job);
  if (!own.ok || !oracle.ok) throw new Error('a reading is missing');
  expect(own.taps.map(({ node }) => node)).toEqual(oracle.taps.map(({ node }) => node));
  expect(own.taps).toHaveLength(3);
  own.taps.forEach((tap, i) => {
    expect(tap.values).toHaveLength(200);
    tap.values.forEach((value: number, j: number) => expect(value).toBeCloseTo(oracle.taps[i].values[j], 5));
  });
});
