import { describe, expect, it } from 'vitest';
import { createArchBuilder, type ArchBuilder } from '../../arch/build.js';
import { countCost } from '../../arch/cost.js';
import type { Architecture } from '../../arch/types.js';
import { shrunkSpace } from './shrunk-space.js';

/** Residual blocks of these kinds behind each other: one or two layers; with norms after the sums where the letters are large. */
function network(kinds: string, tap?: number): Architecture {
  const b = createArchBuilder();
  const linear = (x: string): string => b.add('linear', [x], { outFeatures: 16, bias: true });
  const norm = (owner: ArchBuilder, x: string): string => owner.add('layerNorm', [x], { axis: -1, eps: 1e-5, affine: true });
  let x = linear(b.input('x', [1, 4, 16]));
  const ends: string[] = [];
  for (const kind of kinds) {
    const inner = linear(
      b.add('relu', [kind.toLowerCase() === 'a' ? x : b.add('gelu', [linear(x)], { approximate: 'none' })], {}),
    );
    x = b.add('add', [x, inner], {});
    if (kind !== kind.toLowerCase()) x = norm(b, x);
    ends.push(x);
  }
  const read = tap === undefined ? x : b.add('mul', [x, ends[tap]], {});
  return b.finish([b.add('linear', [read], { outFeatures: 3, bias: true })], 'net');
}

const depths = (kinds: string, tap?: number): (readonly number[])[] =>
  shrunkSpace(network(kinds, tap), { vary: ['depths'] }).dials.map(({ choices }) => choices);

describe('layers of several residual blocks', () => {
  it('are one choice where their kinds repeat, with norms between them too', () => {
    expect(depths('abab')).toEqual([[0, 1, 2]]);
    expect(depths('ABABAB')).toEqual([[0, 1, 2, 3]]);
    const space = shrunkSpace(network('abab'), { vary: ['depths'] });
    expect(countCost(space.build([1]))).toEqual(countCost(network('ab')));
    const normed = shrunkSpace(network('ABABAB'), { vary: ['depths'] });
    // The norm behind a layer that is left out stays.
    const { params } = countCost(normed.build([1]));
    expect(params).toBe(countCost(network('AB')).params + 2 * 32);
  });

  it('stay apart where all are of one kind, where nothing repeats, and where something reads between them', () => {
    expect(depths('aaaa')).toEqual([[0, 1, 2, 3, 4]]);
    expect(depths('aab')).toEqual([
      [0, 1, 2],
      [0, 1],
    ]);
    expect(depths('ABAB', 0)).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
  });
});
