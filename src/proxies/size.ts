/** The trivial baselines: counts of params and MACs. Most proxies do not beat them, so no table is without them. */
import { defineProxy, scored, undefinedScore, type Proxy } from './types.js';
import type { Cost } from '../arch/cost.js';

function sizeProxy(id: keyof Cost, title: string): Proxy {
  return defineProxy({
    id,
    title,
    paper: "the benchmark's own count",
    direction: 'higher',
    evidence: 'cost',
    seeded: false,
    sharedByCanonical: false,
    options: {},
    requests: () => [{ kind: 'cost' }],
    score(evidence) {
      const cost = evidence.get({ kind: 'cost' });
      return cost.ok ? scored(cost.value[id]) : undefinedScore(cost.reason);
    },
  });
}

/** Learned numbers, those of branches that reach nothing included, as the published tables count. */
export const params = sizeProxy('params', 'Number of learned parameters');
/** Multiply-accumulates of one sample; many papers call this number FLOPs. */
export const macs = sizeProxy('macs', 'Multiply-accumulates of convolutions and linear layers');
