/** A network folded to its parts: each group is one, each node outside groups another. What `show` lists and DOT draws. */
import { must } from '../core/must.js';
import { nodeCosts, type NodeCost } from './cost.js';
import { definitionOf } from './infer.js';
import type { ArchGroup, ArchNode, Architecture, Shape } from './types.js';

export interface Part {
  /** Unique among parts and inputs, even if a group and a node have the same name. */
  readonly key: string;
  /** Id of the group or node. */
  readonly id: string;
  /** Kind of the group, or label of the node's operator. */
  readonly label: string;
  readonly group?: ArchGroup;
  /** How many nodes it holds. */
  readonly nodes: number;
  /** Its output: that of the last node that is read outside, at batch 1. */
  readonly shape: Shape;
  readonly params: number;
  readonly macs: number;
  /** Keys of the parts and inputs it reads, each once. */
  readonly reads: readonly string[];
}

/** A node of a part. */
interface Member {
  readonly node: ArchNode;
  readonly cost: NodeCost;
}

/** The key of an input, or of a node outside groups. */
export function nodeKey(id: string): string {
  return `node:${id}`;
}

/** Parts in the order of their first nodes. Their params and MACs add up to `countCost`. @throws a data error where shapes do not fit. */
export function foldArchitecture(architecture: Architecture): Part[] {
  const groups = new Map((architecture.groups ?? []).map((group) => [group.id, group]));
  const keyOf = new Map(architecture.inputs.map(({ id }) => [id, nodeKey(id)]));
  for (const { id, group } of architecture.nodes) keyOf.set(id, group === undefined ? nodeKey(id) : `group:${group}`);
  const readOutside = new Set(architecture.outputs);
  for (const { id, inputs } of architecture.nodes)
    for (const input of inputs) if (keyOf.get(input) !== keyOf.get(id)) readOutside.add(input);

  const costs = nodeCosts(architecture);
  const members = new Map<string, [Member, ...Member[]]>();
  for (const [i, node] of architecture.nodes.entries()) {
    const key = must(keyOf.get(node.id), 'the key of a node');
    const member = { node, cost: must(costs[i], 'the cost of a node') };
    const part = members.get(key);
    if (part === undefined) members.set(key, [member]);
    else part.push(member);
  }
  return [...members].map(([key, part]) => {
    const [{ node: first }] = part;
    const group = first.group === undefined ? undefined : groups.get(first.group);
    const leaving = part.findLast(({ node }) => readOutside.has(node.id)) ?? must(part.at(-1), 'a node of each part');
    return {
      key,
      id: first.group ?? first.id,
      label: first.group === undefined ? definitionOf(first).label(first.attrs) : (group?.kind ?? first.group),
      ...(group === undefined ? {} : { group }),
      nodes: part.length,
      shape: leaving.cost.shape,
      params: part.reduce((sum, { cost }) => sum + cost.params, 0),
      macs: part.reduce((sum, { cost }) => sum + cost.macs, 0),
      reads: [...new Set(part.flatMap(({ node }) => node.inputs.map((id) => must(keyOf.get(id), 'the key of an input'))))].filter(
        (read) => read !== key,
      ),
    };
  });
}
