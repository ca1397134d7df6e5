/** A network folded to its parts: each group is one, each node outside groups another. What `show` lists and DOT draws. */
import { nodeCosts } from './cost.js';
import { definitionOf } from './infer.js';
import type { ArchGroup, Architecture, Shape } from './types.js';

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
  const members = new Map<string, number[]>();
  for (const [i, { id }] of architecture.nodes.entries()) {
    const key = keyOf.get(id) as string;
    const own = members.get(key);
    if (own === undefined) members.set(key, [i]);
    else own.push(i);
  }
  return [...members].map(([key, own]) => {
    const nodes = own.map((i) => architecture.nodes[i]);
    const [first] = nodes;
    const group = first.group === undefined ? undefined : groups.get(first.group);
    const leaving = own.findLast((i) => readOutside.has(architecture.nodes[i].id)) ?? own[own.length - 1];
    return {
      key,
      id: first.group ?? first.id,
      label: first.group === undefined ? definitionOf(first).label(first.attrs) : (group?.kind ?? first.group),
      ...(group === undefined ? {} : { group }),
      nodes: nodes.length,
      shape: costs[leaving].shape,
      params: own.reduce((sum, i) => sum + costs[i].params, 0),
      macs: own.reduce((sum, i) => sum + costs[i].macs, 0),
      reads: [...new Set(nodes.flatMap(({ inputs }) => inputs.map((id) => keyOf.get(id) as string)))].filter(
        (read) => read !== key,
      ),
    };
  });
}
