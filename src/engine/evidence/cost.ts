import { countCost } from '../../arch/cost.js';
import type { EvidenceProvider } from '../types.js';

/** Params and MACs: by the space's formula if it has one, otherwise counted on the built architecture. */
export const costProvider: EvidenceProvider<'cost'> = {
  answer(view, requests) {
    const value = view.known?.cost(view.architecture) ?? view.space?.cost?.(view.genotype) ?? countCost(view.architecture());
    return requests.map(() => ({ ok: true, value }));
  },
};
