/** The trivial baselines: counts of params and MACs. Most proxies do not beat them, so every table shows them. */
import { countOperations } from './operation-count.js';
import { defineProxy, scored, undefinedScore, type Score } from './types.js';

/** Learned numbers, those of branches that reach nothing included, as the published tables count. */
export const params = defineProxy({
  id: 'params',
  title: 'Number of learned parameters',
  paper: "the benchmark's own count",
  direction: 'higher',
  seeded: false,
  sharedByCanonical: false,
  isBaseline: true,
  options: {},
  requests: () => [{ kind: 'cost' }],
  score(evidence) {
    const cost = evidence.get({ kind: 'cost' });
    return cost.ok ? scored(cost.value.params) : undefinedScore(cost.reason);
  },
});

const unknownOperator = 'an operator of the network is not known, so that its operations cannot be counted';

const counted = (count: number): Score => (Number.isNaN(count) ? undefinedScore(unknownOperator) : scored(count));

/**
 * Multiply-accumulates of one sample. Three incompatible numbers go by "FLOPs" in papers: these (NAS-Bench-201's API), twice these, and
 * tensorwatch's operations (NASLib).
 */
export const macs = defineProxy({
  id: 'macs',
  title: 'Multiply-accumulates of convolutions and linear layers',
  paper: "the benchmark's own count",
  direction: 'higher',
  seeded: false,
  sharedByCanonical: false,
  isBaseline: true,
  options: {
    count: {
      kind: 'choice',
      default: 'macs',
      choices: ['macs', 'flops', 'operations'],
      help: 'macs; flops: 2 x macs; operations: NAS-Bench-Suite-Zero\'s "flops", which count norms, ReLUs and pools',
    },
  },
  requests: ({ count }) => [{ kind: count === 'operations' ? 'architecture' : 'cost' }],
  score(evidence, { count }) {
    if (count === 'operations') {
      const architecture = evidence.get({ kind: 'architecture' });
      return architecture.ok ? counted(countOperations(architecture.value)) : undefinedScore(architecture.reason);
    }
    const cost = evidence.get({ kind: 'cost' });
    return cost.ok ? counted(cost.value.macs * (count === 'flops' ? 2 : 1)) : undefinedScore(cost.reason);
  },
});
