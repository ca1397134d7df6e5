import { describe, expect, it } from 'vitest';
import { joinLayers } from './join-layers.js';
import type { ResidualBlock } from './residual-blocks.js';

/** Blocks of these kinds, one behind the other. */
const chain = (kinds: string, from = 0): ResidualBlock[] =>
  [...kinds].map((kind, i) => ({ kind, skip: `x${from + i}`, sum: `x${from + i + 1}`, nodes: new Set([`x${from + i + 1}`]) }));

const shapeOf = (blocks: readonly ResidualBlock[]): string[] =>
  blocks.map(({ skip, sum, nodes }) => `${skip}-${sum}:${nodes.size}`);

describe('layers of several residual blocks', () => {
  it('are one block where their kinds repeat', () => {
    expect(shapeOf(joinLayers(chain('abab')))).toEqual(['x0-x2:2', 'x2-x4:2']);
    expect(shapeOf(joinLayers(chain('abcabc')))).toEqual(['x0-x3:3', 'x3-x6:3']);
    const kinds = joinLayers(chain('abab')).map(({ kind }) => kind);
    expect(kinds[0]).toBe(kinds[1]);
  });

  it('stay apart where all are of one kind, where nothing repeats, and where they do not follow each other', () => {
    expect(joinLayers(chain('aaaa'))).toEqual(chain('aaaa'));
    expect(joinLayers(chain('aabb'))).toEqual(chain('aabb'));
    expect(joinLayers(chain('ab'))).toEqual(chain('ab'));
    const apart = [...chain('a'), ...chain('b', 5), ...chain('a', 9), ...chain('b', 13)];
    expect(joinLayers(apart)).toEqual(apart);
  });
});
