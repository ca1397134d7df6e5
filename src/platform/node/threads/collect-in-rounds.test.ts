import { expect, it } from 'vitest';
import { createCollectorInRounds } from './collect-in-rounds.js';
import { collector } from './collector.js';

it('garbage is collected once for each round of a large run, and not in a small one', () => {
  let collections = 0;
  const collect = createCollectorInRounds(() => collections++);
  for (let candidates = 0; candidates <= 200_000; candidates += 1000) collect(candidates);
  expect(collections).toBe(3);
  const small = createCollectorInRounds(() => collections++);
  small(65_535);
  expect(collections).toBe(3);
});

it('the collection frees what nothing holds any more', () => {
  let held: unknown = Array.from({ length: 1_000_000 }, (_, i) => ({ i }));
  expect(held).toHaveLength(1_000_000);
  const before = process.memoryUsage().heapUsed;
  held = undefined;
  collector()?.();
  expect(process.memoryUsage().heapUsed).toBeLessThan(before - 16_000_000);
});
