/** Blocks that may be left out: everything between a value and the sum that adds that value again. */
import { definitionOf } from '../../arch/infer.js';
import type { ArchNode, Architecture, Shape } from '../../arch/types.js';
import { stableJson } from '../../arch/stable-json.js';

export interface ResidualBlock {
  /** The sum at its end. */
  readonly sum: string;
  /** The value that stays when the block goes. */
  readonly skip: string;
  /** The nodes that go with it, the sum included. */
  readonly nodes: ReadonlySet<string>;
  /** Equal for blocks of one kind. */
  readonly kind: string;
}

/** @param keep nodes that stay. */
export function findResidualBlocks(
  { nodes, outputs }: Architecture,
  shapes: ReadonlyMap<string, Shape>,
  keep: ReadonlySet<string>,
): ResidualBlock[] {
  const place = new Map(nodes.map(({ id }, i) => [id, i]));
  const readers = new Map<string, string[]>();
  for (const { id, inputs } of nodes) for (const input of inputs) readers.set(input, [...(readers.get(input) ?? []), id]);
  const results = new Set(outputs);
  /** The nodes that use the same learned tensor as a node. */
  const partners = new Map<string, string[]>();
  const pair = (a: string, b: string): unknown => partners.set(a, [...(partners.get(a) ?? []), b]);
  for (const { id, shares } of nodes)
    for (const key of Object.values(shares ?? {})) {
      const owner = key.slice(0, key.lastIndexOf('/'));
      pair(owner, id);
      pair(id, owner);
    }

  /** The nodes between `skip` and `end`; undefined if something else reads or feeds them. */
  const between = (skip: string, end: string, sum: string): Set<string> | undefined => {
    const first = place.get(skip) ?? -1;
    const found = new Set<string>();
    const open = [end];
    let meetsSkip = false;
    while (open.length > 0) {
      const id = open.pop() as string;
      if (id === skip) meetsSkip = true;
      if (id === skip || found.has(id)) continue;
      const at = place.get(id);
      if (at === undefined) return undefined;
      const { inputs } = nodes[at];
      if (at < first && inputs.length > 0) return undefined;
      found.add(id);
      open.push(...inputs);
    }
    const isInside = (id: string): boolean => found.has(id) || id === sum;
    for (const id of found) {
      if (results.has(id) || keep.has(id)) return undefined;
      if (!(readers.get(id) ?? []).every(isInside) || !(partners.get(id) ?? []).every(isInside)) return undefined;
    }
    return meetsSkip ? found : undefined;
  };

  return nodes.flatMap((node): ResidualBlock[] => {
    if (node.op !== 'add' || node.inputs.length !== 2 || results.has(node.id) || keep.has(node.id)) return [];
    for (const [skip, end] of [node.inputs, node.inputs.toReversed()]) {
      if (skip === end || shapes.get(skip)?.join() !== shapes.get(node.id)?.join()) continue;
      const found = between(skip, end, node.id);
      if (found === undefined) continue;
      const own = nodes.filter(({ id }) => found.has(id));
      if (!own.some(isLearned)) continue;
      const kind = own.map((one) => `${one.op} ${stableJson(one.attrs)} ${shapes.get(one.id)?.join('x')}`).join('\n');
      return [{ sum: node.id, skip, nodes: new Set([...found, node.id]), kind }];
    }
    return [];
  });
}

function isLearned(node: ArchNode): boolean {
  return definitionOf(node).role === 'conv';
}
