/** A cell of any shape, from left to right by dagre (layered layout); parallel edges each get their own curve. */
import { must } from '../../core/must.js';
import { Graph, layout } from '@dagrejs/dagre';
import type { CellTopology, TopologyEdge } from '../../arch/topology.js';
import { edgeKind } from '../edge-kind.js';
import {
  head,
  labelSize,
  margin,
  nodeRadius,
  nodeTextSize,
  type CellLayout,
  type PlacedEdge,
  type PlacedNode,
} from './cell-layout.js';
import { arrowHead, smoothPath, toward, type Point } from './curve.js';
import { textWidth } from './document.js';

const concat = 'concat';
const concatHalfWidth = 30;

/** @param text the label drawn on an edge. @param ops operators that stand on nodes. Several outputs meet in a node `concat`. */
export function layoutLayers(
  cell: CellTopology,
  text: (edge: TopologyEdge) => string,
  ops: readonly (TopologyEdge | undefined)[] = [],
): CellLayout {
  const nameOf = (node: number): string => (ops[node] === undefined ? String(node) : `${node}  ${text(ops[node])}`);
  const halfWidthOf = (node: number): number =>
    ops[node] === undefined ? nodeRadius : textWidth(nameOf(node), nodeTextSize) / 2 + 12;
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 20, edgesep: 16, ranksep: 20, marginx: margin, marginy: margin });
  for (let node = 0; node < cell.nodes; node++)
    graph.setNode(String(node), { width: 2 * halfWidthOf(node), height: 2 * nodeRadius });
  cell.edges.forEach((edge, index) => {
    const label = text(edge);
    const size = {
      width: label === '' ? 8 : textWidth(label, labelSize) + 10,
      height: label === '' ? 4 : labelSize + 6,
      labelpos: 'c' as const,
    };
    graph.setEdge(String(edge.from), String(edge.to), size, String(index));
  });
  const joining = cell.outputs.length > 1 ? cell.outputs : [];
  if (joining.length > 0) graph.setNode(concat, { width: 2 * concatHalfWidth, height: 2 * nodeRadius });
  for (const node of joining) graph.setEdge(String(node), concat, { width: 24, height: 8, labelpos: 'c' }, concat);
  layout(graph);

  const nodes = graph.nodes().map((id: string): PlacedNode => {
    const { x, y } = graph.node(id) as Point;
    const isPort = cell.inputs.includes(Number(id)) || (joining.length === 0 && cell.outputs.includes(Number(id)));
    if (id === concat) return { x, y, text: id, role: 'port', halfWidth: concatHalfWidth };
    const op = ops[Number(id)];
    return {
      x,
      y,
      text: nameOf(Number(id)),
      role: isPort ? 'port' : 'inner',
      halfWidth: halfWidthOf(Number(id)),
      ...(op === undefined ? {} : { kind: edgeKind(op.op) }),
    };
  });
  const centre = (id: string): Point => graph.node(id) as Point;
  const curve = (from: string, to: string, name: string): { line: string; head: string } => {
    const inner = (graph.edge(from, to, name).points as Point[]).slice(1, -1);
    const first = must(inner[0], 'an inner point of an edge');
    const before = must(inner.at(-1), 'an inner point of an edge');
    const start =
      ops[Number(from)] === undefined
        ? toward(centre(from), first, nodeRadius)
        : { x: centre(from).x + halfWidthOf(Number(from)), y: centre(from).y };
    const isRound = to !== concat && ops[Number(to)] === undefined;
    const tip = isRound
      ? toward(centre(to), before, nodeRadius + 1)
      : { x: centre(to).x - (to === concat ? concatHalfWidth : halfWidthOf(Number(to))) - 1, y: centre(to).y };
    const points = strictlyRightward([start, ...inner, toward(tip, before, head.length - 1)]);
    return { line: smoothPath(points), head: arrowHead(before, tip, head.length, head.halfWidth) };
  };
  const edges = cell.edges.map((edge, index): PlacedEdge => {
    const { x, y } = graph.edge(String(edge.from), String(edge.to), String(index)) as Point;
    return { index, ...curve(String(edge.from), String(edge.to), String(index)), label: { x, y } };
  });
  const { width, height } = graph.graph() as { width: number; height: number };
  return { width, height, nodes, edges, joins: joining.map((node) => curve(String(node), concat, concat)) };
}

/** dagre's points without those that would make the curve turn back. */
function strictlyRightward(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points) if (point.x > (kept.at(-1)?.x ?? -Infinity) + 0.5) kept.push(point);
  return kept.length > 1 ? kept : [...points];
}
