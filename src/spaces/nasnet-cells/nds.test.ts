import { describe, expect, it } from 'vitest';
import { countCost } from '../../arch/cost.js';
import { openSpace } from '../index.js';
import type { SearchSpace } from '../types.js';
import { countBlock } from '../blocks/count-block.js';
import type { NasnetGenotype } from './genotype.js';
import { ndsSpaces } from './nds.js';
import { nasnetOps } from './ops.js';

const open = (spec: string): SearchSpace<NasnetGenotype> => openSpace(spec) as SearchSpace<NasnetGenotype>;

const openExample = (id: string): string => ndsSpaces.find((definition) => definition.id === id)?.example ?? '';

describe('the cell spaces of NDS', () => {
  // Ops, nodes and the cells (in billions) that table 3 of the paper counts: two draws of op and input at every node.
  it.each([
    ['nds-nasnet', 13, 5, 71_465_842],
    ['nds-amoeba', 8, 5, 556_628],
    ['nds-pnas', 8, 5, 556_628],
    ['nds-enas', 5, 5, 5_063],
    ['nds-darts', 8, 4, 242],
  ])('%s has %i ops and %i nodes', (id, ops, nodes, billions) => {
    let cells = 1;
    let moves = 0;
    for (let node = 2; node < 2 + nodes; node++) {
      cells *= (ops * node) ** 2;
      moves += 2 * (ops - 1 + node - 1);
    }
    expect(Math.round(cells / 1e9)).toBe(billions);
    const space = open(id);
    const genotype = space.decode(space.encode({ ...space.neighbors(space.decode(openExample(id)))[0], width: 16, depth: 8 }));
    expect(space.neighbors(genotype)).toHaveLength(2 * moves + 2 + 4);
  });

  it('build the same networks as DARTS for the cells they share', () => {
    const { normal, reduce } = open('darts').decode('DARTS_V2');
    const space = open('nds-darts');
    const genotype = space.decode(
      JSON.stringify({
        genotype: { normal, normal_concat: [2, 3, 4, 5], reduce, reduce_concat: [2, 3, 4, 5] },
        width: 36,
        depth: 20,
        aux: false,
        drop_prob: 0.2,
      }),
    );
    expect(countCost(space.build(genotype))).toEqual(countCost(open('darts').build({ normal, reduce })));
    expect(space.topology?.(genotype)).toEqual(open('darts').topology?.({ normal, reduce }));
  });

  it('concatenate the nodes that no other reads if the space has that rule', () => {
    // The published file's pairs, nothing else: journals and tables hold this text.
    expect(openExample('nds-nasnet')).toMatch(/^\{"genotype":\{"normal":\[\["sep_conv_5x5",1\],\["sep_conv_3x3",0\],/);
    const net = JSON.parse(openExample('nds-nasnet')) as { genotype: { normal_concat: number[]; reduce_concat: number[] } };
    expect(net.genotype.normal_concat).toEqual([2, 3, 4, 5, 6]);
    expect(net.genotype.reduce_concat).toEqual([4, 5, 6]);
    const space = open('nds-nasnet');
    const all = openExample('nds-nasnet').replace('[4,5,6]', '[2,3,4,5,6]');
    expect(space.decode(all).reduceConcat).toEqual([2, 3, 4, 5, 6]);
    expect(space.encode(space.decode(all))).toBe(all);
    expect(space.decode(openExample('nds-nasnet')).reduceConcat).toBeUndefined();
  });

  it('fit odd sizes, because factorised reductions pad', () => {
    const space = open('nds-enas:size=33');
    const genotype = space.decode(openExample('nds-enas'));
    expect(space.cost?.(genotype)).toEqual(countCost(space.build(genotype)));
  });
});

describe('operators of NASNet-like cells', () => {
  const params = (op: string, stride = 1): number =>
    countBlock(8, 16, (b, x) => nasnetOps[op].add(b, x, 'op', { channels: 8, stride, padded: true })).params;
  it.each([
    ['conv_3x1_1x3', 2 * 3 * 64 + 16],
    ['conv_7x1_1x7', 2 * 7 * 64 + 16],
    ['dil_sep_conv_3x3', 2 * (9 * 8 + 64 + 16)],
    ['sep_conv_7x7', 2 * (49 * 8 + 64 + 16)],
    ['dil_conv_5x5', 25 * 8 + 64 + 16],
    ['conv_1x1', 64 + 16],
    ['max_pool_7x7', 0],
    ['none', 0],
    ['skip_connect', 0],
  ])('%s has as many params as its convolutions and norms', (op, count) => {
    expect(params(op)).toBe(count);
    expect(params(op, 2)).toBe(op === 'skip_connect' ? 64 + 16 : count);
  });
});
