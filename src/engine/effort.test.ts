import { describe, expect, it } from 'vitest';
import { effortOf, worthAPool } from './effort.js';

describe('effortOf', () => {
  it('tells what is counted from what is built, one-channel runs and whole networks', () => {
    expect(effortOf([{ kind: 'topology' }, { kind: 'cost' }])).toBe('cheap');
    expect(effortOf([{ kind: 'cost' }, { kind: 'architecture' }])).toBe('built');
    expect(effortOf([{ kind: 'architecture' }, { kind: 'latency', batch: 1, threads: 1, runs: 1 }])).toBe('measured');
  });

  it('starts a pool for thousands of networks that are only built, never for counts', () => {
    expect(worthAPool.built).toBeLessThan(6466);
    expect(worthAPool.cheap).toBe(Infinity);
  });
});
