/**
 * The layers of a transformer by what they do, found from the graph: a feed-forward layer is a linear layer over tokens (an input of three
 * axes or more) beside an activation of single numbers; every other layer over tokens in a block mixes tokens, or makes what mixes them
 * (queries, keys, values, what follows attention, transforms and convolutions in its place).
 */
import { inferShapes, inputShapes, definitionOf } from './infer.js';
import type { ArchNode, Architecture, Shape } from './types.js';

export interface TransformerLayers {
  /** Layers whose output an activation reads. */
  readonly hidden: readonly ArchNode[];
  /** The hidden layers, and those that read what comes of their activations. */
  readonly feedForward: readonly ArchNode[];
  readonly mixing: readonly ArchNode[];
}

const isLayer = (node: ArchNode): boolean => definitionOf(node).role === 'conv';
const isActivation = (node: ArchNode): boolean => definitionOf(node).isElementwise === true;

/** @throws a data error where shapes do not fit. */
export function transformerLayers(
  architecture: Architecture,
  shapes: ReadonlyMap<string, Shape> = inferShapes(architecture, 1),
): TransformerLayers {
  const { nodes, groups = [] } = architecture;
  const blocks = new Set(groups.flatMap(({ id, kind }) => (kind === 'stem' || kind === 'head' ? [] : [id])));
  const readers = new Map<string, ArchNode[]>();
  for (const node of nodes)
    for (const input of node.inputs) {
      const own = readers.get(input);
      if (own === undefined) readers.set(input, [node]);
      else own.push(node);
    }
  const readersOf = ({ id }: ArchNode): readonly ArchNode[] => readers.get(id) ?? [];
  const isInBlock = ({ group }: ArchNode): boolean => blocks.size === 0 || (group !== undefined && blocks.has(group));
  const overTokens = nodes.filter((node) => isLayer(node) && isInBlock(node) && inputShapes(node, shapes)[0]?.length === 3);
  const weightOf = (node: ArchNode): Shape =>
    (definitionOf(node).parameters?.(node.attrs, inputShapes(node, shapes)) ?? [])[0]?.shape ?? [];
  const isLinear = (node: ArchNode): boolean => weightOf(node).length === 2;
  const hidden = overTokens.filter((node) => isLinear(node) && readersOf(node).some(isActivation));
  const feedForward = new Set(hidden);
  for (const node of hidden)
    for (const activation of readersOf(node).filter(isActivation))
      for (const layer of nextLayers(activation, readersOf))
        if (isLinear(layer) && overTokens.includes(layer)) feedForward.add(layer);
  return {
    hidden,
    feedForward: overTokens.filter((node) => feedForward.has(node)),
    mixing: overTokens.filter((node) => !feedForward.has(node)),
  };
}

/** The first layers behind a node: gates, norms and all other nodes without weights are passed through. */
function nextLayers(from: ArchNode, readersOf: (node: ArchNode) => readonly ArchNode[]): Set<ArchNode> {
  const found = new Set<ArchNode>();
  const seen = new Set<ArchNode>([from]);
  const open = [from];
  for (let node = open.pop(); node !== undefined; node = open.pop())
    for (const reader of readersOf(node)) {
      if (seen.has(reader)) continue;
      seen.add(reader);
      if (isLayer(reader)) found.add(reader);
      else open.push(reader);
    }
  return found;
}
