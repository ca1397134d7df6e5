import { describe, expect, it } from 'vitest';
import { askedCombination, chooseCombination, equalWeights, unweightedNotes } from '../engine/combination.js';
import { resolvePlan, completePlan } from '../engine/plan.js';
import { registry } from '../engine/built-in.js';
import { columnsAsked, proxyTextsOf } from '../engine/values.js';
import { aggregates } from './aggregates.js';

describe('a published aggregate', () => {
  it.each(aggregates)('$id stands for its proxies and its combination', ({ id, proxies, combine }) => {
    const plan = completePlan({ space: 'nas-bench-201', proxies: proxyTextsOf([id]) });
    expect(plan.proxies).toEqual(proxies);
    expect(askedCombination({ proxies: [id] })).toEqual({ text: combine, of: id });
  });

  it.each(aggregates.filter(({ id }) => id !== 'te-nas'))(
    '$id by its parts is not combined as the aggregate is, which is said',
    ({ id, proxies, combine }) => {
      const resolved = resolvePlan(completePlan({ space: 'nas-bench-201', proxies: proxyTextsOf(proxies) }), registry);
      const asked = askedCombination({ proxies });
      const chosen = chooseCombination({ asked: asked?.text, isNamed: true }, resolved);
      expect(chosen).toBe(equalWeights(resolved));
      expect(chosen).not.toContain('macs');
      expect(unweightedNotes(asked, resolved)).toEqual([
        `${resolved.proxies.map(({ proxy }) => proxy.id).join(', ')}: equal weights; the aggregate ${id} is ${proxies.join(',')} combined by ${combine}`,
      ]);
      expect(unweightedNotes(askedCombination({ proxies: [id] }), resolved)).toEqual([]);
    },
  );

  it('of equal weights needs no such note', () => {
    const plan = completePlan({ proxies: ['ntk', 'linear-regions'] });
    expect(unweightedNotes(undefined, resolvePlan(plan, registry))).toEqual([]);
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
