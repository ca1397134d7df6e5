import { describe, expect, it } from 'vitest';
import { randomArchitecture } from '../../../../test/random-architecture.js';
import { randomImages, symmetricImages } from '../../../../test/random-images.js';
import type { Architecture } from '../../../arch/types.js';
import { createRng } from '../../../core/rng.js';
import { openSpace } from '../../../spaces/index.js';
import type { Images } from '../../images.js';
import { createKernels } from '../kernels/index.js';
import type { Kernels } from '../kernels/types.js';
import { hasWasmKernels } from '../kernels/wasm.js';
import { createOneChannelRuntime } from '../runtime.js';
import type { ConstantRequest, ConstantResult } from '../types.js';

const request = (weight: number): ConstantRequest => ({ kind: 'constant', weight, arithmetic: 'extended' });

/** Kernels that are called one by one, and such that walk, with the number of walks. */
function bothKernels(): { called: Kernels; walking: Kernels; count: () => number } {
  const { walks: _, ...called } = createKernels();
  const { walks, ...rest } = createKernels();
  if (walks === undefined) throw new Error('these kernels do not walk');
  let count = 0;
  const counted = {
    ...walks,
    walk: (run: number) => {
      count++;
      walks.walk(run);
    },
  };
  return { called, walking: { ...rest, walks: counted }, count: () => count };
}

describe.runIf(hasWasmKernels())('a walk by the kernels', () => {
  /** Runs all on both and expects the same numbers, to the last bit. @returns the number of walks. */
  function expectSame(architectures: readonly Architecture[], images: Images, weights: readonly number[]): number {
    const { called, walking, count } = bothKernels();
    const [expected, got] = [called, walking].map((kernels): ConstantResult[][] => {
      const runtime = createOneChannelRuntime({ kernels });
      return architectures.map((architecture) => runtime.run(architecture, weights.map(request), images));
    });
    expect(got).toEqual(expected);
    return count();
  }

  it.each([
    ['nas-bench-201:N=2:C=4:size=16', [3, 16, 16]],
    ['nas-bench-101:N=1:C=8:size=16', [3, 16, 16]],
  ])('gives the numbers of kernels called one by one in %s', (text, shape) => {
    const space = openSpace(text);
    const rng = createRng(1, 'walk');
    const architectures = Array.from({ length: 25 }, () => space.build(space.sample(rng)));
    for (const images of [symmetricImages(shape, 5, 1), randomImages(shape, 18, 2)])
      expect(expectSame(architectures, images, [1e-7, 1, 0.3, -0.5, 0])).toBeGreaterThan(20);
  });

  it('gives them for any network', () => {
    for (let seed = 0; seed < 80; seed++) {
      const architecture = randomArchitecture(seed, { steps: 9 });
      if (architecture.inputs.length !== 1) continue;
      expectSame([architecture], randomImages(architecture.inputs[0].shape.slice(1), 6, seed), [1e-7, 1, -0.5]);
    }
  });
});
