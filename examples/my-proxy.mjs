// A proxy of your own: multiply-accumulates a parameter, to a power. Named as ./examples/my-proxy.mjs or ./examples/my-proxy.mjs:power=2
// wherever a proxy is named.
import { defineProxy, scored, undefinedScore } from 'assay';

export const proxy = defineProxy({
  id: 'reuse',
  title: 'How often a parameter is used',
  paper: 'own',
  direction: 'higher',
  seeded: false,
  sharedByCanonical: true,
  options: { power: { kind: 'number', default: 1, help: 'exponent' } },

  // What it reads decides what it costs: this one runs nothing.
  requests: () => [{ kind: 'cost' }],

  score(evidence, { power }) {
    const cost = evidence.get({ kind: 'cost' });
    return cost.ok ? scored((cost.value.macs / cost.value.params) ** power) : undefinedScore(cost.reason);
  },
});
