import { describe, expect, it } from 'vitest';
import { countCost } from '../arch/cost.js';
import { openSpace } from './index.js';
import type { NasBenchMacro } from './nas-bench-macro.js';
import type { SearchSpace } from './types.js';

const space = openSpace('nas-bench-macro') as SearchSpace<NasBenchMacro>;

describe('NAS-Bench-Macro', () => {
  // spec/spaces.md 3.8; its FLOPs are our MACs but for the classifier's biases.
  it.each([
    ['00000000', 387_882, 7_713_280],
    ['11111111', 1_588_874, 53_246_464],
    ['22222222', 2_932_586, 105_660_928],
    ['22212220', 1_985_514, 85_164_544],
    ['10000000', 396_298, 12_128_768],
    ['20000000', 409_834, 17_854_976],
  ])('counts %s as published', (text, params, flops) => {
    const genotype = space.decode(text);
    expect(countCost(space.build(genotype))).toEqual({ params, macs: flops + 10 });
    expect(space.cost?.(genotype)).toEqual({ params, macs: flops + 10 });
  });

  it('counts by layers the cost of its networks', () => {
    for (const genotype of [...(space.enumerate?.() ?? [])].filter((_, i) => i % 131 === 0))
      expect(space.cost?.(genotype)).toEqual(countCost(space.build(genotype)));
  });

  it('moves identities to the end of their stage', () => {
    expect(space.canonical(space.decode('00010201'))).toBe('00010210');
    expect(space.canonical(space.decode('12102012'))).toBe('12120012');
  });

  it.each(['2221222', '222122203', '22212223', 'x'])('refuses %j', (text) => {
    expect(() => space.decode(text)).toThrow('expected eight digits from 0 to 2');
  });
});
