import { describe, expect, it } from 'vitest';
import { chooseCombination } from '../engine/combination.js';
import { resolvePlan, completePlan } from '../engine/plan.js';
import { registry } from '../engine/built-in.js';
import { columnsAsked, proxyTextsOf } from '../engine/values.js';
import { aggregates } from './aggregates.js';

describe('a published aggregate', () => {
  it.each(aggregates)('$id stands for its proxies and its combination', ({ id, proxies, combine }) => {
    const plan = completePlan({ space: 'nas-bench-201', proxies: proxyTextsOf([id]) });
    expect(plan.proxies).toEqual(proxies);
    expect(chooseCombination(undefined, resolvePlan(plan, registry))).toBe(combine);
  });

  it('is refused beside other proxies where one combination ranks all that is named', () => {
    expect(() => proxyTextsOf(['sed', 'aznas'])).toThrow('expected "aznas" alone, because it says how to combine its parts');
  });

  it('stands beside others as a column: its parts are scored, and counted only where they are named', () => {
    const { texts, aggregates: beside, parts } = columnsAsked(['sed', 'macs', 'aznas']);
    expect(texts).toEqual(['sed', 'macs', 'az-expressivity', 'az-progressivity', 'az-trainability']);
    expect(beside.map(({ id }) => id)).toEqual(['aznas']);
    expect(parts).toEqual(['az-expressivity', 'az-progressivity', 'az-trainability']);
    expect(columnsAsked(['aznas']).aggregates).toEqual([]);
    expect(() => columnsAsked(['sed', 'aznas:batch=4'])).toThrow('expected "aznas" without options');
  });

  it('is suggested for a slip of the keyboard', () => {
    expect(() => resolvePlan(completePlan({ proxies: ['aznass'] }), registry)).toThrow('did you mean "aznas"');
  });
});
