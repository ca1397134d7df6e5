import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toyRegistry } from '../../test/toy/registry.js';
import type { Rng } from '../core/rng.js';
import { searchers } from './index.js';
import { openSearcher } from './open-searcher.js';
import type { SearchDomain, Searcher } from './types.js';

const domain: SearchDomain = toyRegistry.openSpace('toy');
const encode = (genotypes: readonly unknown[]): string[] => genotypes.map((genotype) => domain.encode(genotype));

const { enumerate: _, size: __, ...endless } = domain;
/** A domain that can only be sampled. */
const unlisted: SearchDomain = endless;
/** One whose samples never leave a corner: half of it is only found by listing. */
const lopsided: SearchDomain = { ...domain, sample: (rng: Rng) => [rng.int(2), rng.int(3), rng.int(3), 0] };

/** Asks in portions and tells, until the searcher ends or `limit` is reached. */
function proposalsOf(searcher: Searcher, portion: number, limit = Infinity): string[] {
  const all: string[] = [];
  while (all.length < limit) {
    const genotypes = searcher.ask(Math.min(portion, limit - all.length));
    if (genotypes.length === 0) break;
    all.push(...encode(genotypes));
    searcher.tell(genotypes.map((genotype) => ({ genotype, value: domain.encode(genotype).length })));
  }
  return all;
}

describe.each(searchers.map(({ id }) => id))('searcher %s', (id) => {
  const open = (seed: number, budget: number, own = domain): Searcher => openSearcher(id, { domain: own, seed, budget }).searcher;

  it('proposes the same for the same seed, in portions of any size', () => {
    const whole = proposalsOf(open(5, 40), 40);
    expect(whole).toHaveLength(40);
    for (const portion of [1, 7, 64]) expect(proposalsOf(open(5, 40), portion)).toEqual(whole);
  });

  it('never proposes a genotype twice and keeps to the budget', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1000 }), fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 50 }), (seed, budget, portion) => {
        const proposals = proposalsOf(open(seed, budget), portion);
        expect(new Set(proposals).size).toBe(proposals.length);
        expect(proposals).toHaveLength(Math.min(budget, 81));
      }),
      { numRuns: 40 },
    );
  });

  it('ends with every genotype once when the budget is beyond the space', () => {
    const every = encode([...(domain.enumerate as () => Iterable<unknown>)()]);
    expect(proposalsOf(open(1, 1_000_000), 1000).toSorted()).toEqual(every.toSorted());
    expect(proposalsOf(open(1, 1_000_000, lopsided), 1000).toSorted()).toEqual(every.toSorted());
    expect(open(1, 1_000_000).ask(0)).toEqual([]);
  });

  it('continues exactly from a restored state, which is JSON', () => {
    for (const done of [0, 1, 23, 60]) {
      const searcher = open(9, 60);
      proposalsOf(searcher, 10, done);
      const text = JSON.stringify(searcher.state());
      const rest = proposalsOf(searcher, 10);
      const restored = open(9, 60);
      restored.restore(JSON.parse(text));
      expect(JSON.stringify(restored.state())).toBe(text);
      expect(proposalsOf(restored, 10)).toEqual(rest);
    }
  });

  it('refuses a state that is none', () => {
    expect(() => open(1, 10).restore({ asked: 'many' })).toThrow(expect.objectContaining({ kind: 'data' }));
  });
});

describe('searcher exhaustive', () => {
  it('keeps the order of the space', () => {
    expect(proposalsOf(openSearcher('exhaustive', { domain, seed: 0 }).searcher, 9, 4)).toEqual(['0-0-0-0', '0-0-0-1', '0-0-0-2', '0-0-1-0']);
  });

  it('needs a space that can be enumerated', () => {
    expect(() => openSearcher('exhaustive', { domain: unlisted, seed: 0 })).toThrow('expected a space that can be enumerated, got toy (use --searcher random --budget N)');
  });
});

describe('searcher random', () => {
  it('proposes other genotypes for another seed', () => {
    const under = (seed: number): string[] => proposalsOf(openSearcher('random', { domain, seed, budget: 10 }).searcher, 10);
    expect(under(1)).not.toEqual(under(2));
  });

  it('gives up on a space it can only sample once nothing new comes', () => {
    expect(proposalsOf(openSearcher('random', { domain: unlisted, seed: 0, budget: 500 }).searcher, 100)).toHaveLength(81);
  });

  it('proposes 1,000 when no budget is given', () => {
    let n = 0;
    const counting: SearchDomain = { ...unlisted, sample: () => n++, encode: String };
    expect(openSearcher('random', { domain: counting, seed: 0 }).searcher.ask(5000)).toHaveLength(1000);
  });
});

describe('openSearcher', () => {
  it('suggests the nearest name and refuses budgets that are none', () => {
    expect(() => openSearcher('randm', { domain, seed: 0 })).toThrow('did you mean "random"?');
    for (const budget of [0, -1, 1.5, NaN]) expect(() => openSearcher('random', { domain, seed: 0, budget })).toThrow('--budget: expected an integer of at least 1');
  });
});
