import { describe, expect, it } from 'vitest';
import { createArchBuilder, squareConv } from '../../../arch/build.js';
import type { Architecture } from '../../../arch/types.js';
import { openOrtEngine } from '../../../platform/node/devices/ort-engine.js';
import type { ForwardJob, NormMode, Reading } from '../../passes/types.js';
import { createInitializer } from '../../weights/index.js';
import { blockedDomain } from '../../../onnx/lower/blocked.js';
import { createGraphBuilder, ints } from '../../../onnx/lower/graph-builder.js';
import { encodeModel } from '../../../onnx/proto/encode-model.js';
import { fillNormal } from '../../weights/random-fill.js';
import { blockedChannels, blockedWeight } from '../blocked-channels.js';
import { createOrtRuntime } from '../ort-runtime.js';
import { runOnce } from '../run-once.js';
import type { OrtEngine, SessionFavour } from '../types.js';
import { writeInBlocks } from './write-in-blocks.js';

const engine = await openOrtEngine();
const block = await blockedChannels(engine);
const favours: SessionFavour[] = [];
/** The engine, and what its sessions favour. */
const watched: OrtEngine = {
  ...engine,
  createSession(model, favour = 'run') {
    favours.push(favour);
    return engine.createSession(model, favour);
  },
};
/** The engine without blocks: those are tried out in a session for a fast start. */
const plain: OrtEngine = {
  ...engine,
  createSession: async (model, favour = 'run') => {
    if (favour === 'start') throw new Error('no blocks');
    return engine.createSession(model, favour);
  },
};

const window = { kernel: [3, 3], stride: [1, 1], padding: [1, 1, 1, 1], dilation: [1, 1], ceil: false };

/** Sums of convolutions, pools and what they read, at `first` and then twice as many channels on half the pixels. */
function network(first: number, size: readonly number[]): Architecture {
  const b = createArchBuilder();
  const norm = (x: string): string => b.add('batchNorm', [x], { eps: 1e-5, affine: true });
  const conv = (x: string, channels: number, kernel: number, more = {}): string =>
    norm(b.add('conv', [b.add('relu', [x], {})], squareConv(channels, kernel, more)));
  const stem = norm(b.add('conv', [b.input('image', [1, 3, ...size])], squareConv(first, 3)));
  const pool = b.add('avgPool', [stem], { ...window, countPadding: false });
  const both = b.add('add', [conv(stem, first, 3), conv(stem, first, 1), pool], {});
  const most = b.add('maxPool', [b.add('add', [both, stem], {})], window);
  const less = { stride: 2 };
  const reduced = b.add('add', [conv(most, 2 * first, 3, less), conv(most, 2 * first, 1, less)], {});
  const last = b.add('relu', [norm(reduced)], {});
  const flat = b.add('flatten', [b.add('globalAvgPool', [last], {})], { axis: 1 });
  return b.finish([b.add('linear', [flat], { outFeatures: 5, bias: true })], 'network');
}

const loss = 'cross-entropy';
const readings: readonly Reading[] = [
  { kind: 'values', of: 'outputs', samples: 'all' },
  { kind: 'channel-fisher', of: 'weighted-outputs', loss },
  { kind: 'weight-gradient', of: 'weighted-outputs', loss, measure: 'values' },
  { kind: 'gradient-products', of: 'inputs', loss, through: false },
];

const ofRelus = 'rectifier-inputs';
/** Sums over units, which are read in blocks, and what is not. */
const signReadings: readonly Reading[] = [
  { kind: 'sign-kernel', of: ofRelus, samples: 'first-half' },
  { kind: 'sign-changes', of: ofRelus },
  { kind: 'sign-kernel', of: ofRelus, samples: 'all' },
];

async function read(
  runtime: OrtEngine,
  architecture: Architecture,
  batch: number,
  norm: NormMode,
  wanted: readonly Reading[] = readings,
): Promise<number[][]> {
  const shape = architecture.inputs[0]?.shape.slice(1) ?? [];
  const values = new Float32Array(batch * shape.reduce((a, b) => a * b, 1));
  fillNormal(values, 1, 3, 'images');
  const job: ForwardJob = {
    architecture,
    inputs: [{ shape, count: batch, values }],
    norm,
    weights: createInitializer('kaiming-normal', 7),
    labels: { ok: true, values: Int32Array.from({ length: batch }, (_, i) => i % 5), classes: 5 },
    readings: norm === 'halves' ? [...wanted, { kind: 'norm-variance' }] : wanted,
  };
  const outcomes = await createOrtRuntime(runtime).forward(job);
  return outcomes.flatMap((outcome) => {
    if (!outcome.ok) throw new Error(outcome.reason);
    return outcome.taps.map((tap) => Array.from(tap.values as Float32Array));
  });
}

describe.skipIf(block === undefined)('a pass with its maps in blocks', () => {
  it.each([
    [16, 4, [9, 11], 'joint'],
    [16, 5, [8, 6], 'joint'],
    [32, 6, [7, 7], 'halves'],
    [48, 3, [5, 8], 'joint'],
  ] as const)('reads what a plain pass reads: %i channels, %i images of %j, norms %s', async (channels, batch, size, norm) => {
    const architecture = network(channels, size);
    favours.length = 0;
    const found = await read(watched, architecture, batch, norm);
    expect(favours.at(-1)).toBe('start');
    const expected = await read(plain, architecture, batch, norm);
    expect(found.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
    expected.forEach((values, i) => {
      const own = found[i] ?? [];
      const distance = Math.hypot(...values.map((value, j) => value - (own[j] ?? Number.NaN)));
      expect(distance / Math.hypot(...values), `reading ${i}`).toBeLessThan(2e-4);
    });
  });

  it.each([
    ['where units are summed', []],
    ['beside readings of single units', [{ kind: 'sign-codes', of: ofRelus, samples: 4 } as const]],
    [
      'and moments of the first of four samples',
      [{ kind: 'channel-moments', of: 'leaf-outputs', samples: 'first', centred: true, ifSingular: 'none' } as const],
    ],
  ])('reads the signs of a plain pass, %s', async (_, more) => {
    const architecture = network(16, [9, 11]);
    const wanted = [...signReadings, ...more];
    const found = await read(watched, architecture, 4, 'joint', wanted);
    expect(favours.at(-1)).toBe('start');
    expect(found).toEqual(await read(plain, architecture, 4, 'joint', wanted));
  });
});

/** A sum of two convolutions of one map, written in blocks and run. @param areRead whether both convolutions leave the graph too. */
async function sumOfConvolutions(channels: number, kernel: number, areRead: boolean) {
  const length = 7;
  const weightShape = [channels, channels, kernel, kernel];
  const pad = (kernel - 1) / 2;
  const attrs = { kernel_shape: ints([kernel, kernel]), pads: ints([pad, pad, pad, pad]) };
  const shapes = [['x', [2, channels, length, length]] as const, ['v', weightShape] as const, ['w', weightShape] as const];
  const outputs = areRead ? ['sum', 'a', 'b'] : ['sum'];
  const nodes = [
    { op: 'Conv', inputs: ['x', 'v'], outputs: ['a'], attrs },
    { op: 'Conv', inputs: ['x', 'w'], outputs: ['b'], attrs },
    { op: 'Add', inputs: ['a', 'b'], outputs: ['sum'] },
  ];
  const lists = createGraphBuilder();
  const list = (values: readonly number[]): string => lists.constant('int64', [values.length], values);
  const written = writeInBlocks({ nodes, initializers: [], shapes, outputs }, block ?? 1, ({ inputs: [, weight = ''] }) => ({
    name: `${weight} blocked`,
    write: () => blockedWeight(weight, weightShape, block ?? 1, list),
    outChannels: channels,
    readsBlocks: true,
  }));
  const model = encodeModel(
    {
      name: 'a sum',
      nodes: written.nodes,
      initializers: [...lists.initializers, ...written.constants],
      inputs: shapes.map(([name, dims]) => ({ name, type: 'float', dims })),
      outputs: outputs.map((name) => ({ name, type: 'float' })),
    },
    { domains: { [blockedDomain]: 1 } },
  );
  const fed = shapes.map(([name, dims], i) => {
    const values = new Float32Array(dims.reduce((a, b) => a * b, 1));
    fillNormal(values, 1, i, name);
    return { name, dims, values };
  });
  const { sum } = await runOnce(engine, model, fed, 'start');
  return { sums: written.nodes.filter(({ op }) => op === 'Add').length, values: sum?.values };
}

describe.skipIf(block === undefined)('a sum of convolutions in blocks', () => {
  it.each([
    [16, 3, 0],
    [32, 1, 0],
    [128, 1, 0],
    [32, 3, 1],
    [256, 1, 1],
  ])('has the digits of one whose parts are read: %i channels, kernels of %i', async (channels, kernel, left) => {
    const fused = await sumOfConvolutions(channels, kernel, false);
    const apart = await sumOfConvolutions(channels, kernel, true);
    expect([fused.sums, apart.sums]).toEqual([block === 16 || kernel === 1 ? left : 1, 1]);
    expect(fused.values).toEqual(apart.values);
  });
});
