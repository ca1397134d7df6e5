/**
 * What WebGPU computes, beside the processor's engine and the oracle in double precision. Every operator and every reading is here; a software adapter compiles
 * for seconds what else there is, which `npm run study:card` adds: all cases of operators, all norms with all their readings, random networks.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createArchBuilder, squareConv } from '../src/arch/build.js';
import type { Architecture, OpName } from '../src/arch/types.js';
import { openOrtEngine } from '../src/platform/node/devices/ort-engine.js';
import { createOrtRuntime } from '../src/runtime/ort/ort-runtime.js';
import { createOrtTangentRuntime } from '../src/runtime/ort/tangents/tangent-runtime.js';
import type { ForwardJob, NormMode, Reading, ReadingKind } from '../src/runtime/passes/types.js';
import { createInitializer } from '../src/runtime/weights/index.js';
import { fillNormal } from '../src/runtime/weights/random-fill.js';
import { trainArchitecture } from '../src/training/train-architecture.js';
import { backwardCases, networkOf } from './backward-cases.js';
import { hasCard, openCard } from './card.js';
import { gradientDisagreement } from './gradients-against-oracle.js';
import { architectures } from './random-architecture.js';
import { formulaData } from './training-sets.js';

/** Two blocks with norms and a skip, a pool by maxima, and convolutions of 6 channels to 8 outputs, which WebGPU alone computes wrongly. */
function network(): Architecture {
  const b = createArchBuilder();
  const norm = (x: string): string => b.add('relu', [b.add('batchNorm', [x], { eps: 1e-5, affine: true })], {});
  const image = b.add('relu', [b.input('x', [1, 3, 6, 6])], {});
  b.group({ id: 'first', kind: 'cell', stage: 0 });
  const wide = norm(b.add('conv', [image], squareConv(6, 3, { groups: 3 })));
  const first = norm(b.add('conv', [wide], squareConv(8, 3)));
  b.group({ id: 'second', kind: 'cell', stage: 0 });
  const window = { kernel: [3, 3], stride: [1, 1], padding: [1, 1, 1, 1], dilation: [1, 1], ceil: false };
  const second = b.add('add', [norm(b.add('conv', [first], squareConv(8, 3))), b.add('maxPool', [first], window)], {});
  b.group({ id: 'head', kind: 'head', stage: 0 });
  const pooled = b.add('flatten', [b.add('globalAvgPool', [second], {})], { axis: 1 });
  return b.finish([b.add('linear', [pooled], { outFeatures: 3, bias: true })], 'two blocks');
}

const isComplete = process.env.ASSAY_CARD === 'all';

/** Convolutions of full blocks of channels are written in another way for processors alone: the first ones show every attribute. */
const fewest: { readonly [O in OpName]?: number } = { conv: 2 };

const loss = 'cross-entropy';

/** At least one of every kind: complete by its type. */
const readings: { readonly [K in ReadingKind]: readonly Extract<Reading, { readonly kind: K }>[] } = {
  'sign-kernel': [
    { kind: 'sign-kernel', of: 'rectifier-inputs', samples: 'all' },
    { kind: 'sign-kernel', of: 'rectifier-inputs', samples: 'first-half' },
  ],
  'sign-changes': [{ kind: 'sign-changes', of: 'rectifier-inputs' }],
  'sign-codes': [{ kind: 'sign-codes', of: 'rectifier-inputs', samples: 3 }],
  'sign-patterns': [{ kind: 'sign-patterns', of: 'rectifier-inputs' }],
  'norm-variance': [{ kind: 'norm-variance' }],
  'partner-distance': [{ kind: 'partner-distance', of: 'features' }],
  'partner-square': [{ kind: 'partner-square', of: 'pool-inputs' }],
  'channel-moments': [
    { kind: 'channel-moments', of: 'leaf-outputs', samples: 'first', centred: true, ifSingular: 'keep' },
    { kind: 'channel-moments', of: 'block-outputs', samples: 'all', centred: false, ifSingular: 'keep' },
  ],
  'feature-covariance': [{ kind: 'feature-covariance', of: 'block-outputs' }],
  'x-log-x': [{ kind: 'x-log-x', of: 'rectifier-outputs' }],
  values: [
    { kind: 'values', of: 'leaf-outputs', samples: 'all' },
    { kind: 'values', of: 'outputs', samples: 'all' },
  ],
  'sample-products': [{ kind: 'sample-products', of: 'norm-inputs' }],
  'gradient-products': [
    { kind: 'gradient-products', of: 'rectifier-inputs', loss: 'outputs', through: false },
    { kind: 'gradient-products', of: 'rectifier-inputs', loss: 'outputs', through: true },
  ],
  'channel-fisher': [{ kind: 'channel-fisher', of: 'weighted-outputs', loss }],
  'weight-gradient': (['norm', 'product', 'magnitude', 'square', 'values'] as const).map((measure) => ({
    kind: 'weight-gradient',
    of: 'weighted-outputs',
    loss,
    measure,
  })),
  'weight-agreement': [{ kind: 'weight-agreement', of: 'weighted-outputs', loss }],
  'weight-samples': [{ kind: 'weight-samples', of: 'first-weighted-outputs', loss, count: 20 }],
  'block-responses': [{ kind: 'block-responses', of: 'block-outputs' }],
  'tangent-kernel': [{ kind: 'tangent-kernel', of: 'outputs' }],
  'first-derivatives': [{ kind: 'first-derivatives', of: 'outputs', tensors: 3 }],
  'weight-curvature': [{ kind: 'weight-curvature', of: 'weighted-outputs', loss }],
};

/** The statistics that each pass is run with, and what is read of it. */
const passes: { readonly [N in NormMode]: readonly ReadingKind[] } = {
  joint: Object.keys(readings).filter((kind) => kind !== 'first-derivatives') as ReadingKind[],
  halves: isComplete
    ? ['sign-changes', 'norm-variance', 'partner-distance', 'partner-square', 'values', 'weight-gradient']
    : ['norm-variance', 'values'],
  each: isComplete ? ['values', 'weight-agreement', 'weight-samples'] : ['values'],
  running: ['first-derivatives'],
};

function jobOf(norm: NormMode): ForwardJob {
  const values = new Float32Array(4 * 108);
  fillNormal(values, 1, 3, 'images');
  return {
    architecture: network(),
    inputs: [{ shape: [3, 6, 6], count: 4, values }],
    norm,
    weights: createInitializer('kaiming-normal', 7),
    labels: { ok: true, values: Int32Array.of(0, 1, 2, 1), classes: 3 },
    signs: (block, count) => Float32Array.from({ length: count }, (_, i) => ((i * 7 + block) % 3 === 0 ? -1 : 1)),
    readings: passes[norm].flatMap((kind): readonly Reading[] => readings[kind]),
  };
}

/** Numbers of two readings: the largest difference over the scale of each tap. */
const tolerances: { readonly [K in ReadingKind]?: number } = {
  'sign-kernel': 0,
  'sign-changes': 0,
  'sign-codes': 0,
  'sign-patterns': 0,
  'weight-agreement': 0,
};

describe.skipIf(!hasCard)('WebGPU', () => {
  it.each(Object.keys(backwardCases) as OpName[])('computes %s and its gradients as the oracle', async (op) => {
    const card = await openCard();
    for (const [attrs, ...shapes] of backwardCases[op].slice(0, isComplete ? Infinity : fewest[op]))
      expect(await gradientDisagreement(card, networkOf(op, attrs, shapes), 'joint', 3)).toBeLessThan(1e-4);
  });

  it.each([
    // The network of the readings has one, too.
    ...(isComplete ? ([['channels that 3 divides', { groups: 1, outChannels: 4 }, 6]] as const) : []),
    ['groups of 5 outputs', { groups: 2, outChannels: 10 }, 4],
    ['groups of one channel and 9 outputs', { groups: 3, outChannels: 27 }, 3],
    ['groups of two channels and one output, backwards', { groups: 3, outChannels: 6 }, 3],
  ] as const)('computes convolutions of %s as the oracle', async (_, sizes, channels) => {
    const window = { kernel: [3, 3], padding: [1, 1, 1, 1], dilation: [1, 1], bias: true, ...sizes };
    const card = await openCard();
    for (const stride of isComplete ? [1, 2] : [1])
      expect(
        await gradientDisagreement(
          card,
          networkOf('conv', { ...window, stride: [stride, stride] }, [[1, channels, 5, 5]]),
          'joint',
          2,
        ),
      ).toBeLessThan(1e-4);
  });

  it.runIf(isComplete)('computes random networks and their gradients as the oracle', async () => {
    const card = await openCard();
    await fc.assert(
      fc.asyncProperty(architectures({ steps: 5 }), fc.constantFrom<NormMode>('joint', 'halves', 'each'), async (net, norm) => {
        expect(await gradientDisagreement(card, net, norm)).toBeLessThan(3e-3);
      }),
      { numRuns: 2, seed: 5 },
    );
  });

  it.each(['joint', 'halves', 'each', 'running'] as const)(
    'gives every reading of the processor, with norms %s',
    async (norm) => {
      const job = jobOf(norm);
      const own = await createOrtRuntime(await openCard()).forward(job);
      const expected = await createOrtRuntime(await openOrtEngine()).forward(job);
      own.forEach((outcome, i) => {
        const wanted = expected[i];
        const { kind } = job.readings[i];
        if (!outcome.ok || !wanted.ok) throw new Error(`${kind}: ${JSON.stringify([outcome, wanted])}`);
        expect(outcome.taps.map(({ values: _, ...tap }) => tap)).toEqual(wanted.taps.map(({ values: _, ...tap }) => tap));
        outcome.taps.forEach(({ node, values }, t) => {
          const known = Array.from(wanted.taps[t].values);
          expect(values.length, `${kind} of ${node}`).toBe(known.length);
          const scale = known.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-3);
          const worst = known.reduce(
            (most, v, j) => (v === values[j] ? most : Math.max(most, Math.abs(v - values[j]) / scale)),
            0,
          );
          expect(worst, `${kind} of ${node}`).toBeLessThanOrEqual(tolerances[kind] ?? 1e-3);
        });
      });
    },
  );

  it.each(isComplete ? (['kaiming-uniform', 'normal'] as const) : (['normal'] as const))(
    'carries the derivative of synflow as the processor, weights %s',
    async (init) => {
      const job = { architecture: network(), weights: createInitializer(init, 5) };
      const own = await createOrtTangentRuntime(await openCard()).tangents(job);
      const expected = await createOrtTangentRuntime(await openOrtEngine()).tangents(job);
      const ratio = Math.exp(own.logScale - expected.logScale);
      expect((own.value / expected.value) * ratio).toBeCloseTo(1, 4);
      expect((own.tangent / expected.tangent) * ratio).toBeCloseTo(1, 4);
    },
  );

  it('divides the gradient of a concatenation of many', async () => {
    const shapes = Array.from({ length: 14 }, (_, i) => [1, 1 + (i % 3), 2]);
    expect(await gradientDisagreement(await openCard(), networkOf('concat', { axis: 1 }, shapes), 'joint', 2)).toBeLessThan(1e-4);
  });

  it('trains as the processor, more tensors than a node may have outputs', async () => {
    const b = createArchBuilder();
    const norm = b.add('batchNorm', [b.add('conv', [b.input('x', [1, 3, 6, 6])], squareConv(4, 3))], { eps: 1e-5, affine: true });
    let x = b.add('flatten', [b.add('globalAvgPool', [b.add('relu', [norm], {})], {})], { axis: 1 });
    for (let i = 0; i < 6; i++) x = b.add('linear', [x], { outFeatures: i === 5 ? 3 : 4, bias: true });
    const architecture = b.finish([x]);
    const train = async (engine: Awaited<ReturnType<typeof openCard>>) => {
      const request = { architecture, data: formulaData(24, [3, 6, 6], 3), batch: 8, epochs: 1, flip: false };
      return (await trainArchitecture({ ...request, engine })).epochs;
    };
    const [own, expected] = [await train(await openCard()), await train(await openOrtEngine())];
    own.forEach((epoch, i) => {
      expect(epoch.trainLoss).toBeCloseTo(expected[i].trainLoss, 4);
      expect(epoch.validationLoss).toBeCloseTo(expected[i].validationLoss as number, 4);
    });
  });
});
