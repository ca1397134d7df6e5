/** Gradients as ONNX nodes against the oracle in double precision. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backwardCases, convolutionsOfBlocks, networkOf } from '../../../test/backward-cases.js';
import { gradientDisagreement } from '../../../test/gradients-against-oracle.js';
import { architectures } from '../../../test/random-architecture.js';
import type { OpName } from '../../arch/types.js';
import { openOrtEngine } from '../../platform/node/devices/ort-engine.js';
import type { OrtEngine } from './types.js';

const first = await openOrtEngine();
const wasm = await openOrtEngine('wasm');
const engines: readonly OrtEngine[] = [first, wasm, { ...first, title: 'the dialect of cards', dialect: 'card' }];

describe.each(engines)('gradients on $title', (engine) => {
  it.each(Object.keys(backwardCases) as OpName[])('of %s equal the oracle', async (op) => {
    for (const [attrs, ...shapes] of backwardCases[op]) {
      expect(await gradientDisagreement(engine, networkOf(op, attrs, shapes), 'joint', 3)).toBeLessThan(1e-4);
    }
  });

  it('of convolutions equal the oracle where samples are taken in groups', async () => {
    for (const [attrs, shape] of convolutionsOfBlocks)
      expect(await gradientDisagreement(engine, networkOf('conv', attrs, [shape]), 'joint', 16)).toBeLessThan(1e-4);
  });

  it.each(['conv', 'convTranspose', 'linear', 'recurrent'] as const)('of %s equal the oracle for each sample', async (op) => {
    for (const [attrs, ...shapes] of backwardCases[op]) {
      expect(await gradientDisagreement(engine, networkOf(op, attrs, shapes), 'each', 3)).toBeLessThan(1e-4);
    }
  });

  it.each(['joint', 'halves', 'each', 'running'] as const)('of random networks equal the oracle, with norms %s', async (norm) => {
    await fc.assert(
      fc.asyncProperty(architectures({ steps: 6 }), async (architecture) => {
        expect(await gradientDisagreement(engine, architecture, norm)).toBeLessThan(3e-3);
      }),
      { numRuns: engine === wasm ? 3 : 12, seed: 5 },
    );
  });
});
