import { describe, expect, it } from 'vitest';
import { applyOp } from '../../../test/apply-op.js';
import { squareWindow } from '../build.js';

const floor = { ceil: false };
const average = { ceil: false, countPadding: false };

describe('window pools', () => {
  it('round down, or up with ceil, and have no counted cost', () => {
    expect(applyOp('maxPool', { ...squareWindow(3, 2, 1), ...floor }, [1, 64, 112, 112])).toEqual({
      shape: [1, 64, 56, 56],
      params: 0,
      macs: 0,
    });
    expect(applyOp('avgPool', { ...squareWindow(3, 1, 1), ...average }, [1, 16, 32, 32])).toEqual({
      shape: [1, 16, 32, 32],
      params: 0,
      macs: 0,
    });
    expect(applyOp('maxPool', { ...squareWindow(2, 2, 0), ceil: false }, [1, 1, 5, 5]).shape).toEqual([1, 1, 2, 2]);
    expect(applyOp('maxPool', { ...squareWindow(2, 2, 0), ceil: true }, [1, 1, 5, 5]).shape).toEqual([1, 1, 3, 3]);
  });

  // Each line is PyTorch 1.13's answer for MaxPool1d(kernel, stride, padding, ceil_mode=True).
  it.each([
    { length: 1, kernel: 2, stride: 2, padding: 0, ceil: 1 },
    { length: 4, kernel: 2, stride: 3, padding: 1, ceil: 2 },
    { length: 3, kernel: 1, stride: 3, padding: 0, ceil: 1 },
    { length: 4, kernel: 2, stride: 2, padding: 1, ceil: 3 },
    { length: 5, kernel: 3, stride: 2, padding: 1, ceil: 3 },
    { length: 6, kernel: 3, stride: 2, padding: 1, ceil: 4 },
    { length: 2, kernel: 2, stride: 3, padding: 1, ceil: 1 },
  ])(
    'with ceil, $length pixels, kernel $kernel, stride $stride, padding $padding give $ceil windows',
    ({ length, kernel, stride, padding, ceil }) => {
      const window = { kernel: [kernel], stride: [stride], padding: [padding, padding], dilation: [1] };
      expect(applyOp('maxPool', { ...window, ceil: true }, [1, 1, length]).shape).toEqual([1, 1, ceil]);
      expect(applyOp('avgPool', { ...window, ceil: true, countPadding: true }, [1, 1, length]).shape).toEqual([1, 1, ceil]);
    },
  );

  it('refuse a window with only padding, and one that does not fit', () => {
    expect(() => applyOp('maxPool', { ...squareWindow(2, 1, 2), ...floor }, [1, 1, 5, 5])).toThrow(
      'node "y" (maxPool): expected padding below the kernel\'s 2, got 2',
    );
    expect(() => applyOp('avgPool', { ...squareWindow(1, 1, 1), ...average }, [1, 1, 5, 5])).toThrow(
      "expected padding below the kernel's 1, got 1",
    );
    expect(() => applyOp('maxPool', { ...squareWindow(3, 2, 0), ceil: true }, [1, 1, 1, 1])).toThrow(
      'expected a padded length of at least 3 on spatial axis 0, got 1',
    );
  });
});

describe('pools over complete axes', () => {
  it('global pools leave length 1 on every spatial axis', () => {
    expect(applyOp('globalAvgPool', {}, [1, 64, 8, 8])).toEqual({ shape: [1, 64, 1, 1], params: 0, macs: 0 });
    expect(applyOp('globalMaxPool', {}, [1, 64, 8]).shape).toEqual([1, 64, 1]);
    expect(() => applyOp('globalAvgPool', {}, [1, 64])).toThrow('expected an input (batch, channels, space ...), got (1, 64)');
  });

  it('mean keeps or drops the axes it names, counted from either end', () => {
    expect(applyOp('mean', { axes: [2, 3], keepDims: false }, [1, 64, 7, 5]).shape).toEqual([1, 64]);
    expect(applyOp('mean', { axes: [-1, -2], keepDims: true }, [1, 64, 7, 5]).shape).toEqual([1, 64, 1, 1]);
    expect(applyOp('mean', { axes: [1], keepDims: false }, [1, 197, 768])).toEqual({ shape: [1, 768], params: 0, macs: 0 });
    expect(() => applyOp('mean', { axes: [1, -1], keepDims: true }, [1, 7])).toThrow('expected every axis once, got 1,-1');
    expect(() => applyOp('mean', { axes: [2], keepDims: true }, [1, 7])).toThrow('expected an axis from -2 to 1, got 2');
    expect(() => applyOp('mean', { axes: [], keepDims: true }, [1, 7])).toThrow('expected axes to be at least 1 long');
  });
});
