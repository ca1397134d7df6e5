import { describe, expect, it } from 'vitest';
import { countCost } from '../../arch/cost.js';
import { openSpace } from '../index.js';

const first = {
  ks: [3, 7, 3, 5, 3, 5, 5, 5, 7, 5, 3, 3, 5, 3, 5, 5, 7, 3, 7, 5],
  e: [4, 6, 3, 6, 3, 4, 3, 3, 3, 6, 6, 3, 4, 6, 3, 4, 6, 3, 6, 3],
  d: [3, 3, 4, 2, 3],
};

describe('Once-for-All MobileNetV3', () => {
  // Params of sub-networks that the published code extracts.
  it.each([
    ['', first, 5_036_464],
    [
      '',
      {
        ks: [3, 7, 0, 0, 5, 3, 0, 0, 5, 7, 3, 7, 5, 7, 0, 0, 5, 7, 5, 0],
        e: [4, 3, 0, 0, 4, 4, 0, 0, 4, 3, 4, 6, 6, 3, 0, 0, 3, 3, 3, 0],
        d: [2, 2, 4, 2, 3],
      },
      4_066_680,
    ],
    [
      '',
      {
        ks: [3, 5, 7, 7, 3, 3, 0, 0, 5, 5, 7, 0, 5, 3, 5, 7, 7, 7, 7, 5],
        e: [6, 3, 3, 6, 3, 3, 0, 0, 6, 3, 4, 0, 4, 6, 4, 4, 4, 6, 6, 6],
        d: [4, 2, 3, 4, 4],
      },
      6_510_264,
    ],
  ])('builds networks of the published size%s', (options, genotype, params) => {
    const space = openSpace(`ofa-mobilenet${options}`);
    expect(countCost(space.build(space.decode(JSON.stringify(genotype)))).params).toBe(params);
  });

  it('drops what is written for blocks beyond a depth, and takes r when it is the size of the space', () => {
    const space = openSpace('ofa-mobilenet:size=192');
    const text = space.encode(space.decode(JSON.stringify({ wid: null, ...first, r: [192] })));
    expect(JSON.parse(text).ks.slice(0, 4)).toEqual([3, 7, 3, 0]);
    expect(space.decode(text)).toEqual(space.decode(JSON.stringify(first)));
    expect(() => openSpace('ofa-mobilenet').decode(JSON.stringify({ ...first, r: [192] }))).toThrow(
      'open the space as ofa-mobilenet:size=192',
    );
  });

  it('builds the released wider networks too', () => {
    const [plain, wide] = ['1.0', '1.2'].map((width) => openSpace(`ofa-mobilenet:width=${width}`));
    const genotype = plain.decode(JSON.stringify(first));
    const stem = wide.build(genotype).nodes.find((node) => node.id === 'stem');
    expect(stem?.op === 'conv' && stem.attrs.outChannels).toBe(24);
    expect(wide.cost?.(genotype)).toEqual(countCost(wide.build(genotype)));
  });

  it.each([
    [{ ...first, d: [3, 3, 4, 2, 5] }, 'expected d to be a list of 5 depths from 2, 3, 4'],
    [{ ...first, ks: first.ks.slice(1) }, 'expected ks to be a list of 20 numbers from 3, 5, 7'],
    [{ ...first, e: first.e.with(0, 0) }, 'expected a kernel and an expansion at place 0'],
    [{ ...first, depth: 1 }, 'expected one of the keys ks, e, d'],
  ])('refuses %j', (genotype, message) => {
    expect(() => openSpace('ofa-mobilenet').decode(JSON.stringify(genotype))).toThrow(message);
  });
});
