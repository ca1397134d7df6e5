import { describe, expect, it } from 'vitest';
import type { Parameter } from '../../arch/parameters.js';
import { valuesOf } from '../../arch/weights.js';
import { storedWeights } from './stored.js';

const parameter = (name: string, shape: readonly number[]) => ({ node: 'conv', name, shape }) as Parameter;

describe('stored weights', () => {
  it('are the values of the model, and their own mean square', async () => {
    const initializer = await storedWeights(new Map([['conv', { weight: valuesOf([2, 1, 1, 1], Float32Array.of(3, 4)) }]]));
    expect([...(initializer.values(parameter('weight', [2, 1, 1, 1])) as Float32Array)]).toEqual([3, 4]);
    expect(initializer.meanSquare(parameter('weight', [2, 1, 1, 1]))).toBe(12.5);
  });

  it('that are missing or of another size are named', async () => {
    const initializer = await storedWeights(new Map([['conv', { weight: valuesOf([2], Float32Array.of(3, 4)) }]]));
    expect(() => initializer.values(parameter('bias', [2]))).toThrow(
      'node "conv": expected 2 stored values of its bias, got none',
    );
    expect(() => initializer.values(parameter('weight', [3]))).toThrow('expected 3 stored values of its weight, got 2');
  });
});
