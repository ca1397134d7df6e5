import type { CellTopology } from './topology.js';

/** For every edge, whether it lies on a path from an input to an output. Other edges cannot change the network's output. */
export function liveEdges(cell: CellTopology): boolean[] {
  const reached = new Set(cell.inputs);
  const reaching = new Set(cell.outputs);
  const byTail = cell.edges.toSorted((a, b) => a.from - b.from);
  for (const edge of byTail) if (reached.has(edge.from)) reached.add(edge.to);
  const byHead = cell.edges.toSorted((a, b) => b.to - a.to);
  for (const edge of byHead) if (reaching.has(edge.to)) reaching.add(edge.from);
  return cell.edges.map((edge) => reached.has(edge.from) && reaching.has(edge.to));
}
