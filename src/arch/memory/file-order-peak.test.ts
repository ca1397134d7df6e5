import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomArchitecture } from '../../../test/random-architecture.js';
import { createArchBuilder, squareConv, squareWindow } from '../build.js';
import { inferShapes } from '../infer.js';
import { product } from '../ops/shapes.js';
import { peakActivationBytes } from './file-order-peak.js';

describe('peakActivationBytes', () => {
  const start = () => {
    const b = createArchBuilder();
    return { b, image: b.input('image', [1, 2, 8, 8]) };
  };
  /** Bytes of a channel of 8 x 8. */
  const channel = 4 * 64;

  it('holds the input and the output of a convolution, and no tensor after its last read', () => {
    const { b, image } = start();
    const wide = b.add('conv', [image], squareConv(10, 3));
    expect(peakActivationBytes(b.finish([b.add('conv', [wide], squareConv(1, 3))]))).toBe(12 * channel);
    const wider = b.add('conv', [wide], squareConv(7, 3));
    expect(peakActivationBytes(b.finish([wider]))).toBe(17 * channel);
  });

  it('works in place in norms, activations and sums, unless their input is read again', () => {
    const { b, image } = start();
    const x = b.add('conv', [image], squareConv(10, 3));
    const normed = b.add('batchNorm', [x], { eps: 1e-5, affine: true });
    const y = b.add('relu', [normed], {});
    expect(peakActivationBytes(b.finish([y]))).toBe(12 * channel);
    expect(peakActivationBytes(b.finish([b.add('add', [y, x], {})]))).toBe(20 * channel);
  });

  it('keeps a residual until its sum', () => {
    const { b, image } = start();
    const x = b.add('conv', [image], squareConv(4, 3));
    const y = b.add('conv', [b.add('conv', [x], squareConv(8, 3))], squareConv(4, 3));
    expect(peakActivationBytes(b.finish([b.add('add', [x, y], {})]))).toBe(16 * channel);
  });

  it('counts a tensor without readers only while it is made', () => {
    const { b, image } = start();
    b.add('conv', [image], squareConv(100, 3));
    const pooled = b.add('avgPool', [image], { ...squareWindow(2, 2, 0), ceil: false, countPadding: false });
    expect(peakActivationBytes(b.finish([pooled]))).toBe(102 * channel);
  });

  it('lies between the largest tensor and all of them together', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const architecture = randomArchitecture(seed);
        const sizes = [...inferShapes(architecture, 1).values()].map((shape) => 4 * product(shape));
        const peak = peakActivationBytes(architecture);
        expect(peak).toBeGreaterThanOrEqual(Math.max(...sizes));
        expect(peak).toBeLessThanOrEqual(sizes.reduce((a, b) => a + b, 0));
      }),
      { numRuns: 50 },
    );
  });
});
