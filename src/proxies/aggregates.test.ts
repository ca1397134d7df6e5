import { describe, expect, it } from 'vitest';
import { chooseCombination } from '../engine/combination.js';
import { resolvePlan, completePlan } from '../engine/plan.js';
import { registry } from '../engine/built-in.js';
import { proxyTextsOf } from '../engine/values.js';
import { aggregates } from './aggregates.js';

describe('a published aggregate', () => {
  it.each(aggregates)('$id stands for its proxies and its combination', ({ id, proxies, combine }) => {
    const plan = completePlan({ space: 'nas-bench-201', proxies: proxyTextsOf([id]) });
    expect(plan.proxies).toEqual(proxies);
    expect(chooseCombination(undefined, resolvePlan(plan, registry))).toBe(combine);
  });

  it('is refused beside other proxies, whose ranks it would mix with', () => {
    expect(() => proxyTextsOf(['sed', 'aznas'])).toThrow('expected "aznas" alone, because it ranks by a combination of its own');
  });

  it('is suggested for a slip of the keyboard', () => {
    expect(() => resolvePlan(completePlan({ proxies: ['aznass'] }), registry)).toThrow('did you mean "aznas"');
  });
});
