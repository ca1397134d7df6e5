import { describe, expect, it } from 'vitest';
import { applyOp } from '../../../test/apply-op.js';

describe('arithmetic', () => {
  it('broadcasts as NumPy does, in every operator and over any number of inputs', () => {
    for (const op of ['add', 'mul', 'sub', 'div'] as const) {
      expect(applyOp(op, {}, [1, 8, 4, 4], [1, 8, 4, 4])).toEqual({ shape: [1, 8, 4, 4], params: 0, macs: 0 });
      expect(applyOp(op, {}, [1, 8, 4, 4], [1, 8, 1, 1]).shape).toEqual([1, 8, 4, 4]);
      expect(applyOp(op, {}, [4], [1, 8, 3, 4]).shape).toEqual([1, 8, 3, 4]);
      expect(applyOp(op, {}, [1, 8, 1, 4], [1, 1, 3, 1]).shape).toEqual([1, 8, 3, 4]);
      expect(() => applyOp(op, {}, [1, 8, 4], [1, 4, 8])).toThrow(
        `node "y" (${op}): expected shapes that broadcast, got (1, 8, 4) and (1, 4, 8)`,
      );
    }
    expect(applyOp('add', {}, [1, 2, 1], [1, 1, 3], [1, 1, 1], [3]).shape).toEqual([1, 2, 3]);
    expect(applyOp('add', {}, [1, 2]).shape).toEqual([1, 2]);
  });

  it('differences and quotients take two inputs', () => {
    expect(() => applyOp('sub', {}, [1, 2])).toThrow('node "y" (sub): expected 2 inputs, got 1');
    expect(() => applyOp('div', {}, [1, 2], [1, 2], [1, 2])).toThrow('node "y" (div): expected 2 inputs, got 3');
    expect(() => applyOp('mul', {}, [1, 2])).toThrow('node "y" (mul): expected at least 2 inputs, got 1');
  });

  it('passes shapes through affine, identity and zeros', () => {
    expect(applyOp('affine', { scale: 0.125, shift: 1 }, [1, 3, 2])).toEqual({ shape: [1, 3, 2], params: 0, macs: 0 });
    expect(applyOp('identity', {}, [1, 3, 2])).toEqual({ shape: [1, 3, 2], params: 0, macs: 0 });
    expect(applyOp('zeros', {}, [1, 3, 2])).toEqual({ shape: [1, 3, 2], params: 0, macs: 0 });
  });

  it('a parameter has its own shape, repeated along the batch of an input', () => {
    expect(applyOp('parameter', { shape: [1, 197, 768] })).toEqual({ shape: [1, 197, 768], params: 197 * 768, macs: 0 });
    expect(applyOp('parameter', { shape: [1, 1, 768] }, [1, 196, 768])).toEqual({ shape: [1, 1, 768], params: 768, macs: 0 });
    expect(() => applyOp('parameter', { shape: [2, 3] }, [1, 3])).toThrow(
      'node "y" (parameter): expected a shape (1, ...) to repeat along the batch, got (2, 3)',
    );
  });
});
