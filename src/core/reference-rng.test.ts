import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { describeShared } from '../../test/shared.js';
import { referenceNormal, referenceUniform } from './reference-rng.js';

describe('the reference generator', () => {
  it('equals sequential mulberry32 started with the seed', () => {
    expect([0, 1, 2, 3, 4].map((j) => referenceUniform(1, j))).toEqual([
      0.6270739405881613, 0.002735721180215478, 0.5274470399599522, 0.9810509674716741, 0.9683778982143849,
    ]);
  });
});

describeShared('reference/tiny.json', 'the reference generator, on the samples of the reference file', (path) => {
  it('gives the normal numbers and the noise', () => {
    const { samples } = JSON.parse(readFileSync(path, 'utf8')) as { samples: { normal: number[]; epadsNoise: number[] } };
    samples.normal.forEach((expected, j) => expect(referenceNormal(j)).toBe(expected));
    samples.epadsNoise.forEach((expected, j) =>
      expect(Math.fround(Math.sqrt(3) * (2 * referenceUniform(1_000_003, j) - 1))).toBe(expected),
    );
  });
});
