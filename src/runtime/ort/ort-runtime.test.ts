import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { architectures } from '../../../test/random-architecture.js';
import { product } from '../../arch/ops/shapes.js';
import type { Architecture } from '../../arch/types.js';
import { openOrtEngine } from '../../platform/node/devices/ort-engine.js';
import type { ForwardJob, NormMode, Reading } from '../passes/types.js';
import { referenceRuntime } from '../reference/reference-runtime.js';
import { createInitializer } from '../weights/index.js';
import { fillNormal } from '../weights/random-fill.js';
import { createOrtRuntime } from './ort-runtime.js';
import type { OrtEngine } from './types.js';

// Where the optional native package is not installed, the first of these is the WebAssembly build again.
const first = await openOrtEngine();
const wasm = await openOrtEngine('wasm');
const engines: readonly OrtEngine[] = [first, wasm, { ...first, title: 'the dialect of cards', dialect: 'card' }];

function jobOf(architecture: Architecture, norm: NormMode, readings: readonly Reading[], count = 4): ForwardJob {
  const inputs = architecture.inputs.map(({ shape: [, ...shape], id }) => {
    const values = new Float32Array(count * product(shape));
    fillNormal(values, 1, 7, id);
    return { shape, count, values };
  });
  return { architecture, inputs, norm, weights: createInitializer('kaiming-uniform', 11), readings };
}

const everyLeaf: readonly Reading[] = [
  { kind: 'values', of: 'outputs', samples: 'all' },
  { kind: 'values', of: 'leaf-outputs', samples: 'all' },
];

/** Largest difference over the scale of the values. */
async function disagreement(engine: OrtEngine, job: ForwardJob): Promise<number> {
  const [own, oracle] = [await createOrtRuntime(engine).forward(job), await referenceRuntime.forward(job)];
  let worst = 0;
  own.forEach((outcome, i) => {
    const expected = oracle[i];
    if (!outcome.ok || !expected.ok) return expect(outcome).toEqual(expected);
    expect(outcome.taps.map(({ node }) => node)).toEqual(expected.taps.map(({ node }) => node));
    outcome.taps.forEach(({ values }, t) => {
      const wanted = Float64Array.from(expected.taps[t].values);
      expect(values.length).toBe(wanted.length);
      const scale = wanted.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-3);
      values.forEach((v, j) => (worst = Math.max(worst, Math.abs(v - wanted[j]) / scale)));
    });
  });
  return worst;
}

describe.each(engines)('forward passes on $title', (engine) => {
  it.each(['joint', 'halves', 'each', 'running'] as const)(
    'every operator equals the reference runtime, with norms %s',
    async (norm) => {
      await fc.assert(
        fc.asyncProperty(architectures({ steps: 6 }), async (architecture) => {
          expect(await disagreement(engine, jobOf(architecture, norm, everyLeaf))).toBeLessThan(2e-3);
        }),
        { numRuns: engine === wasm ? 10 : 40, seed: 3 },
      );
    },
  );
});
