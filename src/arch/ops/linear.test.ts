import { describe, expect, it } from 'vitest';
import { applyOp } from '../../../test/apply-op.js';

describe('linear', () => {
  it('works on the last axis of any number of axes', () => {
    expect(applyOp('linear', { outFeatures: 10, bias: true }, [1, 64])).toEqual({ shape: [1, 10], params: 650, macs: 650 });
    expect(applyOp('linear', { outFeatures: 10, bias: false }, [1, 64])).toEqual({ shape: [1, 10], params: 640, macs: 640 });
    expect(applyOp('linear', { outFeatures: 3072, bias: true }, [1, 197, 768])).toEqual({
      shape: [1, 197, 3072],
      params: 768 * 3072 + 3072,
      macs: 197 * 3072 * 769,
    });
    expect(() => applyOp('linear', { outFeatures: 10, bias: true }, [64])).toThrow('expected at least 2 axes, got (64)');
  });
});

describe('matmul', () => {
  it('multiplies the last two axes and broadcasts the rest', () => {
    expect(applyOp('matmul', {}, [1, 12, 197, 64], [1, 12, 64, 197])).toEqual({
      shape: [1, 12, 197, 197],
      params: 0,
      macs: 12 * 197 * 197 * 64,
    });
    expect(applyOp('matmul', {}, [1, 12, 5, 4], [4, 3])).toEqual({ shape: [1, 12, 5, 3], params: 0, macs: 12 * 5 * 3 * 4 });
    expect(applyOp('matmul', {}, [1, 1, 5, 4], [1, 6, 4, 3]).shape).toEqual([1, 6, 5, 3]);
  });

  it('refuses inner axes that differ', () => {
    expect(() => applyOp('matmul', {}, [1, 5, 4], [1, 5, 4])).toThrow(
      'expected shapes (..., m, k) and (..., k, n), got (1, 5, 4) and (1, 5, 4)',
    );
    expect(() => applyOp('matmul', {}, [1, 2, 5, 4], [1, 3, 4, 5])).toThrow('expected shapes that broadcast');
  });
});
