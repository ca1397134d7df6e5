/**
 * Topology from a network's graph, for architectures without a space: its groups are its cells.
 *
 * Where some groups are of kind `cell`, only these are searched, and the rest is scaffolding. Cells with two inputs (DARTS) count as often
 * as they occur, with the reductions, which are cells of the same kind; of cells with one input (NAS-Bench-101 and 201) each distinct
 * one counts once when all are equal, as their spaces count them. Networks whose groups are mere blocks (imported ones) count every group
 * but the head, as often as it occurs. A network without groups is one cell. These rules are ours: SED has no published rule for complete networks.
 */
import { requireArchitecture } from './require-architecture.js';
import { cellOf, type CellPart } from './graph-cell.js';
import type { CellTopology, Topology } from './topology.js';
import type { ArchNode, Architecture } from './types.js';

interface Part extends CellPart {
  readonly kind: string;
  readonly inputs: number;
}

/** Largest part whose wiring is followed; a network with larger parts is no stack of cells. */
const mostNodes = 20_000;

/** What is counted: one cell for all that are equal, every cell as often as it occurs, or every block. Sums over one kind are on another scale than those over another. */
export type TopologyScale = 'one cell' | 'every cell' | 'every block';

/**
 * The wiring of a network, read from its graph: what SED needs where no space knows the cells.
 * @returns the cells, or why there are none.
 */
export function graphTopology(
  architecture: Architecture,
):
  | { readonly ok: true; readonly value: Topology; readonly scale: TopologyScale }
  | { readonly ok: false; readonly reason: string } {
  requireArchitecture(architecture);
  if (architecture.nodes.length > mostNodes)
    return { ok: false, reason: `a network of more than ${mostNodes} operators is not read as cells` };
  const parts = partsOf(architecture);
  const cells = parts.filter(({ kind }) => kind === 'cell');
  const isTwo = cells.some(({ inputs }) => inputs > 1);
  const counted =
    cells.length === 0
      ? parts.filter(({ kind }) => kind !== 'head')
      : isTwo
        ? parts.filter(({ kind }) => kind === 'cell' || kind === 'reduction')
        : cells;
  const found = new Map<string, { readonly name: string; repeats: number; readonly cell: CellTopology }>();
  for (const part of counted) {
    const cell = cellOf(part, cells.length === 0 ? 'block' : isTwo ? 'two' : 'one');
    if (cell.inputs.length === 0) continue;
    const key = `${part.kind} ${JSON.stringify(cell)}`;
    const known = found.get(key);
    if (known !== undefined) known.repeats++;
    else found.set(key, { name: part.kind, repeats: 1, cell });
  }
  const [kind, ...others] = found.values();
  if (kind === undefined) return { ok: false, reason: 'the network has no part that reads its input' };
  const isOnce = cells.length > 0 && !isTwo && others.length === 0;
  const scale = cells.length === 0 ? 'every block' : isOnce ? 'one cell' : 'every cell';
  return { ok: true, value: { cells: isOnce ? [{ ...kind, repeats: 1 }] : [kind, ...others] }, scale };
}

function partsOf({ nodes, outputs, groups }: Architecture): Part[] {
  const readOutside = new Map<string, Set<string>>();
  const groupOf = new Map(nodes.map(({ id, group }) => [id, group ?? '']));
  const note = (id: string, reader: string): void => {
    const own = groupOf.get(id);
    if (own === undefined || own === reader) return;
    readOutside.set(own, (readOutside.get(own) ?? new Set()).add(id));
  };
  for (const node of nodes) for (const input of node.inputs) note(input, node.group ?? '');
  for (const id of outputs) note(id, '\0');
  const members = new Map<string, ArchNode[]>();
  for (const node of nodes) {
    const key = node.group ?? '';
    const own = members.get(key);
    if (own === undefined) members.set(key, [node]);
    else own.push(node);
  }
  const partOf = (kind: string, own: readonly ArchNode[], key: string): Part => {
    const inside = new Set(own.map(({ id }) => id));
    const inputs = new Set(own.flatMap((node) => node.inputs.filter((id) => !inside.has(id)))).size;
    return { kind, nodes: own, outputs: [...(readOutside.get(key) ?? [])], inputs };
  };
  if (groups === undefined || groups.length === 0) return [partOf('network', nodes, '')];
  return groups.flatMap(({ id, kind }) => {
    const own = members.get(id);
    return own === undefined ? [] : [partOf(kind, own, id)];
  });
}
