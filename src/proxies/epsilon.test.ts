import { describe, expect, it } from 'vitest';
import { constantEvidence } from '../../test/constant-evidence.js';
import { firstOfEach, runReference } from '../../test/dense-reference.js';
import { randomImages } from '../../test/random-images.js';
import { createArchBuilder, squareConv } from '../arch/build.js';
import { resolveOptions } from '../core/options.js';
import { rampImages } from '../engine/data/ramp.js';
import { createOneChannelRuntime } from '../runtime/one-channel/runtime.js';
import type { ConstantRequest, ConstantResult } from '../runtime/one-channel/types.js';
import { openSpace } from '../spaces/index.js';
import { epsilon, epsilonParts } from './epsilon.js';
import type { Score } from './types.js';

type Options = { readonly [name: string]: string };

const optionsOf = (given: Options): ReturnType<typeof resolveOptions> => resolveOptions('proxy epsilon', epsilon.options, given);
const space = openSpace('nas-bench-201:classes=1');
const runtime = createOneChannelRuntime();

function scoreOf(arch: string, batch: number, options: Options): Score {
  const architecture = space.build(space.decode(arch));
  return epsilon.score(constantEvidence(runtime, architecture, rampImages(batch, [3, 32, 32])), optionsOf(options), {
    space: space.properties,
  });
}

describe('the quotient of epsilon', () => {
  const quotient = (first: readonly number[], second: readonly number[]): number => {
    const { mae, mean } = epsilonParts(Float64Array.from(first), Float64Array.from(second));
    return mae / mean;
  };

  it('gives the golden values by hand', () => {
    expect(quotient([0, 1, 2, 4], [0, 2, 3, 4])).toBeCloseTo(0.25, 12);
    expect(quotient([1, 2, 3], [3, 2, 1])).toBe(0);
    expect(quotient([1, 2, 4], [1, 2, 4])).toBe(0);
    expect(quotient([0.5, 0.1, 0.9, 0.1, 0.3], [2, 8, 4, 6, 3])).toBeCloseTo(0.6702127659574469, 12);
  });

  it('is undefined for a constant row', () => {
    expect(quotient([5, 5, 5], [1, 2, 3])).toBeNaN();
  });

  it('does not depend on the scale or offset of either row', () => {
    expect(quotient([0, 1, 2, 4], [10, 210, 310, 410])).toBeCloseTo(0.25, 12);
  });
});

describe('epsilon', () => {
  const onlyConv = '|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|';

  it('says why it is undefined', () => {
    const disconnected = '|nor_conv_3x3~0|+|none~0|avg_pool_3x3~1|+|none~0|none~1|none~2|';
    expect(scoreOf(disconnected, 8, {})).toEqual({ ok: false, reason: 'no path from input to output' });
    expect(scoreOf(onlyConv, 8, { arithmetic: 'float32' })).toEqual({ ok: false, reason: 'output constant for w=1e-7' });
    expect(scoreOf(onlyConv, 8, { arithmetic: 'float32', w2: '1e-8' })).toEqual({
      ok: false,
      reason: 'output constant for w=1e-7 and w=1e-8',
    });
  });

  it('is defined where float32 underflows, by default', () => {
    expect(scoreOf(onlyConv, 8, {})).toMatchObject({ ok: true });
  });

  it('reads every place of a map: a corner beside zero padding is 0 after a norm and ReLU, for all images', () => {
    const b = createArchBuilder();
    const conv = b.add('conv', [b.input('image', [1, 3, 8, 8])], squareConv(4, 3, { padding: 1 }));
    const relu = b.add('relu', [b.add('batchNorm', [conv], { eps: 1e-5, affine: true })], {});
    const sum = b.add('add', [relu, b.add('mul', [relu, relu], {})], {});
    const map = b.finish([b.add('conv', [sum], squareConv(2, 1))]);
    const images = randomImages([3, 8, 8], 6, 4);
    const positive = { ...images, values: images.values.map((value) => 1 + 0.1 * value) };
    const [w1, w2] = [1e-7, 1].map((weight) => {
      const { shape, data } = runReference(map, weight, {
        shape: [6, 3, 8, 8],
        data: Float64Array.from(positive.values),
      }).get(map.outputs[0]!)!;
      expect(shape).toEqual([6, 2, 8, 8]);
      expect(new Set(firstOfEach(data, 6))).toEqual(new Set([0]));
      return data;
    });
    const { mae, mean } = epsilonParts(Float64Array.from(w1!), Float64Array.from(w2!));
    const score = epsilon.score(constantEvidence(runtime, map, positive), optionsOf({}), {});
    expect(score.ok && score.value / (mae / mean)).toBeCloseTo(1, 3);
  });

  it('requests both weights of the space, or those of the paper, unless others are given', () => {
    expect(epsilon.requests(optionsOf({}), { space: { constantWeights: [1e-4, 10] } })).toEqual([
      { kind: 'constant', weight: 1e-4, arithmetic: 'extended' },
      { kind: 'constant', weight: 10, arithmetic: 'extended' },
    ]);
    expect(epsilon.requests(optionsOf({ w2: '3', arithmetic: 'float32', batch: '256' }), {})).toEqual([
      { kind: 'constant', weight: 1e-7, arithmetic: 'float32', batch: 256 },
      { kind: 'constant', weight: 3, arithmetic: 'float32', batch: 256 },
    ]);
  });

  it('is 0 for equal outputs, and undefined when no sample is defined for both weights', () => {
    const outcome = (first: number[], second: number[]): Score => {
      const result = (values: number[]): ConstantResult => ({
        values: Float64Array.from(values),
        exponent: 0,
        isConnected: true,
      });
      const get = ({ weight }: ConstantRequest): unknown => ({ ok: true, value: result(weight === 1 ? second : first) });
      return epsilon.score({ get } as never, optionsOf({}), {});
    };
    expect(outcome([1, 2, 3], [2, 4, 6])).toEqual({ ok: true, value: 0, parts: { mae: 0, mean: 0.75 } });
    expect(outcome([1, 2], [2, 1])).toEqual({ ok: false, reason: 'no sample has a defined output for both weights' });
  });

  it('says that layer norms over equal channels leave nothing of the images, unless a path leads past them', () => {
    const b = createArchBuilder();
    const conv = b.add('conv', [b.input('image', [1, 3, 8, 8])], squareConv(4, 4, { stride: 4 }));
    const tokens = b.add('transpose', [b.add('reshape', [conv], { shape: [0, 4, 4] })], { permutation: [0, 2, 1] });
    const norm = b.add('layerNorm', [tokens], { axis: -1, eps: 1e-5, affine: true });
    const hidden = b.add('gelu', [b.add('linear', [norm], { outFeatures: 8, bias: true })], { approximate: 'none' });
    const layer = b.add('linear', [hidden], { outFeatures: 4, bias: true });
    const scoreAt = (output: string): Score =>
      epsilon.score(constantEvidence(runtime, b.finish([output]), randomImages([3, 8, 8], 6, 4)), optionsOf({}), {});
    expect(scoreAt(b.add('add', [tokens, layer], {}))).toMatchObject({ ok: true });
    const score = scoreAt(b.add('layerNorm', [b.add('add', [tokens, layer], {})], { axis: 2, eps: 1e-5, affine: true }));
    expect(score).toMatchObject({ ok: false });
    expect(score.ok || score.reason).toContain('a layer norm over equal channels gives zero, so nothing of the images is left');
    expect(score.ok || score.reason).toContain('use field');
  });

  it('passes on why there is no evidence', () => {
    const get = (): unknown => ({ ok: false, reason: 'the network has two inputs' });
    expect(epsilon.score({ get } as never, optionsOf({}), {})).toEqual({ ok: false, reason: 'the network has two inputs' });
  });

  it('is 0 for a linear network, whose normalised outputs cannot move', () => {
    const b = createArchBuilder();
    const pooled = b.add('globalAvgPool', [b.add('conv', [b.input('image', [1, 3, 32, 32])], squareConv(4, 3))], {});
    const architecture = b.finish([b.add('linear', [b.add('flatten', [pooled], { axis: 1 })], { outFeatures: 2, bias: true })]);
    const linear = epsilon.score(constantEvidence(runtime, architecture, rampImages(8, [3, 32, 32])), optionsOf({}), {});
    expect(linear.ok && linear.value).toBeCloseTo(0, 6);
  });
});

/** Grey ramp, 256 images, float32: the first cells of NATS-Bench (index 0 to 7, 10 to 16). */
const golden: readonly (readonly [arch: string, value: number | undefined])[] = [
  ['|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|', 0.24143957],
  ['|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|', 0.507944995],
  ['|avg_pool_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|avg_pool_3x3~0|avg_pool_3x3~1|avg_pool_3x3~2|', 0.239370514],
  ['|avg_pool_3x3~0|+|skip_connect~0|none~1|+|none~0|none~1|skip_connect~2|', 0.0459581018],
  ['|skip_connect~0|+|skip_connect~0|nor_conv_1x1~1|+|skip_connect~0|skip_connect~1|nor_conv_1x1~2|', 0.24876073],
  ['|nor_conv_1x1~0|+|skip_connect~0|nor_conv_1x1~1|+|nor_conv_3x3~0|none~1|avg_pool_3x3~2|', 0.500986078],
  ['|nor_conv_3x3~0|+|none~0|none~1|+|avg_pool_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|', 0.534974876],
  ['|none~0|+|skip_connect~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|', 0.367360688],
  ['|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|none~0|none~1|none~2|', undefined],
  ['|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|none~0|nor_conv_3x3~1|avg_pool_3x3~2|', undefined],
  ['|none~0|+|none~0|none~1|+|none~0|nor_conv_3x3~1|avg_pool_3x3~2|', undefined],
  ['|none~0|+|avg_pool_3x3~0|skip_connect~1|+|nor_conv_3x3~0|nor_conv_1x1~1|nor_conv_1x1~2|', undefined],
  ['|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|nor_conv_3x3~0|none~1|none~2|', undefined],
  ['|skip_connect~0|+|avg_pool_3x3~0|skip_connect~1|+|skip_connect~0|none~1|avg_pool_3x3~2|', 0.000205021],
  ['|skip_connect~0|+|skip_connect~0|nor_conv_3x3~1|+|skip_connect~0|none~1|nor_conv_3x3~2|', 0.444677675],
];

describe('epsilon in float32 on 256 images of the grey ramp', () => {
  it.each(golden)('%s scores %s', (arch, value) => {
    const own = scoreOf(arch, 256, { arithmetic: 'float32' });
    if (own.ok && value !== undefined) expect(Math.abs(own.value - value)).toBeLessThan(1e-6 + 1e-5 * value);
    expect(own.ok).toBe(value !== undefined);
  });
});
