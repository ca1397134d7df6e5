import { describe, expect, it } from 'vitest';
import { createArchBuilder, squareConv } from '../arch/build.js';
import { countCost } from '../arch/cost.js';
import type { Architecture } from '../arch/types.js';
import { drawArchitectureSvg } from './architecture-svg.js';
import { foldNetwork } from './network-fold.js';
import { expectWellFormed } from '../../test/well-formed.js';

/** A stem, three equal cells, a wider cell that also reads the stem, and a head without a group. */
function sampleNetwork(): Architecture {
  const b = createArchBuilder();
  const image = b.input('image', [1, 3, 8, 8]);
  b.group({ id: 'stem', kind: 'stem', stage: 0 });
  const stem = b.add('conv', [image], squareConv(4, 3), 'stem');
  let x = stem;
  for (let i = 0; i < 3; i++) {
    b.group({ id: `c${i}`, kind: 'cell', stage: 0 });
    x = b.add('relu', [b.add('conv', [x], squareConv(4, 3), `c${i}.conv`)], {}, `c${i}.relu`);
  }
  b.group({ id: 'wide', kind: 'cell', stage: 1 });
  const joined = b.add('concat', [x, stem], { axis: 1 }, 'joined');
  return b.finish([b.add('conv', [joined], squareConv(8, 1), 'wide.conv')], 'sample <&>');
}

describe('foldNetwork', () => {
  it('folds runs of equal groups and keeps the flows between parts', () => {
    const { parts, flows } = foldNetwork(sampleNetwork());
    expect(parts.map(({ title, repeats }) => [title, repeats])).toEqual([
      ['stem', 1],
      ['cell', 3],
      ['cell', 1],
    ]);
    expect(flows).toEqual([
      ['node:image', 'group:stem'],
      ['group:stem', 'group:c0'],
      ['group:c0', 'group:wide'],
      ['group:stem', 'group:wide'],
    ]);
  });

  it('loses no params and no MACs', () => {
    const { parts } = foldNetwork(sampleNetwork());
    const sum = (key: 'params' | 'macs'): number => parts.reduce((total, part) => total + part[key], 0);
    expect({ params: sum('params'), macs: sum('macs') }).toEqual(countCost(sampleNetwork()));
  });

  it('leaves nodes without a group as they are', () => {
    const { groups: _, nodes, ...rest } = sampleNetwork();
    const bare = { ...rest, nodes: nodes.map(({ group: __, ...node }) => node) } as Architecture;
    expect(foldNetwork(bare).parts.map(({ key }) => key)).toEqual(nodes.map(({ id }) => `node:${id}`));
    expectWellFormed(drawArchitectureSvg(bare));
  });
});

describe('drawArchitectureSvg', () => {
  it('draws the sample as its golden file', async () => {
    await expect(`${drawArchitectureSvg(sampleNetwork())}\n`).toMatchFileSnapshot('golden/network.svg');
  });

  it('is well-formed, escapes the name, and names parts, shapes, params and MACs', () => {
    const svg = drawArchitectureSvg(sampleNetwork());
    expectWellFormed(svg);
    expect(svg).toContain('<title>sample &lt;&amp;&gt;</title>');
    for (const text of ['cell × 3', '4×8×8', '8×8×8', '432 params', 'conv 3x3']) expect(svg).toContain(text);
  });
});
