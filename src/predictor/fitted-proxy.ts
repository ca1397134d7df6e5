/** A fitted judgement as a proxy: its score is the predicted accuracy, its part the standard deviation of that. */
import { requireFitted } from './fitted-json.js';
import type { EvidenceRequest } from '../evidence/types.js';
import { defineProxy, scored, undefinedScore, type Proxy } from '../proxies/types.js';
import { openFitted } from './open-fitted.js';
import { namedProxy } from './scores-of.js';
import type { FittedJudgement } from './types.js';

/**
 * What was learned from known networks, as a proxy.
 * @throws a usage error for a proxy that this version does not know.
 */
export function fittedProxy(fitted: FittedJudgement): Proxy {
  requireFitted(fitted);
  const judgement = openFitted(fitted);
  const { cells, blocks, scores } = fitted.recipe;
  const proxies = new Map(scores.map(({ proxy }) => [proxy, namedProxy(proxy)]));
  const topology: EvidenceRequest = { kind: 'topology' };
  const network: EvidenceRequest = { kind: 'architecture' };
  return defineProxy({
    id: 'fitted',
    title: `Accuracy predicted from ${fitted.known.length} known networks${fitted.space === undefined ? '' : ` of ${fitted.space}`}`,
    paper: 'own; features after Kadlecova et al. 2024, arXiv 2404.16551',
    direction: 'higher',
    seeded: [...proxies.values()].some(({ proxy }) => proxy.seeded),
    // Cells of one function may be wired differently, and what is read is the wiring.
    sharedByCanonical: false,
    ...(fitted.settings === undefined ? {} : { learnedWith: fitted.settings }),
    learnedFrom: fitted.known.map(({ form }) => form),
    options: {},
    requests: (_, context) => [
      ...(cells.length === 0 ? [] : [topology]),
      ...(blocks.length === 0 ? [] : [network]),
      ...[...proxies.values()].flatMap((own) => own.requests(context)),
    ],
    score(evidence, _, context) {
      const wires = cells.length === 0 ? undefined : evidence.get({ kind: 'topology' });
      if (wires?.ok === false) return undefinedScore(wires.reason);
      const { accuracy, accuracyDeviation } = judgement.predict({
        topology: () => wires?.value,
        architecture: () => {
          const answer = evidence.get({ kind: 'architecture' });
          if (!answer.ok) throw new Error(answer.reason);
          return answer.value;
        },
        score: (text) => proxies.get(text)?.score(evidence, context) ?? undefinedScore('not among the proxies of the file'),
      });
      return scored(accuracy, { deviation: accuracyDeviation });
    },
  });
}
