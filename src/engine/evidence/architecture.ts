import type { EvidenceProvider } from '../types.js';

/** The network itself, for proxies that read its graph and run nothing. */
export const architectureProvider: EvidenceProvider<'architecture'> = {
  answer(view, requests) {
    const value = view.architecture();
    return requests.map(() => ({ ok: true, value }));
  },
};
