import { expect, it } from 'vitest';
import type { Cost } from '../arch/cost.js';
import { completePlan, resolvePlan } from '../engine/plan.js';
import { registry } from '../engine/built-in.js';
import { openSpace } from '../spaces/index.js';
import { createCandidates } from './candidates.js';

it.each([
  ['nothing', { params: 0, macs: 0 }],
  ['no MACs', { params: 7, macs: 0 }],
  ['no params', { params: 0, macs: 9 }],
])('a network is counted once, also one with %s', (_, cost: Cost) => {
  let counted = 0;
  const space = { ...openSpace('nas-bench-201'), cost: () => (counted++, cost) };
  const resolved = resolvePlan(completePlan({ space: space.id, proxies: ['sed'] }), registry);
  // One genotype is kept: the second is read from its string.
  const candidates = createCandidates(space, resolved, [], 1);
  const [first, second] = [...(space.enumerate?.() ?? [])];
  for (const genotype of [first, second]) candidates.place(genotype);
  expect(candidates.costs.at(1)).toStrictEqual(cost);
  candidates.endRound();
  expect(counted).toBe(2);
  for (const index of [0, 1, 0, 1]) expect(candidates.costs.at(index)).toStrictEqual(cost);
  expect(candidates.known.at(0)?.cost()).toStrictEqual(cost);
  expect(counted).toBe(2);
});
