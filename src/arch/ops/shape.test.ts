import { describe, expect, it } from 'vitest';
import { applyOp } from '../../../test/apply-op.js';
import { sliceRange } from './shape.js';
import type { Shape } from '../types.js';

const shapeOf = (...given: Parameters<typeof applyOp>): Shape => applyOp(...given).shape;

describe('concat', () => {
  it('adds lengths along one axis, counted from either end', () => {
    expect(shapeOf('concat', { axis: 1 }, [1, 3, 8, 8], [1, 5, 8, 8], [1, 1, 8, 8])).toEqual([1, 9, 8, 8]);
    expect(shapeOf('concat', { axis: -1 }, [1, 3], [1, 4])).toEqual([1, 7]);
    expect(shapeOf('concat', { axis: 1 }, [1, 3])).toEqual([1, 3]);
  });

  it('refuses shapes that differ elsewhere', () => {
    expect(() => shapeOf('concat', { axis: 1 }, [1, 3, 8], [1, 5, 7])).toThrow(
      'expected shapes equal but for axis 1, got (1, 3, 8) and (1, 5, 7)',
    );
    expect(() => shapeOf('concat', { axis: 1 }, [1, 3, 8], [1, 5])).toThrow('expected shapes equal but for axis 1');
    expect(() => shapeOf('concat', { axis: 3 }, [1, 3, 8])).toThrow('expected an axis from -3 to 2, got 3');
  });
});

describe('slice', () => {
  it.each([
    { start: 0, end: 3, step: 1, kept: [0, 1, 2] },
    { start: -3, end: -1, step: 1, kept: [7, 8] },
    { start: 1, end: 2 ** 31 - 1, step: 2, kept: [1, 3, 5, 7, 9] },
    { start: -100, end: 4, step: 3, kept: [0, 3] },
    { start: 2, end: -2, step: 4, kept: [2, 6] },
  ])('$start:$end:$step of ten keeps $kept, as Python', ({ start, end, step, kept }) => {
    expect(shapeOf('slice', { axis: -1, start, end, step }, [1, 10])).toEqual([1, kept.length]);
    const range = sliceRange({ start, end, step }, 10);
    expect(Array.from({ length: range.length }, (_, i) => range.start + i * step)).toEqual(kept);
  });

  it('refuses to keep nothing, and steps backwards', () => {
    expect(() => shapeOf('slice', { axis: 1, start: 5, end: 5, step: 1 }, [1, 10])).toThrow(
      'expected a slice that keeps something of axis 1 with length 10, got 5:5:1',
    );
    expect(() => shapeOf('slice', { axis: 1, start: 12, end: 20, step: 1 }, [1, 10])).toThrow('keeps something');
    expect(() => shapeOf('slice', { axis: 1, start: 9, end: 0, step: -1 }, [1, 10])).toThrow(
      'expected step to be at least 1, got -1',
    );
  });
});

describe('pad', () => {
  it('adds to both ends of every axis', () => {
    expect(shapeOf('pad', { pads: [0, 0, 1, 2, 0, 0, 3, 4], value: 0 }, [1, 3, 8, 8])).toEqual([1, 3, 12, 14]);
    expect(() => shapeOf('pad', { pads: [1, 1], value: 0 }, [1, 3, 8, 8])).toThrow('expected 8 pads for (1, 3, 8, 8), got 2');
  });
});

describe('reshape', () => {
  it('copies an axis for 0 and infers one -1', () => {
    expect(shapeOf('reshape', { shape: [0, 768, -1] }, [1, 768, 14, 14])).toEqual([1, 768, 196]);
    expect(shapeOf('reshape', { shape: [-1] }, [1, 6])).toEqual([6]);
    expect(shapeOf('reshape', { shape: [0, 0, 2, 3] }, [1, 4, 6])).toEqual([1, 4, 2, 3]);
    expect(shapeOf('reshape', { shape: [-1, 4, 1] }, [1, 4])).toEqual([1, 4, 1]);
  });

  it('refuses a shape with another number of elements', () => {
    expect(() => shapeOf('reshape', { shape: [0, 5] }, [1, 6])).toThrow('expected a shape of 6 elements for (1, 6), got (0, 5)');
    expect(() => shapeOf('reshape', { shape: [-1, 4] }, [1, 6])).toThrow(
      'expected a shape of 6 elements for (1, 6), got (-1, 4)',
    );
    expect(() => shapeOf('reshape', { shape: [-1, -1] }, [1, 6])).toThrow('expected at most one -1 in the shape, got (-1, -1)');
    expect(() => shapeOf('reshape', { shape: [0, -1, 0] }, [1, 6])).toThrow(
      'expected an input with more than 2 axes for the 0 in (0, -1, 0), got (1, 6)',
    );
  });

  it('refuses a shape that fits only one batch', () => {
    expect(() => shapeOf('reshape', { shape: [1, 3, 2] }, [1, 6])).toThrow(
      'node "y" (reshape): expected a shape of 12 elements for (2, 6), got (1, 3, 2) (at batch 2: nodes must fit any batch; a reshape writes 0 or -1 for it)',
    );
  });
});

describe('flatten', () => {
  it('merges from its axis on and keeps the axes before it', () => {
    expect(shapeOf('flatten', { axis: 1 }, [1, 512, 7, 7])).toEqual([1, 25088]);
    expect(shapeOf('flatten', { axis: 2 }, [1, 512, 7, 7])).toEqual([1, 512, 49]);
    expect(shapeOf('flatten', { axis: 2 }, [1, 512])).toEqual([1, 512, 1]);
    expect(() => shapeOf('flatten', { axis: 3 }, [1, 512])).toThrow('expected at least 3 axes, got (1, 512)');
    expect(() => shapeOf('flatten', { axis: 0 }, [1, 512])).toThrow('expected axis to be at least 1, got 0');
  });
});

describe('transpose', () => {
  it('puts input axis permutation[i] at place i', () => {
    expect(shapeOf('transpose', { permutation: [0, 2, 3, 1] }, [1, 3, 32, 16])).toEqual([1, 32, 16, 3]);
    expect(() => shapeOf('transpose', { permutation: [0, 1, 1] }, [1, 3, 4])).toThrow(
      'expected a permutation of 3 axes, got 0,1,1',
    );
    expect(() => shapeOf('transpose', { permutation: [0, 1] }, [1, 3, 4])).toThrow('expected a permutation of 3 axes, got 0,1');
  });
});
