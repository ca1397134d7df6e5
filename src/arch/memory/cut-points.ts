import type { MemoryGraph } from './memory-graph.js';

/**
 * Parts of a run that can be ordered one by one: a node that every other node comes before or after always runs between all that it
 * depends on and all that depends on it. Each part holds the nodes up to and with such a node, in the graph's order.
 */
export function orderableParts(graph: MemoryGraph): number[][] {
  const { ids, inputCount, reads } = graph;
  const count = ids.length - inputCount;
  const words = (count + 31) >>> 5;
  /** Row i: the nodes that node i depends on, one bit for each. */
  const ancestors = new Uint32Array(count * words);
  const ancestorCount = new Uint32Array(count);
  const descendantCount = new Uint32Array(count);
  for (let node = 0; node < count; node++) {
    const row = node * words;
    for (const tensor of reads[node + inputCount]) {
      const parent = tensor - inputCount;
      if (parent < 0) continue;
      for (let word = 0; word < words; word++) ancestors[row + word] |= ancestors[parent * words + word];
      ancestors[row + (parent >>> 5)] |= 1 << (parent & 31);
    }
    for (let word = 0; word < words; word++) {
      for (let bits = ancestors[row + word]; bits !== 0; bits &= bits - 1) {
        ancestorCount[node]++;
        descendantCount[(word << 5) + 31 - Math.clz32(bits & -bits)]++;
      }
    }
  }
  const parts: number[][] = [];
  let part: number[] = [];
  for (let node = 0; node < count; node++) {
    part.push(node + inputCount);
    if (ancestorCount[node] + descendantCount[node] + 1 < count) continue;
    parts.push(part);
    part = [];
  }
  if (part.length > 0) parts.push(part);
  return parts;
}
