import { graphTopology } from '../../arch/graph-topology.js';
import type { EvidenceAnswer } from '../../evidence/types.js';
import type { CandidateView, EvidenceProvider } from '../types.js';

/** The cell graphs of a genotype, without building it; those of a given architecture are found in its graph. */
export const topologyProvider: EvidenceProvider<'topology'> = {
  answer(view, requests) {
    const one = topologyOf(view);
    return requests.length === 1 ? [one] : requests.map(() => one);
  },
};

function topologyOf({ space, genotype, known, architecture }: CandidateView): EvidenceAnswer<'topology'> {
  if (space === undefined) return graphTopology(architecture());
  if (space.topology === undefined) return { ok: false, reason: space.noTopology ?? `space ${space.id} has no cell graph` };
  return { ok: true, value: known?.topology() ?? space.topology(genotype) };
}
