import { describe, expect, it } from 'vitest';
import { openSpace, spaces } from '../spaces/index.js';
import { chooseProxies, chooseSearcher, learns } from './choose.js';

const small = openSpace('nas-bench-201');
const large = openSpace('darts');

describe('the defaults of a search', () => {
  it('visits all of a small space, and draws from a large one, or when time is short', () => {
    expect(chooseSearcher({}, small)).toBe('exhaustive');
    expect(chooseSearcher({}, large)).toBe('shortlist');
    expect(chooseSearcher({ seconds: 1 }, small)).toBe('shortlist');
    expect(chooseSearcher({ seconds: 1, searcher: 'random' }, small)).toBe('random');
  });

  it('runs nothing in a few seconds, unless a proxy is named', () => {
    expect(chooseProxies({ effort: 'forward' }, small)).toEqual(['field', 'field-last', 'epads', 'sed']);
    expect(chooseProxies({ effort: 'gradient' }, small)).toEqual(['field', 'field-last', 'epads', 'zico', 'sed']);
    expect(chooseProxies({ effort: 'forward', seconds: 1 }, small)).toEqual(['field', 'field-last', 'sed']);
    expect(chooseProxies({ effort: 'forward', seconds: 60 }, small)).toContain('epads');
    expect(chooseProxies({ seconds: 1, proxies: ['epsilon'] }, small)).toEqual(['epsilon']);
  });

  it('ranks every space by one rule, with SED where only operators vary', () => {
    for (const { id } of spaces) {
      const space = openSpace(id);
      const isFixed = space.properties?.wiring === 'fixed';
      const rule = isFixed ? ['field', 'sed'] : ['field'];
      expect(chooseProxies({}, space)).toEqual(rule);
      expect(chooseProxies({ effort: 'graph' }, space)).toEqual(rule);
      expect(isFixed && space.topology === undefined).toBe(false);
    }
  });

  it('refuses an effort that is unknown, or that is given with proxies', () => {
    expect(() => chooseProxies({ effort: 'some' }, small)).toThrow('effort: expected graph, forward or gradient, got some');
    expect(() => chooseProxies({ effort: 'graph', proxies: ['sed'] }, small)).toThrow(
      'effort: expected no proxies beside it, got sed',
    );
  });

  it('recognises searchers that learn', () => {
    expect(learns('evolution:population=3')).toBe(true);
    expect(learns('random')).toBe(false);
    expect(learns('nobody')).toBe(false);
  });
});
