import { describe, expect, it } from 'vitest';
import { createArchBuilder, squareConv } from '../../arch/build.js';
import { product } from '../../arch/ops/shapes.js';
import type { Architecture } from '../../arch/types.js';
import { symmetricEigenvalues } from '../../core/linear-algebra/symmetric-eigenvalues.js';
import { must } from '../../core/must.js';
import { openOrtEngine } from '../../platform/node/devices/ort-engine.js';
import { referenceRuntime } from '../reference/reference-runtime.js';
import type { ForwardJob, Reading, TapSet } from '../passes/types.js';
import { createInitializer } from '../weights/index.js';
import { fillNormal } from '../weights/random-fill.js';
import { createOrtRuntime } from './ort-runtime.js';

const { forward } = createOrtRuntime(await openOrtEngine());

/** Two ReLUs read the input itself, so that their signs are the same in single and double precision; one reads zeros. */
function network(): Architecture {
  const b = createArchBuilder();
  const image = b.input('image', [1, 3, 5, 7]);
  b.group({ id: 'cell', kind: 'cell', stage: 0 });
  const zeros = b.add('zeros', [image], {}, 'none');
  const relus = [image, image, zeros].map((x, i) => b.add('relu', [x], {}, `relu${i}`));
  const sum = b.add('add', [b.add('batchNorm', [relus[0]], { eps: 1e-5, affine: true }, 'bn'), relus[1], relus[2]], {}, 'sum');
  const conv = b.add('conv', [sum], squareConv(4, 3), 'conv');
  const dead = b.add('batchNorm', [zeros], { eps: 1e-5, affine: true }, 'dead');
  b.group({ id: 'head', kind: 'head', stage: 0 });
  const pool = b.add('globalAvgPool', [b.add('concat', [conv, dead], { axis: 1 })], {}, 'pool');
  return b.finish([b.add('linear', [b.add('flatten', [pool], { axis: 1 })], { outFeatures: 2, bias: true }, 'fc')]);
}

function jobOf(readings: readonly Reading[], norm: ForwardJob['norm'] = 'joint'): ForwardJob {
  const architecture = network();
  const shape = architecture.inputs[0].shape.slice(1);
  const values = new Float32Array(6 * product(shape));
  fillNormal(values, 1, 1, 'test');
  return {
    architecture,
    inputs: [{ shape, count: 6, values }],
    norm,
    weights: createInitializer('kaiming-uniform', 2),
    readings,
  };
}

const everySet: readonly TapSet[] = [
  'rectifier-inputs',
  'rectifier-outputs',
  'bend-inputs',
  'bend-outputs',
  'weighted-outputs',
  'leaf-outputs',
  'late-leaf-outputs',
  'norm-inputs',
  'pool-inputs',
  'block-outputs',
  'features',
  'outputs',
];

describe('readings inside the graph', () => {
  it.each<Reading>([
    { kind: 'sign-kernel', of: 'rectifier-inputs', samples: 'all' },
    { kind: 'sign-kernel', of: 'rectifier-inputs', samples: 'first-half' },
    { kind: 'sign-changes', of: 'rectifier-inputs' },
    { kind: 'sign-codes', of: 'rectifier-inputs', samples: 3 },
    { kind: 'sign-codes', of: 'rectifier-inputs', samples: 6 },
    { kind: 'sign-patterns', of: 'rectifier-inputs' },
  ])('of signs are exact: $kind of $samples', async (reading) => {
    const [own] = await forward(jobOf([reading]));
    const [oracle] = await referenceRuntime.forward(jobOf([reading]));
    if (!own.ok || !oracle.ok) throw new Error('a reading is missing');
    own.taps.forEach(({ values }, i) => expect([...values]).toEqual([...oracle.taps[i].values]));
  });

  it.each<Reading>([
    { kind: 'partner-distance', of: 'features' },
    { kind: 'partner-square', of: 'pool-inputs' },
    { kind: 'feature-covariance', of: 'block-outputs' },
    { kind: 'feature-covariance', of: 'outputs' },
    { kind: 'channel-moments', of: 'leaf-outputs', samples: 'first', centred: true, ifSingular: 'none' },
    { kind: 'channel-moments', of: 'block-outputs', samples: 'all', centred: true, ifSingular: 'keep' },
    { kind: 'channel-moments', of: 'rectifier-outputs', samples: 'first-half', centred: false, ifSingular: 'keep' },
    { kind: 'x-log-x', of: 'rectifier-outputs' },
    { kind: 'norm-variance' },
    ...everySet.map((of) => ({ kind: 'values', of, samples: 'all' }) as const),
  ])('of numbers are those of the reference runtime: $kind of $of', async (reading) => {
    for (const norm of ['joint', 'halves'] as const) {
      const [own] = await forward(jobOf([reading], norm));
      const [oracle] = await referenceRuntime.forward(jobOf([reading], norm));
      if (!own.ok || !oracle.ok) throw new Error('a reading is missing');
      expect(own.taps.map(({ values, ...tap }) => tap)).toEqual(oracle.taps.map(({ values, ...tap }) => tap));
      own.taps.forEach(({ values }, i) => {
        expect(values.length).toBe(oracle.taps[i].values.length);
        values.forEach((value, j) => expect(value).toBeCloseTo(oracle.taps[i].values[j], 4));
      });
    }
  });

  it('give the products of rows where there are fewer rows than channels: the same eigenvalues without the zeros', async () => {
    const wide = createArchBuilder();
    const x = wide.input('x', [1, 2, 1, 1]);
    const conv = wide.add('conv', [x], squareConv(8, 1));
    const architecture = wide.finish([wide.add('relu', [conv], {})]);
    const inputs = [{ shape: [2, 1, 1], count: 3, values: Float32Array.of(1, 2, -3, 0.5, 0.25, -1) }];
    const readings = (['keep', 'rows'] as const).map((ifSingular): Reading => ({
      kind: 'channel-moments',
      of: 'rectifier-inputs',
      samples: 'all',
      centred: false,
      ifSingular,
    }));
    const job: ForwardJob = { architecture, inputs, norm: 'joint', weights: createInitializer('kaiming-normal', 0), readings };
    const oracle = await referenceRuntime.forward(job);
    const own = await forward(job);
    const [channels, rows] = own.map((outcome) => {
      if (!outcome.ok) throw new Error(outcome.reason);
      return must(outcome.taps[0], 'the ReLU').values;
    });
    const expected = must(oracle[1], 'the second reading');
    if (!expected.ok) throw new Error(expected.reason);
    expect(rows).toHaveLength(9);
    must(rows, 'rows').forEach((value, i) => expect(value).toBeCloseTo(expected.taps[0].values[i] ?? NaN, 5));
    const ofChannels = symmetricEigenvalues(must(channels, 'channels'), 8);
    symmetricEigenvalues(must(rows, 'rows'), 3).forEach((value, i) => expect(value).toBeCloseTo(ofChannels[5 + i], 5));
    ofChannels.subarray(0, 5).forEach((value) => expect(value).toBeCloseTo(0, 5));
  });

  it('share one array where several calls read one value', async () => {
    const [kernel] = await forward(jobOf([{ kind: 'sign-kernel', of: 'rectifier-inputs', samples: 'all' }]));
    if (!kernel.ok) throw new Error(kernel.reason);
    expect(kernel.taps[0].values).toBe(kernel.taps[1].values);
    expect(kernel.taps[0].values).not.toBe(kernel.taps[2].values);
  });

  it('say which taps reach the output, and which only through zeros', async () => {
    const [kernel] = await forward(jobOf([{ kind: 'sign-kernel', of: 'leaf-outputs', samples: 'all' }]));
    if (!kernel.ok) throw new Error(kernel.reason);
    const flags = new Map(kernel.taps.map(({ node, reaches, live }) => [node, { reaches, live }]));
    expect(flags.get('relu0')).toEqual({ reaches: true, live: true });
    expect(flags.get('none')).toEqual({ reaches: true, live: false });
  });

  it('have a reason where the network has no such tap', async () => {
    const bare = createArchBuilder();
    const x = bare.input('x', [1, 4]);
    const architecture = bare.finish([bare.add('linear', [x], { outFeatures: 2, bias: false })]);
    const inputs = [{ shape: [4], count: 2, values: new Float32Array(8).fill(1) }];
    const readings: Reading[] = [
      { kind: 'sign-kernel', of: 'rectifier-inputs', samples: 'all' },
      { kind: 'values', of: 'block-outputs', samples: 'all' },
      { kind: 'norm-variance' },
    ];
    const outcomes = await forward({ architecture, inputs, norm: 'joint', weights: createInitializer('constant', 0), readings });
    expect(outcomes).toEqual([
      { ok: false, reason: 'the network has no ReLU' },
      { ok: false, reason: 'the network has no block (group of nodes)' },
      { ok: false, reason: 'the network has no batch norm' },
    ]);
  });
});
