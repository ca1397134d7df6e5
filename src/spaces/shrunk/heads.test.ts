/** Heads of attention as a choice: what varies, and that the smaller network is the one a person would write. */
import { describe, expect, it } from 'vitest';
import { createArchBuilder, type ArchBuilder } from '../../arch/build.js';
import { canonicalHash } from '../../arch/canonical.js';
import { countCost } from '../../arch/cost.js';
import type { Architecture } from '../../arch/types.js';
import { checkArchitecture } from '../../arch/validate.js';
import { shrunkSpace, type ShrunkSpace } from './shrunk-space.js';

interface Block {
  readonly heads: number;
  readonly width: number;
  readonly tokens: number;
  readonly dim: number;
}

/** (batch, tokens, heads x width) as (batch, heads, ...), turned. */
function apart(b: ArchBuilder, x: string, { heads, width, tokens }: Block, permutation: readonly number[]): string {
  return b.add('transpose', [b.add('reshape', [x], { shape: [0, tokens, heads, width] })], { permutation: [...permutation] });
}

function attended(b: ArchBuilder, [q, k, v]: readonly string[], block: Block, bias?: string): string {
  const { heads, width, tokens, dim } = block;
  const products = b.add('matmul', [apart(b, q, block, [0, 2, 1, 3]), apart(b, k, block, [0, 2, 3, 1])], {});
  const scaled = b.add('affine', [products], { scale: 1 / Math.sqrt(width), shift: 0 });
  const weights = b.add('softmax', [bias === undefined ? scaled : b.add('add', [scaled, bias], {})], { axis: -1 });
  const mixed = b.add('matmul', [weights, apart(b, v, block, [0, 2, 1, 3])], {});
  const back = b.add('transpose', [mixed], { permutation: [0, 2, 1, 3] });
  const joined = b.add('reshape', [back], { shape: [0, tokens, heads * width] });
  return b.add('linear', [joined], { outFeatures: dim, bias: true });
}

function finished(b: ArchBuilder, x: string): Architecture {
  return b.finish([b.add('linear', [b.add('mean', [x], { axes: [1], keepDims: false })], { outFeatures: 3, bias: true })], 'net');
}

/** Queries, keys and values of their own; a learned bias for each head. */
function separate(block: Block): Architecture {
  const b = createArchBuilder();
  const { heads, width, tokens, dim } = block;
  const x = b.add('linear', [b.input('x', [1, tokens, 5])], { outFeatures: dim, bias: true });
  const rows = ['q', 'k', 'v'].map((id) => b.add('linear', [x], { outFeatures: heads * width, bias: id !== 'k' }, id));
  const bias = b.add('parameter', [], { shape: [1, heads, tokens, tokens] });
  return finished(b, b.add('add', [x, attended(b, rows, block, bias)], {}));
}

/** One matrix product for all three, cut into pieces. */
function packed(block: Block): Architecture {
  const b = createArchBuilder();
  const { heads, width, tokens, dim } = block;
  const x = b.add('linear', [b.input('x', [1, tokens, 5])], { outFeatures: dim, bias: true });
  const all = b.add('linear', [x], { outFeatures: 3 * heads * width, bias: true }, 'qkv');
  const piece = (i: number): string =>
    b.add('slice', [all], { axis: 2, start: i * heads * width, end: (i + 1) * heads * width, step: 1 });
  return finished(b, b.add('add', [x, attended(b, [piece(0), piece(1), piece(2)], block)], {}));
}

/** The same, with an axis of three: (batch, tokens, 3, heads, width). */
function stacked(block: Block): Architecture {
  const b = createArchBuilder();
  const { heads, width, tokens, dim } = block;
  const x = b.add('linear', [b.input('x', [1, tokens, 5])], { outFeatures: dim, bias: true });
  const all = b.add('linear', [x], { outFeatures: 3 * heads * width, bias: true }, 'qkv');
  const split = b.add('reshape', [all], { shape: [0, tokens, 3, heads, width] });
  const piece = (i: number): string => {
    const one = b.add('slice', [split], { axis: 2, start: i, end: i + 1, step: 1 });
    return b.add('reshape', [one], { shape: [0, tokens, heads, width] });
  };
  const turned = (i: number, permutation: number[]): string => b.add('transpose', [piece(i)], { permutation });
  const query = b.add('affine', [turned(0, [0, 2, 1, 3])], { scale: width ** -0.5, shift: 0 });
  const products = b.add('matmul', [query, turned(1, [0, 2, 3, 1])], {});
  const mixed = b.add('matmul', [b.add('softmax', [products], { axis: -1 }), turned(2, [0, 2, 1, 3])], {});
  const back = b.add('reshape', [b.add('transpose', [mixed], { permutation: [0, 2, 1, 3] })], {
    shape: [0, tokens, heads * width],
  });
  return finished(b, b.add('add', [x, b.add('linear', [back], { outFeatures: dim, bias: true })], {}));
}

const large: Block = { heads: 4, width: 16, tokens: 6, dim: 24 };
const spaceOf = (network: Architecture): ShrunkSpace => shrunkSpace(network, { vary: ['heads'], multiple: 4 });

describe.each([
  ['separate projections', separate],
  ['one projection in pieces', packed],
  ['one projection with an axis of three', stacked],
])('heads of %s', (_, build) => {
  const network = build(large);
  const space = spaceOf(network);

  it('and the width of each are choices', () => {
    expect(space.dials.map(({ kind, what, choices }) => [kind, what, choices])).toEqual([
      ['heads', 'heads at length 6', [1, 2, 3, 4]],
      ['heads', 'width of a head at length 6', [4, 8, 12, 16]],
    ]);
  });

  it.each([
    [4, 16],
    [3, 16],
    [1, 16],
    [4, 8],
    [2, 4],
  ])('%i of width %i are the network that is written with them', (heads, width) => {
    const smaller = space.build([heads, width]);
    checkArchitecture(smaller);
    const written = build({ ...large, heads, width });
    expect(countCost(smaller)).toEqual(countCost(written));
    expect(canonicalHash(smaller)).toBe(canonicalHash(written));
    expect(space.encode([heads, width])).toBe(`h${heads}.${width}`);
  });
});

describe('what stays', () => {
  it('is the width of a head that a table of numbers is made for', () => {
    const b = createArchBuilder();
    const block = large;
    const x = b.add('linear', [b.input('x', [1, 6, 5])], { outFeatures: 24, bias: true });
    const rows = ['q', 'k', 'v'].map((id) => b.add('linear', [x], { outFeatures: 64, bias: true }, id));
    const table = b.add('constant', [], { shape: [1, 1, 6, 16], values: Array.from({ length: 96 }, (_, i) => i) });
    const query = b.add('mul', [apart(b, rows[0], block, [0, 2, 1, 3]), table], {});
    const products = b.add('matmul', [query, apart(b, rows[1], block, [0, 2, 3, 1])], {});
    const mixed = b.add('matmul', [b.add('softmax', [products], { axis: -1 }), apart(b, rows[2], block, [0, 2, 1, 3])], {});
    const back = b.add('reshape', [b.add('transpose', [mixed], { permutation: [0, 2, 1, 3] })], { shape: [0, 6, 64] });
    const network = finished(b, b.add('add', [x, b.add('linear', [back], { outFeatures: 24, bias: true })], {}));
    const { dials } = spaceOf(network);
    expect(dials.map(({ what }) => what)).toEqual(['heads at length 6']);
  });

  it('is a split of channels that no product of matrices pairs', () => {
    const b = createArchBuilder();
    const x = b.add('linear', [b.input('x', [1, 6, 5])], { outFeatures: 64, bias: true });
    const split = b.add('reshape', [x], { shape: [0, 6, 4, 16] });
    const network = finished(b, b.add('reshape', [b.add('relu', [split], {})], { shape: [0, 6, 64] }));
    expect(() => spaceOf(network)).toThrow('expected a network whose heads may vary, got none that does');
  });
});
