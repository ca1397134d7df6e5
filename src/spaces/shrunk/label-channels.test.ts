import { describe, expect, it } from 'vitest';
import { createArchBuilder, squareConv, type ArchBuilder } from '../../arch/build.js';
import { countCost } from '../../arch/cost.js';
import { checkArchitecture } from '../../arch/validate.js';
import { squeezeExcite } from '../blocks/squeeze-excite.js';
import type { Architecture } from '../../arch/types.js';
import { shrunkSpace } from './shrunk-space.js';

function network(add: (b: ArchBuilder, image: string) => string): Architecture {
  const b = createArchBuilder();
  const x = add(b, b.input('image', [1, 3, 8, 8]));
  const features = b.add('flatten', [b.add('globalAvgPool', [x], {})], { axis: 1 });
  return b.finish([b.add('linear', [features], { outFeatures: 10, bias: true }, 'head')], 'test');
}

/** Widths that move together, as lists of nodes, and that every choice of each builds. */
function widthsOf(architecture: Architecture, keep: readonly string[] = []): (readonly string[])[] {
  const space = shrunkSpace(architecture, { vary: ['widths'], multiple: 4, keep });
  for (const [i, { choices }] of space.dials.entries())
    for (const choice of choices) checkArchitecture(space.build(space.original.with(i, choice)));
  checkArchitecture(space.build(space.smallest));
  return space.dials.map(({ nodes }) => nodes.toSorted());
}

const conv = (b: ArchBuilder, x: string, id: string, width: number, more = {}): string =>
  b.add('conv', [x], squareConv(width, 3, more), id);

describe('widths that move together', () => {
  it('are those of a sum', () => {
    const found = network((b, x) => b.add('add', [conv(b, x, 'a', 32), conv(b, x, 'b', 32)], {}));
    expect(widthsOf(found)).toEqual([['a', 'b']]);
  });

  it('pass through depthwise convolutions, also those with several outputs a channel', () => {
    const found = network((b, x) => {
      const wide = conv(b, conv(b, x, 'a', 16), 'depthwise', 32, { groups: 16 });
      return conv(b, wide, 'b', 24);
    });
    expect(widthsOf(found)).toEqual([['a'], ['b']]);
    const space = shrunkSpace(found, { vary: ['widths'], multiple: 4 });
    const [, depthwise] = space.build(space.original.with(0, 8)).nodes;
    expect(depthwise.attrs).toMatchObject({ groups: 8, outChannels: 16 });
  });

  it('are multiples of the groups of a grouped convolution', () => {
    const found = network((b, x) => conv(b, conv(b, x, 'a', 48), 'grouped', 48, { groups: 6 }));
    const space = shrunkSpace(found, { vary: ['widths'], multiple: 4 });
    for (const { choices } of space.dials) expect(choices.every((choice) => choice % 12 === 0)).toBe(true);
  });

  it('lie side by side in a concatenation', () => {
    const found = network((b, x) => {
      const joined = b.add('concat', [conv(b, x, 'a', 16), conv(b, x, 'b', 32)], { axis: 1 });
      return b.add('add', [joined, b.add('concat', [conv(b, x, 'c', 16), conv(b, x, 'd', 32)], { axis: 1 })], {});
    });
    expect(widthsOf(found)).toEqual([
      ['a', 'c'],
      ['b', 'd'],
    ]);
  });

  it('stay where the parts of a sum do not correspond', () => {
    const found = network((b, x) => {
      const joined = b.add('concat', [conv(b, x, 'a', 16), conv(b, x, 'b', 16)], { axis: 1 });
      return conv(b, b.add('add', [joined, conv(b, x, 'c', 32)], {}), 'd', 16);
    });
    expect(widthsOf(found)).toEqual([['d']]);
  });

  it('are those of a squeeze-excitation and its map', () => {
    const found = network((b, x) => squeezeExcite(b, conv(b, x, 'a', 64), 'se', { channels: 64, inner: 16, gate: 'sigmoid' }));
    expect(widthsOf(found)).toEqual([['a', 'se.expand'], ['se.reduce']]);
  });

  it('stay where a reshape splits the channels, and where a node is kept', () => {
    const found = network((b, x) => {
      const shuffled = b.add('reshape', [conv(b, x, 'a', 32)], { shape: [0, 2, 16, 8, 8] });
      return conv(b, b.add('reshape', [shuffled], { shape: [0, 32, 8, 8] }), 'b', 16);
    });
    expect(widthsOf(found)).toEqual([['b']]);
    const two = network((b, x) => conv(b, conv(b, x, 'a', 16), 'b', 32));
    expect(widthsOf(two, ['b'])).toEqual([['a']]);
  });

  it('follow a slice of one branch of a concatenation, and stay for any other slice', () => {
    const slice = (start: number, end: number): Architecture =>
      network((b, x) => {
        const joined = b.add('concat', [conv(b, x, 'a', 16), conv(b, x, 'b', 32)], { axis: 1 });
        return conv(b, b.add('slice', [joined], { axis: 1, start, end, step: 1 }), 'c', 24);
      });
    expect(widthsOf(slice(16, 48))).toEqual([['a'], ['b'], ['c']]);
    expect(widthsOf(slice(8, 48))).toEqual([['c']]);
  });

  it('are counted once a pixel behind a flattened map', () => {
    const b = createArchBuilder();
    const map = conv(b, b.input('image', [1, 3, 8, 8]), 'a', 16);
    const found = b.finish([b.add('linear', [b.add('reshape', [map], { shape: [0, 1024] })], { outFeatures: 10, bias: false })]);
    const space = shrunkSpace(found);
    expect(space.dials.map(({ kind }) => kind)).toEqual(['widths', 'kernels']);
    expect(countCost(space.build([8, 3])).params).toBe(27 * 8 + 64 * 8 * 10);
  });
});
