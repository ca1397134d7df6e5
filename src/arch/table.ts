import { must } from '../core/must.js';
import { nodeCosts } from './cost.js';
import { foldArchitecture } from './fold.js';
import { definitionOf } from './infer.js';
import type { Architecture, Shape } from './types.js';

/** One line about a node, or about a group when folded. */
export interface NodeRow {
  readonly id: string;
  /** The operator in a few characters (`conv 3x3 /2`), or the kind of the group. */
  readonly label: string;
  /** Of the output, at batch 1. */
  readonly shape: Shape;
  readonly params: number;
  readonly macs: number;
  readonly group?: string;
  /** How many nodes the line stands for. */
  readonly nodes: number;
}

/**
 * Lines about an architecture in the order of its nodes, for tables. Params and MACs add up to `countCost`.
 * @param folded one line for each group; nodes outside groups keep theirs.
 * @throws a data error where shapes do not fit.
 */
export function describeNodes(architecture: Architecture, { folded = false }: { readonly folded?: boolean } = {}): NodeRow[] {
  if (folded) {
    return foldArchitecture(architecture).map(({ id, label, shape, params, macs, group, nodes }) => ({
      id,
      label,
      shape,
      params,
      macs,
      nodes,
      ...(group === undefined ? {} : { group: group.id }),
    }));
  }
  const costs = nodeCosts(architecture);
  return architecture.nodes.map((node, i) => ({
    ...must(costs[i], 'the costs of a node'),
    label: definitionOf(node).label(node.attrs),
    nodes: 1,
    ...(node.group === undefined ? {} : { group: node.group }),
  }));
}
