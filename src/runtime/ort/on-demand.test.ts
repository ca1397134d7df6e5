import { expect, it } from 'vitest';
import { createArchBuilder, squareConv } from '../../arch/build.js';
import { openOrtEngine } from '../../platform/node/devices/ort-engine.js';
import type { NormMode, Reading } from '../passes/types.js';
import { createInitializer } from '../weights/index.js';
import { computeOnDemand } from './on-demand.js';
import { createOrtRuntime } from './ort-runtime.js';

const engine = await openOrtEngine();
const loss = 'cross-entropy';
const readings: readonly Reading[] = [
  { kind: 'weight-gradient', of: 'weighted-outputs', loss, measure: 'norm' },
  { kind: 'weight-gradient', of: 'weighted-outputs', loss, measure: 'values' },
  { kind: 'gradient-products', of: 'inputs', loss: 'outputs', through: false },
  { kind: 'sign-kernel', of: 'rectifier-inputs', samples: 'all' },
];

function network() {
  const b = createArchBuilder();
  let x = b.input('image', [1, 3, 6, 6]);
  for (let i = 0; i < 2; i++) {
    const conv = b.add('conv', [x], squareConv(16, 3));
    x = b.add('relu', [b.add('batchNorm', [conv], { eps: 1e-5, affine: true })], {});
  }
  const flat = b.add('flatten', [b.add('globalAvgPool', [x], {})], { axis: 1 });
  return b.finish([b.add('linear', [flat], { outFeatures: 3, bias: true })], 'network');
}

const batchOf = (phase: number) => ({
  inputs: [{ shape: [3, 6, 6], count: 4, values: Float32Array.from({ length: 432 }, (_, i) => Math.sin(i * (1 + phase))) }],
  labels: { ok: true as const, values: Int32Array.of(0, 1, 2, phase), classes: 3 },
});

// The second leaves its norms to the runtime, which has no branch then.
it.each(['joint', 'running'] as const)(
  'a batch gives the same numbers beside one that is read for more, with norms %s',
  async (norm: NormMode) => {
    const runtime = createOrtRuntime(engine);
    const job = { architecture: network(), norm, weights: createInitializer('kaiming-normal', 3) };
    const wanted = [[0, 1, 2, 3], [1], [1, 0]];
    const together = await runtime.forwardBatches(
      { ...job, readings },
      wanted.map((places, phase) => ({ ...batchOf(phase), wanted: places })),
    );
    for (const [phase, places] of wanted.entries()) {
      const alone = await runtime.forward({ ...job, ...batchOf(phase), readings: places.map((place) => readings[place]) });
      expect(together[phase]).toEqual(alone);
      expect(alone.filter(({ ok }) => !ok)).toEqual([]);
    }
  },
);

/** A value made of another by so many nodes, one after the other. */
const chain = (from: string, length: number, name: string) =>
  Array.from({ length }, (_, i) => ({ op: 'Neg', inputs: [i === 0 ? from : `${name}${i - 1}`], outputs: [`${name}${i}`] }));

it('a branch takes what many nodes compute for some runs alone', () => {
  const nodes = [...chain('x', 30, 'always'), ...chain('always9', 3, 'short'), ...chain('always9', 30, 'long')];
  const outputs = ['always29', 'short2', 'long29'].map((name) => ({ name, type: 'float' as const }));
  const { nodes: split, names } = computeOnDemand(nodes, ['always29'], outputs);
  expect([...names.keys()]).toEqual(['long29']);
  expect(split.slice(0, 33)).toEqual(nodes.slice(0, 33));
  expect(split.slice(33).map(({ op }) => op)).toEqual(['Cast', 'If']);
  expect(
    computeOnDemand(
      nodes,
      outputs.map(({ name }) => name),
      outputs,
    ),
  ).toEqual({ nodes, names: new Map() });
});
