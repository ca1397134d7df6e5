/**
 * A cell with its nodes on one line and arcs over and under them, as in a terminal: nodes stand at the same place in every
 * cell with equally long labels, so that cells can be compared at a glance.
 */
import type { CellTopology, TopologyEdge } from '../../arch/topology.js';
import type { Arc, ArcPlan } from '../arcs.js';
import { head, labelSize, margin, nodeRadius, type CellLayout, type PlacedEdge, type PlacedNode } from './cell-layout.js';
import { arrowHead, endOf, type Point, roundedPath, toward } from './curve.js';
import { textWidth } from './document.js';

const levelHeight = 26;
const footGap = 12;
/** Room for `nor_conv_3x3`: cells with labels up to that long share one width. */
const leastGap = 120;

/** @param text the label drawn on an edge. */
export function layoutArcs(cell: CellTopology, plan: ArcPlan, text: (edge: TopologyEdge) => string): CellLayout {
  const levels = (side: Arc['side']): number =>
    Math.max(0, ...plan.arcs.filter((arc) => arc.side === side).map((arc) => arc.level));
  const gap = Math.max(leastGap, ...cell.edges.map((edge) => (textWidth(text(edge), labelSize) + 36) / (edge.to - edge.from)));
  const pitch = gap + 2 * nodeRadius;
  const lineY = margin + nodeRadius + levels('above') * levelHeight;
  const nodeX = (node: number): number => margin + nodeRadius + node * pitch;

  const nodes = Array.from({ length: cell.nodes }, (_, node): PlacedNode => {
    const role = cell.inputs.includes(node) || cell.outputs.includes(node) ? 'port' : 'inner';
    return { x: nodeX(node), y: lineY, text: String(node), role, halfWidth: nodeRadius };
  });
  const spine = [...plan.spine.values()].map(({ edge, index }): PlacedEdge => {
    const from = { x: nodeX(edge.from) + nodeRadius, y: lineY };
    const tip = { x: nodeX(edge.to) - nodeRadius - 1, y: lineY };
    const label = { x: (from.x + tip.x - head.length) / 2, y: lineY };
    return { index, ...finish([from, tip]), label };
  });
  const arcs = plan.arcs.map((arc): PlacedEdge => {
    const direction = arc.side === 'above' ? -1 : 1;
    const y = lineY + direction * (nodeRadius + 4 + (arc.level - 0.5) * levelHeight);
    const foot = (node: number): Point => {
      const offset = footOffset(plan.arcs, arc, node);
      return { x: nodeX(node) + offset, y: lineY + direction * Math.sqrt(nodeRadius ** 2 - offset ** 2) };
    };
    const from = foot(arc.edge.from);
    const to = foot(arc.edge.to);
    const tip = { x: to.x, y: to.y + direction };
    return { index: arc.index, ...finish([from, { x: from.x, y }, { x: to.x, y }, tip]), label: { x: (from.x + to.x) / 2, y } };
  });
  return {
    width: nodeX(cell.nodes - 1) + nodeRadius + margin,
    height: lineY + nodeRadius + levels('below') * levelHeight + margin,
    nodes,
    edges: [...spine, ...arcs],
    joins: [],
  };
}

/** Feet on one side of a node stand side by side: arriving ones left of leaving ones, so that nested arcs do not cross. */
function footOffset(arcs: readonly Arc[], arc: Arc, node: number): number {
  const here = arcs.filter((other) => other.side === arc.side);
  const arriving = here.filter((other) => other.edge.to === node).toSorted((a, b) => a.level - b.level);
  const leaving = here.filter((other) => other.edge.from === node).toSorted((a, b) => b.level - a.level);
  const feet = [...arriving, ...leaving];
  const step = Math.min(footGap, (2 * (nodeRadius - 4)) / Math.max(1, feet.length - 1));
  return (feet.findIndex((other) => other.index === arc.index) - (feet.length - 1) / 2) * step;
}

function finish(points: readonly Point[]): { line: string; head: string } {
  const { tip, before } = endOf(points);
  const line = roundedPath([...points.slice(0, -1), toward(tip, before, head.length - 1)], 13);
  return { line, head: arrowHead(before, tip, head.length, head.halfWidth) };
}
