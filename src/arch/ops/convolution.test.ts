import { describe, expect, it } from 'vitest';
import { applyOp } from '../../../test/apply-op.js';
import { squareConv } from '../build.js';

const image = [1, 16, 32, 32];

describe('conv', () => {
  it('keeps the size with "same" padding and counts k * k * in * out', () => {
    expect(applyOp('conv', squareConv(16, 3), image)).toEqual({ shape: [1, 16, 32, 32], params: 2304, macs: 2304 * 1024 });
    expect(applyOp('conv', squareConv(32, 1), image)).toEqual({ shape: [1, 32, 32, 32], params: 512, macs: 512 * 1024 });
  });

  it('counts a bias as one param for each channel and one MAC for each output', () => {
    expect(applyOp('conv', squareConv(8, 1, { bias: true }), image)).toEqual({
      shape: [1, 8, 32, 32],
      params: 136,
      macs: 8 * 1024 * 17,
    });
  });

  it('divides params and MACs by the groups, down to depthwise', () => {
    expect(applyOp('conv', squareConv(16, 3, { groups: 4 }), image)).toEqual({
      shape: [1, 16, 32, 32],
      params: 576,
      macs: 576 * 1024,
    });
    expect(applyOp('conv', squareConv(16, 3, { groups: 16 }), image)).toEqual({
      shape: [1, 16, 32, 32],
      params: 144,
      macs: 144 * 1024,
    });
    expect(applyOp('conv', squareConv(32, 3, { groups: 16 }), image).params).toBe(288);
  });

  it('rounds strided and dilated sizes down, as PyTorch', () => {
    expect(applyOp('conv', squareConv(64, 7, { stride: 2 }), [1, 3, 224, 224]).shape).toEqual([1, 64, 112, 112]);
    expect(applyOp('conv', squareConv(1, 3, { stride: 2, padding: 0 }), [1, 1, 8, 8]).shape).toEqual([1, 1, 3, 3]);
    expect(applyOp('conv', squareConv(1, 3, { dilation: 2 }), [1, 1, 8, 8]).shape).toEqual([1, 1, 8, 8]);
    expect(applyOp('conv', squareConv(1, 3, { dilation: 2, padding: 0 }), [1, 1, 8, 8]).shape).toEqual([1, 1, 4, 4]);
  });

  it('takes one, two or three spatial axes, and padding that differs at the ends', () => {
    const attrs = { outChannels: 2, groups: 1, bias: false };
    expect(applyOp('conv', { ...attrs, kernel: [4], stride: [3], padding: [0, 1], dilation: [1] }, [1, 3, 9])).toEqual({
      shape: [1, 2, 3],
      params: 24,
      macs: 72,
    });
    expect(
      applyOp(
        'conv',
        { ...attrs, kernel: [1, 2, 3], stride: [1, 1, 2], padding: [0, 1, 0, 0, 0, 2], dilation: [1, 1, 1] },
        [1, 3, 4, 5, 6],
      ),
    ).toEqual({
      shape: [1, 2, 4, 5, 3],
      params: 36,
      macs: 36 * 60,
    });
  });

  it('refuses attributes and shapes that do not fit', () => {
    expect(() => applyOp('conv', squareConv(4, 3, { groups: 3 }), image)).toThrow(
      'node "y" (conv): expected input channels divisible by 3 groups, got 16',
    );
    expect(() => applyOp('conv', squareConv(6, 3, { groups: 4 }), image)).toThrow(
      'expected output channels divisible by 4 groups, got 6',
    );
    expect(() => applyOp('conv', squareConv(1, 5, { padding: 0 }), [1, 1, 4, 4])).toThrow(
      'expected a padded length of at least 5 on spatial axis 0, got 4',
    );
    expect(() => applyOp('conv', squareConv(1, 3), [1, 1, 4])).toThrow('expected 1 numbers in kernel for 1 spatial axes, got 2');
    expect(() => applyOp('conv', squareConv(1, 3), [1, 4])).toThrow('expected an input (batch, channels, space ...), got (1, 4)');
  });
});
