import { describe, expect, it, vi } from 'vitest';
import { hasLoaded } from './has-loaded.js';

describe('ending threads', () => {
  it('waits until they have loaded or failed, but not for ever', async () => {
    vi.useFakeTimers();
    try {
      const order: string[] = [];
      let settle: () => void = () => undefined;
      const waiting = hasLoaded(new Promise<void>((resolve) => (settle = resolve))).then(() => order.push('ended'));
      await vi.advanceTimersByTimeAsync(4_000);
      order.push('still loading');
      settle();
      await waiting;
      expect(order).toEqual(['still loading', 'ended']);
      expect(vi.getTimerCount()).toBe(0);
      const endless = hasLoaded(new Promise(() => undefined));
      await vi.advanceTimersByTimeAsync(5_000);
      await endless;
    } finally {
      vi.useRealTimers();
    }
  });
});
