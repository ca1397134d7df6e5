import { describe, expect, it } from 'vitest';
import { changeImage } from './change-image.js';
import { drawChange, type ImageChange } from './draw-change.js';

const settings = { seed: 1, cropPadding: 4, flip: true, cutout: 8 };
const shape = [1, 3, 4];
const image = Float32Array.from({ length: 12 }, (_, i) => i + 1);
const still: ImageChange = { down: 0, right: 0, isFlipped: false, cutout: undefined };

function changed(change: Partial<ImageChange>, side = 0): number[][] {
  const to = new Float32Array(13);
  changeImage(image, shape, { ...still, ...change }, [-9], side, to, 1);
  return [0, 1, 2].map((row) => [...to.subarray(1 + 4 * row, 5 + 4 * row)]);
}

describe('a changed image', () => {
  it('moves, with black coming in', () => {
    expect(changed({ down: 1, right: -2 })).toEqual([
      [-9, -9, -9, -9],
      [3, 4, -9, -9],
      [7, 8, -9, -9],
    ]);
  });

  it('is mirrored after it has moved', () => {
    expect(changed({ right: 1, isFlipped: true })).toEqual([
      [3, 2, 1, -9],
      [7, 6, 5, -9],
      [11, 10, 9, -9],
    ]);
  });

  it('has a square of zeros that may hang over the edge', () => {
    expect(changed({ cutout: [0, 3] }, 2)).toEqual([
      [1, 2, 0, 0],
      [5, 6, 7, 8],
      [9, 10, 11, 12],
    ]);
  });
});

describe('the change of an image', () => {
  it('depends on seed, epoch and place alone', () => {
    const at = (epoch: number, sample: number, seed = 1) => drawChange({ ...settings, seed }, epoch, sample, [3, 32, 32]);
    expect([at(0, 0), at(0, 1), at(1, 0), at(0, 0, 2)]).toMatchInlineSnapshot(`
      [
        {
          "cutout": [
            5,
            12,
          ],
          "down": 3,
          "isFlipped": false,
          "right": -2,
        },
        {
          "cutout": [
            7,
            10,
          ],
          "down": -4,
          "isFlipped": true,
          "right": -3,
        },
        {
          "cutout": [
            14,
            12,
          ],
          "down": 1,
          "isFlipped": true,
          "right": 2,
        },
        {
          "cutout": [
            2,
            9,
          ],
          "down": -1,
          "isFlipped": true,
          "right": -3,
        },
      ]
    `);
    expect(at(3, 7)).toEqual(at(3, 7));
  });

  it('covers every shift, both sides and every middle alike', () => {
    const changes = Array.from({ length: 9000 }, (_, i) => drawChange(settings, 0, i, [3, 32, 32]));
    const downs = new Map<number, number>();
    for (const { down } of changes) downs.set(down, (downs.get(down) ?? 0) + 1);
    expect([...downs.keys()].toSorted((a, b) => a - b)).toEqual([-4, -3, -2, -1, 0, 1, 2, 3, 4]);
    for (const count of downs.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
    expect(Math.abs(changes.filter(({ isFlipped }) => isFlipped).length - 4500)).toBeLessThan(250);
    expect(new Set(changes.map(({ cutout }) => cutout?.[0])).size).toBe(32);
  });

  it('is none where nothing is asked for', () => {
    expect(drawChange({ seed: 1, cropPadding: 0, flip: false, cutout: 0 }, 0, 0, shape)).toEqual(still);
  });
});
