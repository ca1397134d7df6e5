import { describe, expect, it } from 'vitest';
import type { Parameter } from '../../arch/parameters.js';
import { initializers, type InitId } from './definitions.js';
import { checkInit, createInitializer } from './index.js';

function weight(shape: readonly number[], key = 'c/weight'): Parameter {
  return {
    name: 'weight',
    role: 'weight',
    shape,
    fanIn: shape.slice(1).reduce((a, b) => a * b, 1),
    key,
    node: 'c',
    weightNumber: 1,
  };
}

function moments(values: Float32Array): { mean: number; meanSquare: number; kurtosis: number } {
  let [s1, s2, s4] = [0, 0, 0];
  for (const v of values) {
    s1 += v;
    s2 += v * v;
    s4 += v ** 4;
  }
  const n = values.length;
  return { mean: s1 / n, meanSquare: s2 / n, kurtosis: s4 / n / (s2 / n) ** 2 };
}

const large = weight([64, 32, 3, 3]);
const random = (Object.keys(initializers) as InitId[]).filter((id) => id !== 'constant');

describe('initialisations', () => {
  it.each(random)('%s draws weights with mean 0 and the mean square it states', (id) => {
    const initializer = createInitializer(id, 1);
    const { mean, meanSquare } = moments(initializer.values(large) as Float32Array);
    const expected = initializer.meanSquare(large);
    expect(Math.abs(mean) / Math.sqrt(expected)).toBeLessThan(0.03);
    expect(meanSquare / expected).toBeCloseTo(1, 1);
  });

  it.each(random)('%s draws a tensor of one name and shape alike after one with another fan-in', (id) => {
    const bias = (fanIn: number): Parameter => ({ ...weight([10], 'fc/bias'), name: 'bias', role: 'bias', fanIn });
    const wide = { ...weight([16, 1, 3, 3]), fanIn: 144 };
    for (const [first, second] of [
      [bias(64), bias(8)],
      [weight([16, 1, 3, 3]), wide],
    ] as const) {
      const used = createInitializer(id, 1);
      used.values(first);
      expect(used.values(second)).toEqual(createInitializer(id, 1).values(second));
    }
  });

  it('uniform and normal ones have the kurtosis of their distribution', () => {
    expect(moments(createInitializer('kaiming-uniform', 1).values(large) as Float32Array).kurtosis).toBeCloseTo(1.8, 1);
    expect(moments(createInitializer('normal', 1).values(large) as Float32Array).kurtosis).toBeCloseTo(3, 1);
  });

  it('orthogonal rows, or columns where they are fewer, are orthonormal', () => {
    for (const [rows, columns] of [
      [8, 27],
      [27, 8],
    ]) {
      const values = createInitializer('orthogonal', 3).values(weight([rows, columns])) as Float32Array;
      const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
      for (let a = 0; a < count; a++) {
        for (let b = 0; b < count; b++) {
          let dot = 0;
          for (let i = 0; i < length; i++)
            dot +=
              rows < columns
                ? values[a * columns + i] * values[b * columns + i]
                : values[i * columns + a] * values[i * columns + b];
          expect(dot).toBeCloseTo(a === b ? 1 : 0, 5);
        }
      }
    }
  });

  it('a tensor depends on seed, draw and parameter, not on what was drawn before', () => {
    const first = createInitializer('kaiming-uniform', 5);
    const alone = first.values(large);
    const later = createInitializer('kaiming-uniform', 5);
    later.values(weight([3, 3], 'other/weight'));
    expect(later.values(large)).toEqual(alone);
    for (const other of [
      createInitializer('kaiming-uniform', 6).values(large),
      createInitializer('kaiming-uniform', 5, 1).values(large),
      first.values(weight(large.shape, 'd/weight')),
    ]) {
      expect(other).not.toEqual(alone);
    }
  });

  it('scales are 1, shifts 0, biases 0 but for the default', () => {
    const others = { name: 'scale', key: 'c/scale', node: 'c', shape: [4], fanIn: 9, weightNumber: 1 } as const;
    for (const id of Object.keys(initializers) as InitId[]) {
      const { values } = createInitializer(id, 0);
      expect(values({ ...others, role: 'scale' })).toBe(1);
      expect(values({ ...others, role: 'shift' })).toBe(0);
      const bias = values({ ...others, role: 'bias' });
      if (id === 'kaiming-uniform') expect((bias as Float32Array).every((v) => v !== 0 && Math.abs(v) <= 1 / 3)).toBe(true);
      else expect(bias).toBe(0);
    }
  });

  it('the reference has the published first weights of the stem', () => {
    const values = createInitializer('reference', 99).values(weight([4, 3, 3, 3])) as Float32Array;
    expect(Array.from(values.slice(0, 2))).toEqual([0.04891078174114227, -0.19139711558818817]);
  });

  it('an unknown name gets the nearest one', () => {
    expect(() => checkInit('kaiming-unifrom')).toThrow('did you mean "kaiming-uniform"?');
  });
});
