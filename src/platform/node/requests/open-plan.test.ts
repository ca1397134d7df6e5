import { describe, expect, it } from 'vitest';
import { createArchBuilder, squareConv } from '../../../arch/build.js';
import type { Architecture } from '../../../arch/types.js';
import { openPlan } from './open-plan.js';

/** A classifier of one convolution. */
function network(channels: number): Architecture {
  const b = createArchBuilder();
  const x = b.add('relu', [b.add('conv', [b.input('x', [1, 3, 64, 64])], squareConv(channels, 3, { padding: 1 }))], {});
  return b.finish([
    b.add('linear', [b.add('flatten', [b.add('globalAvgPool', [x], {})], { axis: 1 })], { outFeatures: 10, bias: true }),
  ]);
}

async function threadsFor(architecture: Architecture, proxies: readonly string[], jobs: number): Promise<number> {
  const plan = await openPlan({ proxies, data: 'ramp', batch: 64, seed: 0 }, { workers: 3, architectures: [architecture] });
  try {
    return plan.runners.choose(proxies, jobs).concurrency;
  } finally {
    await plan.close();
  }
}

describe('a plan', () => {
  it('runs a few small networks in this thread, large ones in as many workers as there are jobs', async () => {
    expect(await threadsFor(network(8), ['naswot'], 2)).toBe(1);
    expect(await threadsFor(network(8192), ['naswot'], 2)).toBe(2);
    expect(await threadsFor(network(8192), ['naswot'], 3)).toBe(3);
  });

  it('starts no worker for proxies that run nothing or are timed', async () => {
    expect(await threadsFor(network(8192), ['params'], 2)).toBe(1);
    expect(await threadsFor(network(8192), ['latencyMs'], 2)).toBe(1);
  });
});
