import { countCost } from '../../arch/cost.js';
import type { EvidenceProvider } from '../types.js';

/** Params and MACs: the space's closed form where it has one, else counted on the built architecture. */
export const costProvider: EvidenceProvider<'cost'> = {
  answer(view, requests) {
    const value = view.known?.cost(view.architecture) ?? view.space?.cost?.(view.genotype) ?? countCost(view.architecture());
    return requests.map(() => ({ ok: true, value }));
  },
};
