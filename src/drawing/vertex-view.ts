/**
 * Spaces with operators on vertices give topologies in which each such vertex is two nodes with its operator between, joined by links.
 * For drawings the two become one node again, with the operator written on it.
 */
import type { CellTopology, TopologyEdge } from '../arch/topology.js';

export interface VertexView {
  readonly cell: CellTopology;
  /** For every node the edge it was made from; undefined for nodes without an operator. */
  readonly ops: readonly (TopologyEdge | undefined)[];
}

/** The cell with operators on its vertices, if its space puts them there; otherwise the unchanged cell, with no `ops`. */
export function viewVertices(cell: CellTopology): VertexView {
  const plain: VertexView = { cell, ops: [] };
  if (!cell.edges.some(({ op }) => op.kind === 'link')) return plain;
  const joins = ({ op }: TopologyEdge): boolean => op.kind === 'link' || op.kind === 'skip';
  const into = (node: number): TopologyEdge[] => cell.edges.filter(({ to }) => to === node);
  const outOf = (node: number): TopologyEdge[] => cell.edges.filter(({ from }) => from === node);
  const opEdges = cell.edges.filter((edge) => !joins(edge));
  const isVertex = ({ from, to }: TopologyEdge): boolean =>
    outOf(from).length === 1 &&
    into(to).length === 1 &&
    into(from).every(joins) &&
    outOf(to).every(joins) &&
    !cell.inputs.includes(from) &&
    !cell.outputs.includes(to);
  if (!opEdges.every(isVertex)) return plain;

  const heads = new Map(opEdges.map((edge) => [edge.to, edge.from]));
  const kept = Array.from({ length: cell.nodes }, (_, node) => node).filter((node) => !heads.has(node));
  const place = (node: number): number => kept.indexOf(heads.get(node) ?? node);
  return {
    cell: {
      nodes: kept.length,
      inputs: cell.inputs.map(place),
      outputs: cell.outputs.map(place),
      edges: cell.edges.filter(joins).map((edge) => ({ ...edge, from: place(edge.from), to: place(edge.to) })),
    },
    ops: kept.map((node) => opEdges.find(({ from }) => from === node)),
  };
}

/** For every node of a view, whether it lies on a path from an input to an output. */
export function liveNodes(cell: CellTopology, live: readonly boolean[]): boolean[] {
  const nodes = new Array<boolean>(cell.nodes).fill(false);
  cell.edges.forEach((edge, i) => {
    if (live[i]) nodes[edge.from] = nodes[edge.to] = true;
  });
  return nodes;
}
