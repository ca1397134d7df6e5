import { describe, expect, it } from 'vitest';
import type { ShrunkSpace } from '../../spaces/shrunk/shrunk-space.js';
import { chooseShrink } from './choose-shrink.js';

const small = { size: 2000 } as ShrunkSpace;
const large = { size: 2001 } as ShrunkSpace;

describe('the defaults of a shrink', () => {
  it('visit a small space completely, and evolve a large one with a budget', () => {
    expect(chooseShrink({}, small)).toEqual({ searcher: 'exhaustive' });
    expect(chooseShrink({}, large)).toEqual({ searcher: 'evolution', budget: 1000 });
    expect(chooseShrink({}, {} as ShrunkSpace)).toEqual({ searcher: 'evolution', budget: 1000 });
  });

  it('evolve with a budget below the size of a small space, whose first networks are no sample', () => {
    expect(chooseShrink({ budget: 60 }, small)).toEqual({ searcher: 'evolution', budget: 60 });
    expect(chooseShrink({ budget: 2000 }, small)).toEqual({ searcher: 'exhaustive', budget: 2000 });
  });

  it('evolve without a budget in a given time, and keep what is named', () => {
    expect(chooseShrink({ seconds: 5 }, small)).toEqual({ searcher: 'evolution' });
    expect(chooseShrink({ searcher: 'random' }, small)).toEqual({ searcher: 'random', budget: 1000 });
    expect(chooseShrink({ searcher: 'random', budget: 7, seconds: 5 }, large)).toEqual({ searcher: 'random', budget: 7 });
  });
});
