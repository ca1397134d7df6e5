import { describe, expect, it } from 'vitest';
import { applyOp } from '../../../test/apply-op.js';

const affine = { eps: 1e-5, affine: true };
const plain = { eps: 1e-5, affine: false };

describe('normalisations', () => {
  it('keep the shape and, when affine, learn a scale and a shift for each channel', () => {
    const image = [1, 16, 8, 8];
    for (const op of ['batchNorm', 'instanceNorm'] as const) {
      expect(applyOp(op, affine, image)).toEqual({ shape: image, params: 32, macs: 0 });
      expect(applyOp(op, plain, image)).toEqual({ shape: image, params: 0, macs: 0 });
    }
    expect(applyOp('groupNorm', { ...affine, groups: 4 }, image)).toEqual({ shape: image, params: 32, macs: 0 });
    expect(applyOp('groupNorm', { ...plain, groups: 4 }, image).params).toBe(0);
  });

  it('layer norm learns one number for every normalised position, with its axis counted from either end', () => {
    expect(applyOp('layerNorm', { ...affine, axis: -1 }, [1, 197, 768])).toEqual({ shape: [1, 197, 768], params: 1536, macs: 0 });
    expect(applyOp('layerNorm', { ...affine, axis: 2 }, [1, 197, 768]).params).toBe(1536);
    expect(applyOp('layerNorm', { ...affine, axis: 1 }, [1, 3, 4, 5]).params).toBe(120);
    expect(applyOp('layerNorm', { ...affine, axis: -3 }, [1, 3, 4, 5]).params).toBe(120);
    expect(applyOp('layerNorm', { ...plain, axis: 1 }, [1, 3, 4, 5]).params).toBe(0);
  });

  it('batch norm also takes vectors, instance norm needs space', () => {
    expect(applyOp('batchNorm', affine, [1, 7]).params).toBe(14);
    expect(() => applyOp('instanceNorm', affine, [1, 7])).toThrow('expected an input (batch, channels, space ...), got (1, 7)');
    expect(() => applyOp('batchNorm', affine, [7])).toThrow('expected an input (batch, channels, ...), got (7)');
  });

  it('refuse groups that do not divide, missing axes, and the batch', () => {
    expect(() => applyOp('groupNorm', { ...affine, groups: 3 }, [1, 16, 4])).toThrow(
      'expected channels divisible by 3 groups, got 16',
    );
    expect(() => applyOp('layerNorm', { ...affine, axis: 3 }, [1, 2, 3])).toThrow('expected an axis from -3 to 2, got 3');
    expect(() => applyOp('layerNorm', { ...affine, axis: 0 }, [1, 2, 3])).toThrow(
      'expected an axis after the batch, got 0 for (1, 2, 3)',
    );
    expect(() => applyOp('layerNorm', { ...affine, axis: -3 }, [1, 2, 3])).toThrow('expected an axis after the batch, got -3');
  });
});
