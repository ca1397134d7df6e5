import { describe, expect, it } from 'vitest';
import { createArchBuilder } from '../../arch/build.js';
import type { Architecture, OpAttrs } from '../../arch/types.js';
import { nativeBatchNorm } from '../../onnx/lower/batch-norm.js';
import { openOrtEngine } from '../../platform/node/devices/ort-engine.js';
import { referenceUniform } from '../../core/reference-rng.js';
import { blockedChannels } from '../../runtime/ort/blocked-channels.js';
import { createInitializer } from '../../runtime/weights/index.js';
import { resolveSettings } from '../settings.js';
import { firstState } from '../training-state.js';
import { modelNames, writeTrainingModel } from './training-model.js';

const engine = await openOrtEngine();
const block = await blockedChannels(engine);
const initializer = createInitializer('kaiming-normal', 3);
const batch = 3;
const shape = [1, 2, 7, 6];
const conv = (given: Partial<OpAttrs['conv']>): OpAttrs['conv'] => ({
  outChannels: 4,
  kernel: [3, 3],
  stride: [1, 1],
  padding: [1, 1, 1, 1],
  dilation: [1, 1],
  groups: 1,
  bias: false,
  ...given,
});

/** A smooth network, so that differences are close to derivatives. */
function network(body: (builder: ReturnType<typeof createArchBuilder>, x: string) => string): Architecture {
  const builder = createArchBuilder();
  let x = body(builder, builder.input('image', shape));
  x = builder.add('globalAvgPool', [x], {});
  x = builder.add('flatten', [x], { axis: 1 });
  return builder.finish([builder.add('linear', [x], { outFeatures: 3, bias: true })], 'network');
}

const twoConvs = (attrs: Partial<OpAttrs['conv']>): Architecture =>
  network((builder, x) => {
    const first = builder.add('conv', [x], conv({ outChannels: 4 }));
    const bent = builder.add('silu', [first], {});
    return builder.add('silu', [builder.add('conv', [bent], conv(attrs))], {});
  });

const cases: { readonly [title: string]: Architecture } = {
  'a 3x3 convolution': twoConvs({}),
  'a wide kernel with a bias': twoConvs({ kernel: [1, 5], padding: [0, 2, 0, 2], bias: true }),
  'an even kernel padded at one side': twoConvs({ kernel: [2, 4], padding: [0, 1, 1, 2] }),
  'a dilated convolution': twoConvs({ dilation: [2, 3], padding: [2, 3, 2, 3] }),
  'a strided convolution': twoConvs({ stride: [2, 2] }),
  'a valid convolution': twoConvs({ padding: [0, 0, 0, 0] }),
  'a grouped convolution': twoConvs({ groups: 2, outChannels: 6 }),
  'channels in blocks': network((builder, x) => {
    const wide = builder.add('conv', [x], conv({ outChannels: 16 }));
    const bent = builder.add('silu', [wide], {});
    const joined = [1, 3].map((k) =>
      builder.add('conv', [bent], conv({ outChannels: 32, kernel: [k, k], padding: new Array<number>(4).fill((k - 1) / 2) })),
    );
    return builder.add('silu', [builder.add('add', joined, {})], {});
  }),
  'channels in blocks from one convolution to the next': network((builder, x) => {
    const wide = builder.add('conv', [x], conv({ outChannels: 16 }));
    const row = builder.add('conv', [wide], conv({ outChannels: 16, kernel: [1, 3], padding: [0, 1, 0, 1] }));
    const column = builder.add('conv', [row], conv({ outChannels: 16, kernel: [3, 1], padding: [1, 0, 1, 0] }));
    return builder.add('silu', [builder.add('add', [row, column], {})], {});
  }),
  norms: network((builder, x) => {
    const first = builder.add('conv', [x], conv({}));
    const norm = builder.add('batchNorm', [first], { eps: 1e-3, affine: true });
    const second = builder.add('groupNorm', [builder.add('silu', [norm], {})], { groups: 2, eps: 1e-3, affine: true });
    return builder.add('silu', [second], {});
  }),
};

describe('the gradient of a training step', () => {
  it.each(Object.entries(cases))('is that of finite differences: %s', async (_, architecture) => {
    // Plain descent at rate 1: the weights go by their gradient.
    const settings = resolveSettings({ batch, momentum: 0, nesterov: false, weightDecay: 0, labelSmoothing: 0.2 });
    const model = writeTrainingModel('network', architecture, { settings, batchNorm: nativeBatchNorm, block, initializer });
    const { vectors } = await firstState(model, 'sgd', initializer);
    const session = await engine.createSession(model.bytes, 'many runs');
    const count = batch * 2 * 7 * 6;
    const images = Float32Array.from({ length: count }, (__, j) => 2 * referenceUniform(5, j) - 1);
    const targets = Float32Array.from([0.8, 0.1, 0.1, 0, 1, 0, 0.2, 0.3, 0.5]);
    const run = (weights: Float32Array) =>
      session.run({
        image: { dims: [batch, ...shape.slice(1)], values: images },
        [modelNames.targets]: { dims: [batch, 3], values: targets },
        [modelNames.scalar('rate')]: { dims: [], values: Float32Array.of(1) },
        ...Object.fromEntries(
          Object.entries({ ...vectors, weights }).map(([name, values]) => [name, { dims: [values.length], values }]),
        ),
      });
    const { weights } = vectors;
    const next = (await run(weights))[modelNames.next(modelNames.weights)].values;
    for (let direction = 0; direction < 4; direction++) {
      const way = weights.map((__, j) => 2 * referenceUniform(100 + direction, j) - 1);
      const step = 3e-3;
      const at = async (sign: number): Promise<number> =>
        (await run(weights.map((value, j) => value + sign * step * way[j])))[modelNames.loss].values[0];
      const slope = ((await at(1)) - (await at(-1))) / (2 * step);
      const expected = way.reduce((sum, value, j) => sum + value * (weights[j] - next[j]), 0);
      expect(Math.abs(slope - expected)).toBeLessThan(2e-3 * Math.max(1, Math.abs(expected)));
    }
    await session.release();
  });

  it('leaves tensors alone that the output does not read', () => {
    const architecture = network((builder, x) => {
      builder.add('conv', [x], conv({}), 'unread');
      return builder.add('conv', [x], conv({}), 'read');
    });
    const { weights, idle } = writeTrainingModel('network', architecture, {
      settings: resolveSettings({ batch }),
      batchNorm: nativeBatchNorm,
      initializer,
    });
    expect(weights.map(({ parameter }) => parameter.key)).toContain('read/weight');
    expect(idle.map(({ key }) => key)).toEqual(['unread/weight']);
  });
});

describe('channels in blocks', () => {
  it('are written where the runtime has them', () => {
    const settings = resolveSettings({ batch });
    const of = (wanted: number | undefined): string =>
      Buffer.from(
        writeTrainingModel('network', cases['channels in blocks'], {
          settings,
          batchNorm: nativeBatchNorm,
          block: wanted,
          initializer,
        }).bytes,
      ).toString('latin1');
    expect(of(16)).toContain('ReorderInput');
    expect(of(undefined)).not.toContain('ReorderInput');
    // Nowhere are 64 channels.
    expect(of(64)).not.toContain('ReorderInput');
  });
});
