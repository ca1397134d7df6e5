import { describe, expect, it } from 'vitest';
import { rampImages } from '../../engine/data/ramp.js';
import { prepareImages } from './prepare-images.js';
import type { Arithmetic } from './types.js';

describe('prepared images', () => {
  it.each<Arithmetic>(['extended', 'float32'])('are the same whether uniform images are declared or found, %s', (arithmetic) => {
    let reads = 0;
    const images = rampImages(5, [3, 4, 2], (length) => {
      reads++;
      return new Float32Array(length);
    });
    const { levels: _, ...found } = rampImages(5, [3, 4, 2]);
    for (const batch of [5, 3]) {
      const declared = prepareImages(images, batch, arithmetic);
      expect(declared).toEqual(prepareImages(found, batch, arithmetic));
      expect([...declared.data]).toEqual(Array.from({ length: batch }, (__, i) => Math.fround(i / 5)));
    }
    expect(reads).toBe(0);
    expect(images.values).toEqual(found.values);
    expect(reads).toBe(1);
  });

  it('leave the images as they are', () => {
    const images = rampImages(2, [1, 2]);
    prepareImages(images, 2, 'float32').data.fill(9);
    expect(images.values).toEqual(rampImages(2, [1, 2]).values);
  });
});
