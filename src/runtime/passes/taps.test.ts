import { describe, expect, it } from 'vitest';
import { createArchBuilder } from '../../arch/build.js';
import { inferShapes } from '../../arch/infer.js';
import { misplacedSamples } from './samples-first.js';
import { findTaps } from './taps.js';

describe('taps', () => {
  it('leave out what answers no image', () => {
    // Swin V2 computes its position bias by a small network from a table of coordinates, ReLU included.
    const b = createArchBuilder();
    const image = b.input('image', [1, 4]);
    const table = b.add('parameter', [], { shape: [1, 4] }, 'table');
    const bias = b.add('relu', [b.add('linear', [table], { outFeatures: 4, bias: false }, 'bias layer')], {}, 'bias');
    const own = b.add('relu', [image], {}, 'own');
    const architecture = b.finish([
      b.add('linear', [b.add('add', [own, bias], {}, 'sum')], { outFeatures: 2, bias: true }, 'fc'),
    ]);
    const context = { architecture, shapes: inferShapes(architecture, 2) };
    expect(findTaps(context, 'rectifier-inputs').map(({ node }) => node)).toEqual(['own']);
    expect(findTaps(context, 'weighted-outputs').map(({ node }) => node)).toEqual(['fc']);
  });

  it('say where samples do not come first, and let windows of samples pass', () => {
    const b = createArchBuilder();
    const image = b.input('image', [1, 6, 8]);
    const windows = b.add('relu', [b.add('reshape', [image], { shape: [-1, 3, 8] }, 'windows')], {}, 'window relu');
    const tokens = b.add('relu', [b.add('transpose', [image], { permutation: [1, 0, 2] }, 'tokens')], {}, 'token relu');
    const back = b.add('transpose', [tokens], { permutation: [1, 0, 2] }, 'back');
    const whole = b.add('reshape', [windows], { shape: [-1, 6, 8] }, 'whole');
    const architecture = b.finish([
      b.add(
        'linear',
        [b.add('flatten', [b.add('add', [back, whole], {}, 'sum')], { axis: 1 }, 'flat')],
        { outFeatures: 2, bias: true },
        'fc',
      ),
    ]);
    const taps = findTaps({ architecture, shapes: inferShapes(architecture, 6) }, 'rectifier-outputs');
    expect(taps.map(({ shape }) => shape)).toEqual([
      [12, 3, 8],
      [6, 6, 8],
    ]);
    expect(misplacedSamples(architecture, taps.slice(0, 1), 6)).toBeUndefined();
    const other = findTaps({ architecture, shapes: inferShapes(architecture, 5) }, 'rectifier-outputs');
    expect(misplacedSamples(architecture, other, 5)).toEqual({
      ok: false,
      reason: 'samples do not lie along the first axis of "token relu" (6x5x8 at batch 5)',
    });
  });
});
