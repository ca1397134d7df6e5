/** A cell of any shape, in layers from left to right; parallel edges each get their own curve. */
import { must } from '../../core/must.js';
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
import { layoutInLayers } from './layers/layout-layers.js';

const concatHalfWidth = 30;
const room = { nodes: 20, lines: 16, layers: 10, margin };

/** @param text the label drawn on an edge. @param ops operators that stand on nodes. Several outputs meet in a node `concat`. */
export function layoutLayers(
  cell: CellTopology,
  text: (edge: TopologyEdge) => string,
  ops: readonly (TopologyEdge | undefined)[] = [],
): CellLayout {
  const nameOf = (node: number): string => (ops[node] === undefined ? String(node) : `${node}  ${text(ops[node])}`);
  const halfWidthOf = (node: number): number =>
    ops[node] === undefined ? nodeRadius : textWidth(nameOf(node), nodeTextSize) / 2 + 12;
  const joining = cell.outputs.length > 1 ? cell.outputs : [];
  const boxes = Array.from({ length: cell.nodes }, (_, node) => ({ width: 2 * halfWidthOf(node), height: 2 * nodeRadius }));
  if (joining.length > 0) boxes.push({ width: 2 * concatHalfWidth, height: 2 * nodeRadius });
  const labelled = cell.edges.map((edge) => {
    const label = text(edge);
    return {
      from: edge.from,
      to: edge.to,
      width: label === '' ? 8 : textWidth(label, labelSize) + 10,
      height: label === '' ? 4 : labelSize + 6,
    };
  });
  const joins = joining.map((from) => ({ from, to: cell.nodes, width: 24, height: 8 }));
  const { width, height, nodes: centres, lines } = layoutInLayers(boxes, [...labelled, ...joins], room);

  const nodes = centres.map(({ x, y }, node): PlacedNode => {
    if (node === cell.nodes) return { x, y, text: 'concat', role: 'port', halfWidth: concatHalfWidth };
    const isPort = cell.inputs.includes(node) || (joining.length === 0 && cell.outputs.includes(node));
    const op = ops[node];
    return {
      x,
      y,
      text: nameOf(node),
      role: isPort ? 'port' : 'inner',
      halfWidth: halfWidthOf(node),
      ...(op === undefined ? {} : { kind: edgeKind(op.op) }),
    };
  });
  const centre = (node: number): Point => must(centres[node], 'a place of each node');
  const curve = (from: number, to: number, line: number): { line: string; head: string } => {
    const inner = must(lines[line], 'a place of each line').through;
    const first = must(inner[0], 'an inner point of an edge');
    const before = must(inner.at(-1), 'an inner point of an edge');
    const start =
      ops[from] === undefined
        ? toward(centre(from), first, nodeRadius)
        : { x: centre(from).x + halfWidthOf(from), y: centre(from).y };
    const isRound = to !== cell.nodes && ops[to] === undefined;
    const tip = isRound
      ? toward(centre(to), before, nodeRadius + 1)
      : { x: centre(to).x - (to === cell.nodes ? concatHalfWidth : halfWidthOf(to)) - 1, y: centre(to).y };
    const points = strictlyRightward([start, ...inner, toward(tip, before, head.length - 1)]);
    return { line: smoothPath(points), head: arrowHead(before, tip, head.length, head.halfWidth) };
  };
  const edges = cell.edges.map((edge, index): PlacedEdge => ({
    index,
    ...curve(edge.from, edge.to, index),
    label: must(lines[index], 'a place of each line').label,
  }));
  return {
    width,
    height,
    nodes,
    edges,
    joins: joining.map((node, i) => curve(node, cell.nodes, cell.edges.length + i)),
  };
}

/** The points of a line without those that would make the curve turn back. */
function strictlyRightward(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points) if (point.x > (kept.at(-1)?.x ?? -Infinity) + 0.5) kept.push(point);
  return kept.length > 1 ? kept : [...points];
}
