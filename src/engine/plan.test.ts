import { describe, expect, it } from 'vitest';
import { toyRegistry } from '../../test/toy/registry.js';
import { dataSettings, imageNeeds, requestKey, resolvePlan, uniteRequests } from './plan.js';
import type { Plan } from './types.js';

const plan: Plan = { space: 'toy', proxies: ['edges', 'spread'], data: 'ramp', batch: 8, seed: 0 };

describe('a plan', () => {
  it('keeps each proxy under the text it was given by, with its options and completed requests', () => {
    const { proxies } = resolvePlan({ ...plan, proxies: ['spread:weight=2', 'spread'] }, toyRegistry);
    expect(proxies.map(({ text }) => text)).toEqual(['spread:weight=2', 'spread']);
    expect(proxies[0].requests).toEqual([{ kind: 'constant', weight: 2, arithmetic: 'extended', batch: 8 }]);
    expect(proxies[1].options).toEqual({ weight: 1 });
  });

  it('suggests the nearest name for an unknown proxy or option', () => {
    expect(() => resolvePlan({ ...plan, proxies: ['sprad'] }, toyRegistry)).toThrow(
      'proxies: expected a known proxy, got "sprad" (did you mean "spread"?)',
    );
    expect(() => resolvePlan({ ...plan, proxies: ['spread:wieght=1'] }, toyRegistry)).toThrow(
      'proxy spread: expected a known option, got "wieght" (did you mean "weight"?)',
    );
  });

  it.each([
    [{ proxies: [] }, 'proxies: expected at least one proxy, got none'],
    [{ proxies: ['edges', 'edges'] }, 'proxies: expected each proxy once, got "edges" twice'],
    [{ batch: 0 }, 'batch: expected an integer from 1 to 65536, got 0'],
    [{ imageSize: 2000 }, 'imageSize: expected an integer from 1 to 1024, got 2000'],
    [{ seed: 1.5 }, 'seed: expected an integer from 0'],
  ])('refuses %j', (change, message) => {
    expect(() => resolvePlan({ ...plan, ...change }, toyRegistry)).toThrow(message);
  });

  it('requests evidence once that two proxies share', () => {
    const { proxies } = resolvePlan(
      { ...plan, proxies: ['spread', 'spread:weight=1', 'spread:weight=2', 'edges', 'edges:busy=0'] },
      toyRegistry,
    );
    expect([...uniteRequests(proxies, 'constant').values()]).toMatchObject([{ weight: 1 }, { weight: 2 }]);
    expect(uniteRequests(proxies, 'topology').size).toBe(1);
    expect(uniteRequests(proxies, 'cost').size).toBe(0);
  });

  it('keys a request by its fields in any order', () => {
    expect(requestKey({ kind: 'constant', weight: 1, arithmetic: 'float32', batch: 4 })).toBe(
      requestKey({ batch: 4, arithmetic: 'float32', kind: 'constant', weight: 1 }),
    );
    expect(requestKey({ kind: 'constant', weight: 1, arithmetic: 'float32', batch: 4 })).not.toBe(
      requestKey({ kind: 'constant', weight: 1, arithmetic: 'float32', batch: 8 }),
    );
    expect(requestKey({ kind: 'topology' })).not.toBe(requestKey({ kind: 'cost' }));
  });

  it('needs images only if a proxy reads some', () => {
    expect(imageNeeds(resolvePlan({ ...plan, proxies: ['edges', 'weight'] }, toyRegistry))).toEqual({ counts: [], shapes: [] });
    expect(imageNeeds(resolvePlan(plan, toyRegistry))).toEqual({ counts: [8], shapes: [[3, 8, 8]] });
    expect(dataSettings(resolvePlan({ ...plan, proxies: ['edges', 'weight'] }, toyRegistry))).toEqual([]);
    expect(dataSettings(resolvePlan(plan, toyRegistry))).toEqual([['data', `${plan.data}, batch ${plan.batch}`]]);
    const sized = resolvePlan({ ...plan, imageSize: 4 }, toyRegistry);
    expect(imageNeeds(sized)).toEqual({ counts: [8], shapes: [[3, 4, 4]] });
    expect(dataSettings(sized)).toEqual([['data', `${plan.data}, batch ${plan.batch}, images of 4x4`]]);
    const { space: _, ...noSpace } = plan;
    const architecture = toyRegistry.openSpace('toy').build([0, 1, 2, 0]);
    expect(imageNeeds(resolvePlan(noSpace, toyRegistry))).toEqual({ counts: [8], shapes: [] });
    expect(imageNeeds(resolvePlan(noSpace, toyRegistry), [architecture, architecture])).toEqual({
      counts: [8],
      shapes: [[3, 8, 8]],
    });
  });
});
