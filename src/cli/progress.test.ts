import { describe, expect, it } from 'vitest';
import { formatDuration, timeLeft } from './progress.js';

describe('the time left', () => {
  it('is not shown before there is a result', () => {
    expect(timeLeft(0, 100, 30)).toBe('');
    expect(timeLeft(1, 100, 30)).toBe(' · 49 min 30 s left');
    expect(timeLeft(100, 100, 30)).toBe(' · 0 s left');
  });

  it('is written in words', () => {
    expect([42, 185, 7800].map(formatDuration)).toEqual(['42 s', '3 min 5 s', '2 h 10 min']);
  });
});
