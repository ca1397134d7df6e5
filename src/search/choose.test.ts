import { describe, expect, it } from 'vitest';
import { openSpace } from '../spaces/index.js';
import { chooseProxies, chooseSearcher, learns } from './choose.js';

const small = openSpace('nas-bench-201');
const large = openSpace('darts');

describe('what a search does when it is not told', () => {
  it('visits a small space whole, and draws from a large one, or when time is short', () => {
    expect(chooseSearcher({}, small)).toBe('exhaustive');
    expect(chooseSearcher({}, large)).toBe('shortlist');
    expect(chooseSearcher({ seconds: 1 }, small)).toBe('shortlist');
    expect(chooseSearcher({ seconds: 1, searcher: 'random' }, small)).toBe('random');
  });

  it('runs nothing in a few seconds, unless asked to', () => {
    expect(chooseProxies({}, small)).toEqual(['sed', 'epsilon']);
    expect(chooseProxies({ seconds: 1 }, small)).toEqual(['sed']);
    expect(chooseProxies({ seconds: 60 }, small)).toEqual(['sed', 'epsilon']);
    expect(chooseProxies({ seconds: 1, proxies: ['epsilon'] }, small)).toEqual(['epsilon']);
  });

  it('tells only searchers that learn', () => {
    expect(learns('evolution:population=3')).toBe(true);
    expect(learns('random')).toBe(false);
    expect(learns('nobody')).toBe(false);
  });
});
