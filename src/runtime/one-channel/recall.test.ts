import { describe, expect, it } from 'vitest';
import { randomImages } from '../../../test/random-images.js';
import { createRng } from '../../core/rng.js';
import { openSpace } from '../../spaces/index.js';
import { createKernels } from './kernels/index.js';
import type { Kernels } from './kernels/types.js';
import { createOneChannelRuntime } from './runtime.js';
import type { ConstantRequest } from './types.js';

const space = openSpace('nas-bench-201:N=2:C=4:size=8');
const images = randomImages([3, 8, 8], 6, 1);
const request = (weight: number): ConstantRequest => ({ kind: 'constant', weight, arithmetic: 'extended' });

/** Kernels that walk, or are called one by one, and how many walks they made and windows they slid for JavaScript. */
function countedKernels(areWalking: boolean): Kernels & { runs: number } {
  const { walks, ...kernels } = createKernels();
  const counted = {
    ...kernels,
    runs: 0,
    slideWindow: (...args: Parameters<Kernels['slideWindow']>) => {
      counted.runs++;
      kernels.slideWindow(...args);
    },
  };
  if (walks === undefined || !areWalking) return counted;
  return Object.assign(counted, {
    walks: {
      ...walks,
      walk: (run: number) => {
        counted.runs++;
        walks.walk(run);
      },
    },
  });
}

describe('results of earlier networks', () => {
  it('are those that a runtime without a past computes', () => {
    const rng = createRng(3, 'recall');
    const runtime = createOneChannelRuntime();
    for (let i = 0; i < 120; i++) {
      const architecture = space.build(space.sample(rng));
      const requests = [request(1e-7), request(1)];
      expect(runtime.run(architecture, requests, images)).toEqual(createOneChannelRuntime().run(architecture, requests, images));
    }
  });

  it.each([true, false])(
    'are used for a cell that differs in an edge from a dead node, with any weight (walks: %s)',
    (areWalking) => {
      const kernels = countedKernels(areWalking);
      const runtime = createOneChannelRuntime({ kernels });
      for (const [op, isRun] of [
        ['none', true],
        ['nor_conv_3x3', false],
      ] as const) {
        kernels.runs = 0;
        const cell = `|none~0|+|nor_conv_3x3~0|${op}~1|+|avg_pool_3x3~0|${op}~1|skip_connect~2|`;
        runtime.run(space.build(space.decode(cell)), [request(0.5)], images);
        expect(kernels.runs > 0).toBe(isRun);
      }
    },
  );

  it.each([true, false])(
    'are used where all that differs vanishes, and only with the same weight and images (walks: %s)',
    (areWalking) => {
      const kernels = countedKernels(areWalking);
      const runtime = createOneChannelRuntime({ kernels });
      const [first, second] = ['nor_conv_1x1', 'nor_conv_3x3'].map((op) =>
        space.build(space.decode(`|skip_connect~0|+|${op}~0|avg_pool_3x3~1|+|avg_pool_3x3~0|skip_connect~1|skip_connect~2|`)),
      );
      const runsOf = (architecture: typeof first, weight: number, given = images): number => {
        kernels.runs = 0;
        runtime.run(architecture, [request(weight)], given);
        return kernels.runs;
      };
      expect(runsOf(first, 1e-7)).toBeGreaterThan(0);
      expect(runsOf(second, 1e-7)).toBe(0);
      expect(runsOf(second, 1e-6)).toBeGreaterThan(0);
      expect(runsOf(second, 1e-7, randomImages([3, 8, 8], 6, 2))).toBeGreaterThan(0);
    },
  );
});
