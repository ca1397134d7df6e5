import { describe, expect, it } from 'vitest';
import { createArchBuilder } from '../../arch/build.js';
import { inferShapes } from '../../arch/infer.js';
import { findTaps } from './taps.js';

describe('taps', () => {
  it('leave out what answers no image', () => {
    // Swin V2 computes its position bias by a small network from a table of coordinates, ReLU included.
    const b = createArchBuilder();
    const image = b.input('image', [1, 4]);
    const table = b.add('parameter', [], { shape: [1, 4] }, 'table');
    const bias = b.add('relu', [b.add('linear', [table], { outFeatures: 4, bias: false }, 'bias layer')], {}, 'bias');
    const own = b.add('relu', [image], {}, 'own');
    const architecture = b.finish([b.add('linear', [b.add('add', [own, bias], {}, 'sum')], { outFeatures: 2, bias: true }, 'fc')]);
    const context = { architecture, shapes: inferShapes(architecture, 2) };
    expect(findTaps(context, 'rectifier-inputs').map(({ node }) => node)).toEqual(['own']);
    expect(findTaps(context, 'weighted-outputs').map(({ node }) => node)).toEqual(['fc']);
  });
});
