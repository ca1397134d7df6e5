import type { EvidenceProvider } from '../types.js';

/** The network itself, for proxies that read its graph and run nothing. */
export const architectureProvider: EvidenceProvider<'architecture'> = {
  answer(subject, requests) {
    const value = subject.architecture();
    return requests.map(() => ({ ok: true, value }));
  },
};
