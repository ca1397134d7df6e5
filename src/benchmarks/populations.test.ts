import { beforeAll, describe, expect, it } from 'vitest';
import { openSpace } from '../spaces/index.js';
import { everyone, populations, selectPopulation } from './populations.js';

const space = openSpace('nas-bench-201');
let architectures: readonly string[];
beforeAll(() => {
  architectures = Array.from(space.enumerate?.() ?? [], (genotype) => space.encode(genotype));
});

describe('populations', () => {
  it('of NAS-Bench-201 have the published sizes', () => {
    const sizes = populations.map(({ id }) => [id, selectPopulation(id, space, architectures).isMember.filter(Boolean).length]);
    expect(sizes).toEqual([
      ['all', 15_625],
      ['connected', 15_284],
      ['live', 9_445],
      ['distinct', 6_466],
    ]);
  });

  it('are nested as they must be: a live cell without a path is the empty one', () => {
    const [connected, live] = ['connected', 'live'].map((id) => selectPopulation(id, space, architectures).isMember);
    expect(architectures.filter((_, i) => live[i] && !connected[i])).toEqual(['|none~0|+|none~0|none~1|+|none~0|none~1|none~2|']);
  });

  it('without a population are all architectures', () => {
    expect(everyone(3)).toEqual(selectPopulation('all', space, architectures.slice(0, 3)));
  });

  it('that are unknown or that the space cannot decide are refused in one line', () => {
    expect(() => selectPopulation('conected', space, [])).toThrow('(did you mean "connected"?)');
    const { topology: _, ...widths } = { ...space, id: 'widths', noTopology: 'all its architectures share one topology' };
    expect(() => selectPopulation('live', widths, [])).toThrow(
      'population live: expected a space with cell graphs, got widths (all its architectures share one topology)',
    );
  });
});
