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

/** The kernels called one by one, and how many windows they slid. */
function countedKernels(): Kernels & { windows: number } {
  const { walks: _, ...kernels } = createKernels();
  const counted = {
    ...kernels,
    windows: 0,
    slideWindow: (...args: Parameters<Kernels['slideWindow']>) => {
      counted.windows++;
      kernels.slideWindow(...args);
    },
  };
  return counted;
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

  it('are used for a cell that differs in an edge from a dead node, with any weight', () => {
    const kernels = countedKernels();
    const runtime = createOneChannelRuntime({ kernels });
    for (const [op, windows] of [
      ['none', true],
      ['nor_conv_3x3', false],
    ] as const) {
      kernels.windows = 0;
      const cell = `|none~0|+|nor_conv_3x3~0|${op}~1|+|avg_pool_3x3~0|${op}~1|skip_connect~2|`;
      runtime.run(space.build(space.decode(cell)), [request(0.5)], images);
      expect(kernels.windows > 0).toBe(windows);
    }
  });

  it('are used where all that differs vanishes, and only with the same weight and images', () => {
    const kernels = countedKernels();
    const runtime = createOneChannelRuntime({ kernels });
    const [first, second] = ['nor_conv_1x1', 'nor_conv_3x3'].map((op) =>
      space.build(space.decode(`|skip_connect~0|+|${op}~0|avg_pool_3x3~1|+|avg_pool_3x3~0|skip_connect~1|skip_connect~2|`)),
    );
    const windowsOf = (architecture: typeof first, weight: number, given = images): number => {
      kernels.windows = 0;
      runtime.run(architecture, [request(weight)], given);
      return kernels.windows;
    };
    expect(windowsOf(first, 1e-7)).toBeGreaterThan(0);
    expect(windowsOf(second, 1e-7)).toBe(0);
    expect(windowsOf(second, 1e-6)).toBeGreaterThan(0);
    expect(windowsOf(second, 1e-7, randomImages([3, 8, 8], 6, 2))).toBeGreaterThan(0);
  });
});
