import { graphTopology } from '../../arch/graph-topology.js';
import type { EvidenceAnswer } from '../../evidence/types.js';
import type { EvidenceProvider } from '../types.js';

/** The cell graphs of a genotype, without building it; those of a given architecture are found in its graph. */
export const topologyProvider: EvidenceProvider<'topology'> = {
  answer({ space, genotype, known, architecture }, requests) {
    const answer = (): EvidenceAnswer<'topology'> => {
      if (space === undefined) return graphTopology(architecture());
      if (space.topology === undefined) return { ok: false, reason: space.noTopology ?? `space ${space.id} has no cell graph` };
      return { ok: true, value: known?.topology() ?? space.topology(genotype) };
    };
    const one = answer();
    return requests.map(() => one);
  },
};
