import type { Score } from '../../proxies/types.js';
import type { ScoreCache } from './score-cache.js';

/** A score cache in memory, for several searches of one page or program. */
export function createMemoryCache(): ScoreCache {
  const partitions = new Map<string, Map<string, Score>>();
  return {
    async get(partition, architectures) {
      const scores = partitions.get(partition);
      return architectures.map((architecture) => scores?.get(architecture));
    },
    async set(partition, scores) {
      const kept = partitions.get(partition) ?? new Map<string, Score>();
      partitions.set(partition, kept);
      for (const [architecture, score] of scores) if (!kept.has(architecture)) kept.set(architecture, score);
    },
  };
}
