import { describe, expect, it } from 'vitest';
import { countCost } from '../../arch/cost.js';
import { bestOrder } from '../../arch/memory/best-order.js';
import { peakActivationBytes } from '../../arch/memory/file-order-peak.js';
import { openSpace } from '../../spaces/index.js';
import type { SearchSpace } from '../../spaces/types.js';
import { createLimits, unsatisfied } from './limits.js';

const space = openSpace('nas-bench-201');
const every = [...(space.enumerate as () => Iterable<unknown>)()];
/** The space, counting how often it builds. */
function counting(): { readonly space: SearchSpace; readonly built: () => number } {
  let built = 0;
  return { space: { ...space, build: (genotype) => (built++, space.build(genotype)) }, built: () => built };
}

describe('limits', () => {
  it('decide by the costs, without building anything', () => {
    const { space: own, built } = counting();
    const limits = createLimits('params<0.5M and macs<80M', own);
    const expected = every.filter((genotype) => {
      const { params, macs } = (space.cost as (genotype: unknown) => { params: number; macs: number })(genotype);
      return params < 5e5 && macs < 8e7;
    });
    expect(every.filter((genotype) => limits.admits(genotype))).toEqual(expected);
    expect(expected.length).toBeGreaterThan(1000);
    expect(limits.counts()).toEqual({ admitted: expected.length, rejected: every.length - expected.length });
    expect(built()).toBeLessThanOrEqual(6);
  });

  it('take quantities with options, and name a wrong option', () => {
    const genotype = every[5000];
    const network = space.build(genotype);
    const best = bestOrder(network).peak;
    const { params } = countCost(network);
    const admits = (text: string): boolean => createLimits(text, space).admits(genotype);
    expect(admits(`peakBytes:bits=8 <= ${best} and peakBytes >= ${4 * best}`)).toBe(true);
    expect(admits(`peakBytes:bits=8 < ${best}`)).toBe(false);
    expect(admits(`peakBytes:order=file:bits=16 == ${peakActivationBytes(network) / 2}`)).toBe(true);
    expect(admits(`flashBytes:bits=8 == ${params} and flashBytes == ${4 * params}`)).toBe(true);
    expect(admits('fits:device=stm32f746:bits=8 == 1')).toBe(params < 2 ** 20);
    expect(() => admits('peakBytes:bits=9 < 4')).toThrow(/8, 16, 32/);
    expect(() => admits('params:bits=8 < 4')).toThrow(/where/);
  });

  it('build only candidates that the costs leave undecided', () => {
    const small = openSpace('nas-bench-201:C=4:N=1');
    let built = 0;
    const limits = createLimits('depth > 8 and params < 7000', {
      ...small,
      build: (genotype) => (built++, small.build(genotype)),
    });
    const admitted = every.filter((genotype) => limits.admits(genotype));
    expect(built).toBeLessThan(5000);
    expect(admitted.length).toBeGreaterThan(0);
    const plain = createLimits('params < 7000 and depth > 8', { ...small, cost: undefined } as unknown as SearchSpace);
    for (const genotype of admitted.slice(0, 20)) expect(plain.admits(genotype)).toBe(true);
  });

  it('that nothing meets are reported with the values seen', () => {
    const limits = createLimits('params<1000', space);
    for (const genotype of every) limits.admits(genotype);
    expect(unsatisfied(limits).message).toBe(
      'where "params<1000": expected limits that some architecture meets, got none among 15,625 proposals (met: params from 73,306 to 1,531,546)',
    );
  });

  it('that contradict each other are reported with how many meet each part, and what a budget counts', () => {
    const limits = createLimits('params<1e6 and params>0.5M and 1.2e6<params<4e6', space);
    for (const genotype of every) limits.admits(genotype);
    const paramsOf = every.map((genotype) => space.cost?.(genotype).params ?? 0);
    const below = (bound: number): string => paramsOf.filter((params) => params < bound).length.toLocaleString('en-US');
    const above = (bound: number): string => paramsOf.filter((params) => params > bound).length.toLocaleString('en-US');
    expect(unsatisfied(limits, { among: every, budget: 3 }).message).toContain(
      `got none among 15,625 proposals (of 15,625 networks ${below(1e6)} meet params < 1,000,000, ${above(5e5)} meet params > 500,000, ${above(1.2e6)} meet 1,200,000 < params, 15,625 meet params < 4,000,000, and none met all limits together; met: params from 73,306 to 1,531,546; what is rejected does not count towards the budget of 3)`,
    );
    const none = createLimits('params<1e6 and not (params<2e6 or macs/2<3)', space);
    none.admits(every[0]);
    expect(unsatisfied(none, { among: every.slice(0, 9), budget: 3 }).message).toContain(
      '9 meet params < 1,000,000, none meets not ((params < 2,000,000 or (macs / 2) < 3)), and none met all limits together; met:',
    );
  });

  it('that name scores admit candidates that may still meet them, and judge these when the scores are known', () => {
    const limits = createLimits('params<0.5M and speed<5', space, { later: ['speed'] });
    const small = every.filter((genotype) => limits.admits(genotype));
    expect(small.length).toBe(limits.counts().admitted);
    expect(small.length).toBeLessThan(every.length);
    expect(limits.later).toEqual(['speed']);
    expect(limits.keeps(small[0], () => 4)).toBe(true);
    expect(limits.keeps(small[0], () => 6)).toBe(false);
    expect(limits.keeps(small[0], () => NaN)).toBe(false);
    expect(limits.seen()).toContainEqual({ quantity: 'speed', min: 4, max: 6 });
  });

  it('know quantities of one run, and admit no candidate for which such a quantity is unknown', () => {
    const known = [
      {
        id: 'table.watts',
        title: 'watts',
        ofGenotype: (genotype: unknown) => (space.encode(genotype).includes('none') ? NaN : 3),
      },
    ];
    const limits = createLimits('table.watts < 4', space, { known });
    expect(every.filter((genotype) => limits.admits(genotype))).toHaveLength(4 ** 6);
    expect(() => createLimits('table.volts < 4', space, { known })).toThrow(
      'expected a known quantity at character 1, got "table.volts" (known: table.watts)',
    );
  });

  it('are refused if they do not depend on the candidate', () => {
    expect(() => createLimits('1 < 2', space)).toThrow(
      'where: expected a condition on the candidates, got 1 < 2 (quantities: params, macs, depth, peakBytes, flashBytes, fits)',
    );
    expect(() => createLimits('peakbytes < 1Mi', space)).toThrow('did you mean "peakBytes"?');
  });
});
