import { countCost } from '../../arch/cost.js';
import type { EvidenceProvider } from '../types.js';

/** Params and MACs: the space's closed form where it has one, else counted on the built architecture. */
export const costProvider: EvidenceProvider<'cost'> = {
  answer(subject, requests) {
    const value = subject.space?.cost?.(subject.genotype) ?? countCost(subject.architecture());
    return requests.map(() => ({ ok: true, value }));
  },
};
