import { describe, expect, it, vi } from 'vitest';
import { say } from './output.js';
import { formatDuration, timeLeft } from './duration.js';
import { startProgress } from './progress.js';

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

describe('progress where nothing can be drawn', () => {
  it('is a line at every fifth with the time left, and lines at growing distances in between', () => {
    vi.useFakeTimers();
    const { stderr } = process;
    const { isTTY } = stderr;
    const written: string[] = [];
    const spy = vi.spyOn(stderr, 'write').mockImplementation((text) => written.push(String(text).trim()) > 0);
    const clock = vi.spyOn(process, 'uptime').mockImplementation(() => Date.now() / 1000);
    stderr.isTTY = false;
    try {
      const progress = startProgress('zico', 10);
      for (let done = 1; done <= 3; done++) {
        vi.advanceTimersByTime(20_000);
        progress.update(done);
      }
      progress.stop();
      vi.advanceTimersByTime(600_000);
    } finally {
      stderr.isTTY = isTTY;
      spy.mockRestore();
      clock.mockRestore();
      vi.useRealTimers();
    }
    expect(written).toEqual([
      'zico: 0 of 10 after 5 s',
      'zico: 0 of 10 after 15 s',
      'zico: 1 of 10 after 35 s · 5 min 15 s left',
      'zico: 2 of 10 after 40 s · 2 min 40 s left',
    ]);
  });
});

describe('a line that is printed while a bar is drawn', () => {
  it('gets a row of its own, above the bar, with wrapping on', async () => {
    const { stderr } = process;
    const { isTTY } = stderr;
    const written: string[] = [];
    const spy = vi.spyOn(stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    stderr.isTTY = true;
    try {
      const bar = startProgress('epads', 10);
      bar.update(0);
      await vi.waitFor(() => expect(written.join('')).toMatch(/0\/10/));
      bar.update(3);
      say('the connection is lost');
      bar.stop();
      say('done');
    } finally {
      stderr.isTTY = isTTY;
      spy.mockRestore();
    }
    const wrapOn = '\x1b[?7h';
    const wrapOff = '\x1b[?7l';
    const all = written.join('');
    const [before = '', after = ''] = all.split('the connection is lost\n');
    expect(before).toMatch(/epads ░+ 0\/10/);
    expect(before.lastIndexOf(wrapOn)).toBeGreaterThan(before.lastIndexOf(wrapOff));
    expect(after).toMatch(/epads █+░+ 3\/10 · 0 s/);
    expect(after.split('done\n')[1]).toBe('');
  });
});
