/** Depth and the number of layers: baselines that most proxies do not beat, read off the graph. */
import { greatest } from '../core/greatest.js';
import { definitionOf } from '../arch/infer.js';
import type { ArchNode, Architecture } from '../arch/types.js';
import { defineProxy, scored, undefinedScore } from './types.js';

const hasWeight = (node: ArchNode): boolean => definitionOf(node).role === 'conv';

/** Nodes on a path from an input to an output that no `none` interrupts. */
function connected({ inputs, nodes, outputs }: Architecture): Set<string> {
  const conducts = (node: ArchNode): boolean => definitionOf(node).role !== 'none';
  const fed = new Set(inputs.map(({ id }) => id));
  for (const node of nodes) if (conducts(node) && node.inputs.some((id) => fed.has(id))) fed.add(node.id);
  const read = new Set(outputs);
  const both = new Set<string>();
  for (const node of nodes.toReversed()) {
    if (!read.has(node.id) || !fed.has(node.id)) continue;
    both.add(node.id);
    for (const id of node.inputs) read.add(id);
  }
  return both;
}

/** Most layers with weights on one connected path from input to output. */
export function longestPath(architecture: Architecture): number | undefined {
  const on = connected(architecture);
  const depth = new Map<string, number>();
  for (const node of architecture.nodes) {
    if (!on.has(node.id)) continue;
    depth.set(node.id, greatest(node.inputs.map((id) => depth.get(id) ?? 0)) + (hasWeight(node) ? 1 : 0));
  }
  const ends = architecture.outputs.flatMap((id) => depth.get(id) ?? []);
  return ends.length === 0 ? undefined : greatest(ends);
}

export const depth = defineProxy({
  id: 'depth',
  title: 'Most layers on one path',
  paper: 'a baseline: longest path of convolutions and linear layers',
  direction: 'higher',
  seeded: false,
  sharedByCanonical: true,
  options: {},
  requests: () => [{ kind: 'architecture' }],
  score(evidence) {
    const architecture = evidence.get({ kind: 'architecture' });
    if (!architecture.ok) return undefinedScore(architecture.reason);
    const layers = longestPath(architecture.value);
    return layers === undefined ? undefinedScore('no path from input to output') : scored(layers);
  },
});

export const convs = defineProxy({
  id: 'convs',
  title: 'Number of layers with weights',
  paper: 'a baseline: convolutions and linear layers (the layer count of VKDNW, arXiv 2502.04975)',
  note: 'dead layers count by default, as in the published tables',
  direction: 'higher',
  seeded: false,
  sharedByCanonical: false,
  options: {
    layers: {
      kind: 'choice',
      default: 'all',
      choices: ['all', 'live'],
      help: 'every layer, or those on a path from input to output',
    },
  },
  requests: () => [{ kind: 'architecture' }],
  score(evidence, { layers }) {
    const architecture = evidence.get({ kind: 'architecture' });
    if (!architecture.ok) return undefinedScore(architecture.reason);
    const on = layers === 'live' ? connected(architecture.value) : undefined;
    return scored(architecture.value.nodes.filter((node) => hasWeight(node) && (on === undefined || on.has(node.id))).length);
  },
});
