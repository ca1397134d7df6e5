import type { EvidenceAnswer } from '../../proxies/types.js';
import type { EvidenceProvider } from '../types.js';

/** The cell graphs of a genotype; nothing is built. Architectures given as such have none. */
export const topologyProvider: EvidenceProvider<'topology'> = {
  answer({ space, genotype }, requests) {
    const answer = (): EvidenceAnswer<'topology'> => {
      if (space === undefined) return { ok: false, reason: 'an architecture outside a space has no cell graph' };
      if (space.topology === undefined) return { ok: false, reason: space.noTopology ?? `space ${space.id} has no cell graph` };
      return { ok: true, value: space.topology(genotype) };
    };
    const one = answer();
    return requests.map(() => one);
  },
};
