import { describe, expect, it } from 'vitest';
import { assembleBlocks, blocksOf, createArchBuilder, squareConv, squareWindow, type ArchBlocks } from './build.js';
import type { Architecture } from './types.js';

describe('createArchBuilder', () => {
  it('collects inputs, nodes and groups in order and names nodes after their operator and place', () => {
    const b = createArchBuilder();
    const x = b.input('x', [1, 3]);
    const a = b.add('relu', [x], {});
    b.group({ id: 'head', kind: 'head', stage: 0 });
    const y = b.add('linear', [a], { outFeatures: 2, bias: true });
    expect(b.finish([y], 'tiny')).toEqual({
      format: 'assay-architecture',
      version: 1,
      name: 'tiny',
      inputs: [{ id: 'x', shape: [1, 3] }],
      nodes: [
        { id: 'relu0', op: 'relu', inputs: ['x'], attrs: {} },
        { id: 'linear1', op: 'linear', inputs: ['relu0'], attrs: { outFeatures: 2, bias: true }, group: 'head' },
      ],
      outputs: ['linear1'],
      groups: [{ id: 'head', kind: 'head', stage: 0 }],
    });
  });

  it('returns an architecture that later additions do not change', () => {
    const b = createArchBuilder();
    const first = b.finish([b.add('relu', [b.input('x', [1])], {})]);
    b.add('relu', ['relu0'], {});
    b.group({ id: 'g', kind: 'cell', stage: 0 });
    expect(first.nodes).toHaveLength(1);
    expect(first.groups).toBeUndefined();
  });

  it('makes the nodes of a block once, frozen, for all architectures that share the blocks', () => {
    const blocks: ArchBlocks = new Map();
    const build = (shared?: ArchBlocks): Architecture => {
      const b = createArchBuilder(shared);
      const x = b.input('x', [1, 3]);
      return b.finish([b.block('head', () => b.add('linear', [b.add('relu', [x], {})], { outFeatures: 2, bias: true }))]);
    };
    const [first, second] = [build(blocks), build(blocks)];
    expect(second).toEqual(build());
    expect(second.nodes[1]).toBe(first.nodes[1]);
    expect(Object.isFrozen(second.nodes[1].attrs) && Object.isFrozen(second.nodes[1].inputs)).toBe(true);
    expect(Object.isFrozen(build().nodes[1])).toBe(false);
    expect(blocksOf(second)?.used).toEqual([blocks.get('head')]);
    expect(blocksOf(build())).toBeUndefined();
  });

  it('assembles what is known, and only that', () => {
    const blocks: ArchBlocks = new Map();
    const b = createArchBuilder(blocks);
    const x = b.input('x', [1, 3]);
    const y = b.block('a', () => b.add('relu', [x], {}, 'a'));
    const whole = b.finish([b.block('b', () => b.add('relu', [y], {}, 'b'))], 'both');
    expect(assembleBlocks(blocks, ['a', 'b'], whole, 'both')).toEqual(whole);
    expect(assembleBlocks(blocks, ['a', 'c'], whole, 'both')).toBeUndefined();
  });
});

describe('square attributes', () => {
  it('pad a convolution to "same" by default', () => {
    expect(squareConv(8, 5, { dilation: 2 }).padding).toEqual([4, 4, 4, 4]);
    expect(squareConv(8, 5, { padding: 0 }).padding).toEqual([0, 0, 0, 0]);
    expect(squareWindow(3, 2, 1)).toEqual({ kernel: [3, 3], stride: [2, 2], padding: [1, 1, 1, 1], dilation: [1, 1] });
  });
});
