/**
 * The parts of the main module's `forward`, in an order in which they can run: complete groups, and nodes that belong to none. A group
 * through which a path leaves and comes back cannot run in one go; its nodes then stand for themselves.
 */
import { must } from '../core/must.js';
import type { ArchNode, Architecture } from '../arch/types.js';

export interface Unit {
  /** Undefined for a node of its own. */
  readonly group?: string;
  readonly nodes: readonly ArchNode[];
  /** Ids of what it reads from outside, in order of first use. */
  readonly inputs: readonly string[];
  /** Ids of its nodes that others read, or that the network gives out. */
  readonly outputs: readonly string[];
}

export function unitsOf(architecture: Architecture): Unit[] {
  const dissolved = new Set<string>();
  for (;;) {
    const keyOf = new Map(
      architecture.nodes.map(({ id, group }) => [
        id,
        group === undefined || dissolved.has(group) ? `node ${id}` : `group ${group}`,
      ]),
    );
    const members = new Map<string, ArchNode[]>();
    for (const node of architecture.nodes) {
      const key = keyOf.get(node.id) as string;
      const own = members.get(key);
      if (own === undefined) members.set(key, [node]);
      else own.push(node);
    }
    const needs = new Map(
      [...members].map(([key, nodes]) => [
        key,
        new Set(
          nodes.flatMap(({ inputs }) =>
            inputs.map((id) => keyOf.get(id)).filter((other) => other !== undefined && other !== key),
          ),
        ),
      ]),
    );
    const order: string[] = [];
    const done = new Set<string>();
    for (let before = -1; order.length > before;) {
      before = order.length;
      for (const [key, own] of needs) {
        if (done.has(key) || ![...own].every((other) => done.has(other as string))) continue;
        done.add(key);
        order.push(key);
      }
    }
    const stuck = [...members.keys()].filter((key) => !done.has(key) && key.startsWith('group '));
    if (stuck.length === 0) return order.map((key) => unitOf(architecture, key, members.get(key) as ArchNode[]));
    // One at a time: the others may only have waited for it.
    dissolved.add(must(stuck[0], 'a group').slice('group '.length));
  }
}

function unitOf(architecture: Architecture, key: string, nodes: readonly ArchNode[]): Unit {
  const own = new Set(nodes.map(({ id }) => id));
  const readOutside = new Set(architecture.outputs);
  for (const node of architecture.nodes) if (!own.has(node.id)) for (const input of node.inputs) readOutside.add(input);
  const inputs = [...new Set(nodes.flatMap((node) => node.inputs.filter((id) => !own.has(id))))];
  const outputs = nodes.map(({ id }) => id).filter((id) => readOutside.has(id));
  return { nodes, inputs, outputs, ...(key.startsWith('group ') ? { group: key.slice('group '.length) } : {}) };
}
