import { describe, expect, it } from 'vitest';
import { createArchBuilder, squareConv } from '../../arch/build.js';
import { openOrtEngine } from '../../platform/node/devices/ort-engine.js';
import { bytesSource } from '../../core/byte-source.js';
import { readModel } from '../../onnx/proto/reader.js';
import { referenceRuntime } from '../reference/reference-runtime.js';
import type { ForwardJob, Reading } from '../passes/types.js';
import { createInitializer } from '../weights/index.js';
import { fillNormal } from '../weights/random-fill.js';
import { createOrtRuntime } from './ort-runtime.js';
import { stacksOf } from './stacked-signs.js';
import type { OrtEngine } from './types.js';

describe('stacks', () => {
  it('hold neighbours of one shape, at least two, and no more than a megabyte', () => {
    const small = { shape: [4, 2, 3, 3] };
    const other = { shape: [4, 2, 3, 2] };
    const large = { shape: [8, 16, 64, 64] };
    expect(stacksOf([small, other, small, large, large, small])).toEqual([
      [0, 2, 5],
      [3, 4],
    ]);
    expect(stacksOf([large, large, large, small])).toEqual([[0, 1]]);
    expect(stacksOf([])).toEqual([]);
  });
});

const readings: readonly Reading[] = [
  { kind: 'sign-kernel', of: 'rectifier-inputs', samples: 'first-half' },
  { kind: 'sign-kernel', of: 'rectifier-inputs', samples: 'all' },
  { kind: 'sign-kernel', of: 'rectifier-inputs', samples: 'first' },
  { kind: 'sign-changes', of: 'rectifier-inputs' },
];

/** Six ReLUs of one shape and one of another; convolutions in blocks where the processor has them. */
function jobOf(channels: number): ForwardJob {
  const b = createArchBuilder();
  let x = b.input('image', [1, 3, 5, 7]);
  for (let i = 0; i < 7; i++) {
    const conv = b.add('conv', [x], squareConv(i === 6 ? 2 * channels : channels, 3), `conv${i}`);
    x = b.add('relu', [b.add('batchNorm', [conv], { eps: 1e-5, affine: true }, `bn${i}`)], {}, `relu${i}`);
  }
  const shape = [3, 5, 7];
  const values = new Float32Array(6 * 105);
  fillNormal(values, 1, 1, 'stacked signs');
  return {
    architecture: b.finish([x]),
    inputs: [{ shape, count: 6, values }],
    norm: 'joint',
    weights: createInitializer('kaiming-uniform', 2),
    readings,
  };
}

const engine = await openOrtEngine();

describe.each([4, 32])('signs of maps of %i channels', (channels) => {
  it('are those of the reference, each of its map', async () => {
    const job = jobOf(channels);
    const own = await createOrtRuntime(engine).forward(job);
    const expected = await referenceRuntime.forward(job);
    for (const [place, outcome] of own.entries()) {
      const other = expected[place];
      if (!outcome.ok || !other?.ok) throw new Error('a reading that both have');
      expect(outcome.taps).toHaveLength(7);
      expect(outcome.taps.map(({ values }) => [...values])).toEqual(other.taps.map(({ values }) => [...values]));
    }
  });

  it('take one product for a stack', async () => {
    let products = 0;
    const spy: OrtEngine = {
      ...engine,
      async createSession(model, ...rest) {
        const { graph } = await readModel(bytesSource(model), 'the model');
        products = graph.nodes.filter(({ op }) => op === 'MatMulInteger').length;
        return engine.createSession(model, ...rest);
      },
    };
    await createOrtRuntime(spy).forward(jobOf(channels));
    // Three readings of a stack and of the map that is alone, and one sample of seven maps.
    expect(products).toBe(2 * 3 + 7);
  });
});
