import { describe, expect, it } from 'vitest';
import { applyOp } from '../../../test/apply-op.js';

describe('constants', () => {
  it('hold one number for each element, or one for all, and no params', () => {
    expect(applyOp('constant', { shape: [2, 2], values: [0, -100, -100, 0] })).toEqual({ shape: [2, 2], params: 0, macs: 0 });
    expect(applyOp('constant', { shape: [1, 3, 1, 1], values: [0.5] }).shape).toEqual([1, 3, 1, 1]);
    expect(() => applyOp('constant', { shape: [2, 2], values: [1, 2, 3] })).toThrow(
      'expected as many values as the shape has elements, or one for all',
    );
  });

  it('are repeated along the batch of an input, which must have a batch axis', () => {
    expect(applyOp('constant', { shape: [1, 4], values: [0] }, [8, 3]).shape).toEqual([8, 4]);
    expect(() => applyOp('constant', { shape: [2, 4], values: [0] }, [8, 3])).toThrow(
      'expected a shape (1, ...) to repeat along the batch, got (2, 4)',
    );
  });
});

describe('gather', () => {
  it('takes entries of one axis, each as often as it is named', () => {
    expect(applyOp('gather', { axis: 0, indices: [0, 0, 1] }, [2, 4])).toEqual({ shape: [3, 4], params: 0, macs: 0 });
    expect(applyOp('gather', { axis: -1, indices: [3] }, [2, 4]).shape).toEqual([2, 1]);
    expect(() => applyOp('gather', { axis: 0, indices: [0, 2] }, [2, 4])).toThrow('expected indices below 2, got 2');
  });
});
