import { describe, expect, it } from 'vitest';
import { openSpace } from '../spaces/index.js';
import { checkNumbers, learns, proxyTexts, runFolder, searcherText, type SearchCommandOptions } from './search-settings.js';

const options: SearchCommandOptions = { data: 'ramp', batch: 64, seed: 0, top: 10 };
const small = openSpace('nas-bench-201');
const large = openSpace('darts');

describe('what a search does when it is not told', () => {
  it('visits a small space whole, and draws from a large one, or when time is short', () => {
    expect(searcherText(options, small)).toBe('exhaustive');
    expect(searcherText(options, large)).toBe('shortlist');
    expect(searcherText({ ...options, seconds: 1 }, small)).toBe('shortlist');
    expect(searcherText({ ...options, seconds: 1, searcher: 'random' }, small)).toBe('random');
  });

  it('runs nothing in a few seconds, unless asked to', () => {
    expect(proxyTexts(options, small)).toEqual(['sed', 'epsilon']);
    expect(proxyTexts({ ...options, seconds: 1 }, small)).toEqual(['sed']);
    expect(proxyTexts({ ...options, seconds: 60 }, small)).toEqual(['sed', 'epsilon']);
    expect(proxyTexts({ ...options, seconds: 1, proxy: ['epsilon'] }, small)).toEqual(['epsilon']);
  });

  it('tells only searchers that learn', () => {
    expect(learns('evolution:population=3')).toBe(true);
    expect(learns('random')).toBe(false);
    expect(learns('nobody')).toBe(false);
  });

  it('makes a folder of its own', () => {
    expect(runFolder('darts', options)).toMatchObject({
      mode: 'start',
      folder: expect.stringMatching(/^runs.darts-\d{8}-\d{6}$/) as string,
    });
    expect(runFolder('darts', { ...options, resume: 'run1' })).toEqual({ mode: 'resume', folder: 'run1' });
    expect(runFolder('darts', { ...options, out: 'run1', resume: true })).toEqual({ mode: 'resume', folder: 'run1' });
    expect(() => runFolder('darts', { ...options, resume: true })).toThrow('--resume: expected the folder of the run');
    expect(() => runFolder('darts', { ...options, out: 'a', resume: 'b' })).toThrow(
      '--resume: expected one folder, got b and --out a',
    );
  });

  it('refuses numbers that are none', () => {
    expect(() => checkNumbers({ ...options, seconds: 0 })).toThrow('--seconds: expected a positive number, got 0');
    expect(() => checkNumbers({ ...options, budget: 0 })).toThrow('--budget: expected an integer of at least 1');
    expect(() => checkNumbers({ ...options, top: 0 })).toThrow('--top: expected at least 1');
  });
});
