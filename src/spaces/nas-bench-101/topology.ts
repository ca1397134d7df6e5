/**
 * A cell as SED reads it: every inner vertex becomes two nodes with its operator on the edge between them; the published edges join vertices.
 * An edge around other vertices (a longer path leads the same way) is a skip, every other a link. The 1x1 projections of the
 * input are left out: they belong to the network, not to the cell. SED has no published definition for operators on vertices; this is ours.
 */
import type { CellTopology, TopologyEdge, TopologyOp } from '../../arch/topology.js';
import { nasBench101Ops, tailsOf, vertexCount, type NasBench101Cell } from './cell.js';

const vertexOps: readonly TopologyOp[] = [
  { kind: 'conv', kernel: 3, times: 1 },
  { kind: 'conv', kernel: 1, times: 1 },
  { kind: 'pool', kernel: 3, pool: 'max' },
];
const skip: TopologyOp = { kind: 'skip' };
const link: TopologyOp = { kind: 'link' };
const inputs = [0];

/** Every possible edge, made once: topologies share them. */
const made = new Map<number, TopologyEdge>();
function edge(from: number, to: number, kind: number): TopologyEdge {
  const key = (from * 16 + to) * 8 + kind;
  let found = made.get(key);
  if (found === undefined) {
    found =
      kind < 3
        ? { from, to, op: vertexOps[kind], label: nasBench101Ops[kind] }
        : kind === 3
          ? { from, to, op: skip, label: 'skip' }
          : { from, to, op: link, label: '' };
    made.set(key, found);
  }
  return found;
}

export function nasBench101Topology(cell: NasBench101Cell): CellTopology {
  const last = vertexCount(cell) - 1;
  const edges: TopologyEdge[] = [];
  /** Vertices from which each vertex can be reached. */
  const before = [0];
  for (let v = 1; v <= last; v++) {
    const tails = tailsOf(cell, v);
    let throughOthers = 0;
    for (let x = 1; x < v; x++) if ((tails & (1 << x)) !== 0) throughOthers |= before[x];
    before.push(tails | throughOthers);
    for (let x = 0; x < v; x++) {
      if ((tails & (1 << x)) !== 0) edges.push(edge(2 * x, 2 * v - 1, (throughOthers & (1 << x)) !== 0 ? 3 : 4));
    }
    if (v < last) edges.push(edge(2 * v - 1, 2 * v, nasBench101Ops.indexOf(cell.ops[v - 1])));
  }
  return { nodes: 2 * last, inputs, outputs: [2 * last - 1], edges };
}
