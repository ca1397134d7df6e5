import { describe, expect, it } from 'vitest';
import { mobileNetV2, resNet18 } from '../../test/reference-networks.js';
import { createArchBuilder, squareConv } from './build.js';
import { countDepth } from './depth.js';

describe('countDepth', () => {
  it('is the number in the name of ResNet-18', () => {
    expect(countDepth(resNet18())).toBe(18);
  });

  it('is 53 for MobileNetV2: 52 convolutions and a classifier', () => {
    expect(countDepth(mobileNetV2())).toBe(53);
  });

  it('leaves out branches that reach no output', () => {
    const b = createArchBuilder();
    const image = b.input('image', [1, 3, 8, 8]);
    const x = b.add('conv', [image], squareConv(4, 3));
    b.add('conv', [b.add('conv', [x], squareConv(4, 3))], squareConv(4, 3));
    expect(countDepth(b.finish([b.add('relu', [x], {})]))).toBe(1);
    expect(countDepth(b.finish([image]))).toBe(0);
  });
});
