import { describe, expect, it } from 'vitest';
import { applyOp } from '../../../test/apply-op.js';
import { ops } from './index.js';

describe('activations', () => {
  it('keep the shape and have no counted cost', () => {
    const free = { params: 0, macs: 0 };
    for (const op of ['relu', 'silu', 'hardSwish', 'hardSigmoid', 'sigmoid', 'tanh'] as const) {
      expect(applyOp(op, {}, [1, 3, 5])).toEqual({ shape: [1, 3, 5], ...free });
    }
    expect(applyOp('leakyRelu', { slope: 0.01 }, [1, 3])).toEqual({ shape: [1, 3], ...free });
    expect(applyOp('clip', { min: 0, max: 6 }, [1, 3])).toEqual({ shape: [1, 3], ...free });
    expect(applyOp('gelu', { approximate: 'tanh' }, [1, 3])).toEqual({ shape: [1, 3], ...free });
    expect(applyOp('softmax', { axis: -1 }, [1, 3, 5])).toEqual({ shape: [1, 3, 5], ...free });
  });

  it('refuse an empty range and a missing axis', () => {
    expect(() => applyOp('clip', { min: 1, max: 0 }, [1, 3])).toThrow('node "y" (clip): expected min to be at most max');
    expect(() => applyOp('softmax', { axis: 2 }, [1, 3])).toThrow('node "y" (softmax): expected an axis from -2 to 1, got 2');
  });

  it('declare correctly whether they keep zero', () => {
    const atZero: { readonly [op: string]: number } = {
      relu: 0,
      leakyRelu: 0,
      gelu: 0,
      silu: 0,
      hardSwish: 0,
      tanh: 0,
      hardSigmoid: 0.5,
      sigmoid: 0.5,
      softmax: 1,
    };
    for (const [op, value] of Object.entries(atZero)) {
      expect([op, (ops[op as 'relu'].zeroWhen?.({}) ?? 'all') === 'all']).toEqual([op, value === 0]);
    }
    expect(ops.clip.zeroWhen?.({ min: 0, max: 6 })).toBe('all');
    expect(ops.clip.zeroWhen?.({ min: 1, max: 6 })).toBe('never');
    expect(ops.clip.zeroWhen?.({ min: -2, max: -1 })).toBe('never');
  });
});
