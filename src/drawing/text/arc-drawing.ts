/**
 * A cell as a row of boxes with arcs over and under it:
 *
 *     ╭──────────── nor_conv_3x3 ─────────────╮
 *   ┌─┴────┐                  ┌───┐        ┌──▼────┐
 *   │ in 0 ├─ skip_connect ──▶│ 1 ├───────▶│ out 2 │
 *   └──────┘                  └───┘        └───────┘
 */
import { must } from '../../core/must.js';
import { edgeKind, plainLabel } from '../edge-kind.js';
import type { CellTopology, TopologyEdge } from '../../arch/topology.js';
import type { Arc, ArcPlan } from '../arcs.js';
import { createTextCanvas, type TextCanvas } from './text-canvas.js';

interface Box {
  readonly x: number;
  readonly width: number;
  readonly text: string;
}

const sides = ['above', 'below'] as const;

/** Draws a planned cell; rows 0 to 2 are the boxes, arcs go up and down from there. */
export function drawArcs(cell: CellTopology, plan: ArcPlan, live: readonly boolean[]): TextCanvas {
  const canvas = createTextCanvas();
  const ports = portOffsets(cell.nodes, plan.arcs);
  const boxes = placeBoxes(cell, plan, ports);
  for (const box of boxes) drawBox(canvas, box);
  for (const arc of plan.arcs) drawArc(canvas, arc, boxes, ports, live[arc.index] === true);
  for (const { edge, index } of plan.spine.values()) {
    const left = boxOf(boxes, edge.from);
    const from = left.x + left.width - 1;
    const to = boxOf(boxes, edge.to).x;
    const ink = live[index] ? edgeKind(edge.op) : 'muted';
    canvas.horizontal(from + 1, to - 1, 1, live[index] ? 'solid' : 'dashed', ink);
    canvas.text(from, 1, '├');
    canvas.text(to - 1, 1, live[index] ? '▶' : '▷', ink);
    label(canvas, from + 1, to - 2, 1, edge, ink);
  }
  return canvas;
}

function nodeText(cell: CellTopology, node: number): string {
  return `${cell.inputs.includes(node) ? 'in ' : ''}${cell.outputs.includes(node) ? 'out ' : ''}${node}`;
}

/** Column of each arc's foot, counted from the middle of the box's ports: by `index:node`. Incoming feet stand left of outgoing ones, so nested arcs never cross. */
interface Ports {
  readonly rank: ReadonlyMap<string, number>;
  readonly count: ReadonlyMap<string, number>;
}

function portOffsets(nodes: number, arcs: readonly Arc[]): Ports {
  const rank = new Map<string, number>();
  const count = new Map<string, number>();
  for (const side of sides) {
    const here = arcs.filter((arc) => arc.side === side);
    for (let node = 0; node < nodes; node++) {
      const incoming = here.filter((arc) => arc.edge.to === node).toSorted((a, b) => a.level - b.level);
      const outgoing = here.filter((arc) => arc.edge.from === node).toSorted((a, b) => b.level - a.level);
      [...incoming, ...outgoing].forEach((arc, i) => rank.set(`${arc.index}:${node}`, i));
      count.set(`${side}:${node}`, incoming.length + outgoing.length);
    }
  }
  return { rank, count };
}

function footX(box: Box, ports: Ports, arc: Arc, node: number): number {
  const count = ports.count.get(`${arc.side}:${node}`) as number;
  const first = box.x + Math.floor((box.width - (2 * count - 1)) / 2);
  return first + 2 * (ports.rank.get(`${arc.index}:${node}`) as number);
}

/** Boxes from left to right, each gap as wide as the labels over it need. */
function placeBoxes(cell: CellTopology, plan: ArcPlan, ports: Ports): Box[] {
  const boxes: Box[] = [];
  for (let node = 0; node < cell.nodes; node++) {
    const text = nodeText(cell, node);
    const feet = Math.max(...sides.map((side) => ports.count.get(`${side}:${node}`) as number));
    const width = Math.max(text.length + 4, 2 * feet + 1);
    const previous = boxes.at(-1);
    const spine = plan.spine.get(node - 1);
    let x =
      previous === undefined ? 0 : previous.x + previous.width + (spine === undefined ? 3 : labelText(spine.edge).length + 5);
    for (const arc of plan.arcs) {
      if (arc.edge.to !== node) continue;
      const from = footX(boxOf(boxes, arc.edge.from), ports, arc, arc.edge.from);
      const short = labelText(arc.edge).length + 6 - (footX({ x, width, text }, ports, arc, node) - from);
      x += Math.max(0, short);
    }
    boxes.push({ x, width, text });
  }
  return boxes;
}

/** The box of a node; of the nodes before it, all have one. */
function boxOf(boxes: readonly Box[], node: number): Box {
  return must(boxes[node], 'the box of a node');
}

function drawBox(canvas: TextCanvas, { x, width, text }: Box): void {
  const padding = width - 2 - text.length;
  const before = Math.floor(padding / 2);
  canvas.text(x, 0, `┌${'─'.repeat(width - 2)}┐`);
  canvas.text(x, 1, `│${' '.repeat(before)}${text}${' '.repeat(padding - before)}│`);
  canvas.text(x, 2, `└${'─'.repeat(width - 2)}┘`);
}

function drawArc(canvas: TextCanvas, arc: Arc, boxes: readonly Box[], ports: Ports, isLive: boolean): void {
  const above = arc.side === 'above';
  const border = above ? 0 : 2;
  const y = above ? -arc.level : 2 + arc.level;
  const from = footX(boxOf(boxes, arc.edge.from), ports, arc, arc.edge.from);
  const to = footX(boxOf(boxes, arc.edge.to), ports, arc, arc.edge.to);
  const ink = isLive ? edgeKind(arc.edge.op) : 'muted';
  const stroke = isLive ? 'solid' : 'dashed';
  canvas.vertical(from, border, y, stroke, ink);
  canvas.horizontal(from, to, y, stroke, ink);
  canvas.vertical(to, y, border, stroke, ink);
  canvas.text(from, border, above ? '┴' : '┬');
  canvas.text(to, border, above ? (isLive ? '▼' : '▽') : isLive ? '▲' : '△', ink);
  label(canvas, from + 1, to - 1, y, arc.edge, ink);
}

function labelText(edge: TopologyEdge): string {
  return plainLabel(edge.label);
}

/** The label in the middle of a line, with a blank on both sides; a line without one is not interrupted. */
function label(canvas: TextCanvas, from: number, to: number, y: number, edge: TopologyEdge, ink: string): void {
  const own = labelText(edge);
  if (own === '') return;
  const text = ` ${own} `;
  canvas.text(from + Math.floor((to - from + 1 - text.length) / 2), y, text, ink);
}
