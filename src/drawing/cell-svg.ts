/**
 * A cell as SVG. Cells whose edges do not cross as arcs over a line of nodes are drawn so, like in the terminal;
 * all others are laid out in layers by dagre.
 */
import type { CellTopology, TopologyEdge } from '../arch/topology.js';
import { planArcs } from './arcs.js';
import { edgeKind, plainLabel, shortLabel } from './edge-kind.js';
import { liveEdges } from './live-edges.js';
import { layoutArcs } from './svg/arc-layout.js';
import { labelSize, nodeRadius, type CellLayout, type PlacedNode } from './svg/cell-layout.js';
import { svgDocument, textWidth } from './svg/document.js';
import { layoutLayers } from './svg/layered-layout.js';
import type { DrawingTheme } from './svg/theme.js';
import { coordinate, escapeXml } from './svg/xml.js';

export interface CellSvgOptions {
  readonly title?: string;
  /** Default `auto`: follows the reader's system. */
  readonly theme?: DrawingTheme;
  /** `published`: the operator's name as the space prints it (default). `short`: `conv 3×3`. */
  readonly labels?: 'published' | 'short';
}

/** Draws a cell as one standalone SVG element; equal cells and options give equal bytes. Labels are escaped. */
export function drawCellSvg(cell: CellTopology, { title = 'Cell', theme = 'auto', labels = 'published' }: CellSvgOptions = {}): string {
  const text = (edge: TopologyEdge): string => plainLabel(labels === 'short' ? shortLabel(edge.op) : edge.label);
  const { width, height, nodes, edges, joins } = layoutCell(cell, text);
  const live = liveEdges(cell);
  const kind = (index: number): string => (live[index] ? edgeKind(cell.edges[index].op) : 'dead');
  const deadFirst = edges.toSorted((a, b) => Number(live[a.index]) - Number(live[b.index]) || a.index - b.index);
  const body = [
    ...joins.map(({ line, head }) => `<path class="flow" d="${line}"/><path class="flow-fill" d="${head}"/>`),
    ...deadFirst.map(({ index, line, head }) => `<path class="edge ${kind(index)}" d="${line}"/><path class="${kind(index)}-fill" d="${head}"/>`),
    ...deadFirst.map(({ index, label }) => drawLabel(text(cell.edges[index]), kind(index), label.x, label.y)),
    ...nodes.map(drawNode),
  ];
  return svgDocument({ width, height, title, description: describeCell(cell, live), theme, body: body.join('') });
}

/** Arcs where they do not cross and there is one output, layers otherwise. */
export function layoutCell(cell: CellTopology, text: (edge: TopologyEdge) => string): CellLayout {
  const plan = planArcs(cell.edges, cell.inputs);
  const deepest = Math.max(0, ...plan.arcs.map((arc) => arc.level));
  const isFlat = plan.crossings === 0 && deepest <= 3 && cell.nodes <= 5 && cell.outputs.length === 1;
  return isFlat ? layoutArcs(cell, plan, text) : layoutLayers(cell, text);
}

/** A label on its line, which a piece of paper interrupts. */
function drawLabel(text: string, kind: string, x: number, y: number): string {
  const width = textWidth(text, labelSize) + 6;
  const gap = `<rect class="paper" x="${coordinate(x - width / 2)}" y="${coordinate(y - labelSize / 2)}" width="${coordinate(width)}" height="${labelSize}"/>`;
  const place = `x="${coordinate(x)}" y="${coordinate(y)}" font-size="${labelSize}" text-anchor="middle" dominant-baseline="central"`;
  return `${gap}<text class="${kind}-fill" ${place}>${escapeXml(text)}</text>`;
}

function drawNode({ x, y, text, role, halfWidth }: PlacedNode): string {
  const [shape, ink] = role === 'port' ? ['node port', 'on-port'] : ['node', 'on-node'];
  const box = `x="${coordinate(x - halfWidth)}" y="${coordinate(y - nodeRadius)}" width="${2 * halfWidth}" height="${2 * nodeRadius}" rx="${nodeRadius}"`;
  const place = `x="${coordinate(x)}" y="${coordinate(y)}" font-size="13" font-weight="600" text-anchor="middle" dominant-baseline="central"`;
  return `<rect class="${shape}" ${box}/><text class="${ink}" ${place}>${text}</text>`;
}

/** The cell in words, for readers who cannot see the drawing. */
function describeCell(cell: CellTopology, live: readonly boolean[]): string {
  const edges = cell.edges.map((edge, i) => `${plainLabel(edge.label)} from ${edge.from} to ${edge.to}${live[i] ? '' : ' (dead)'}`);
  const ends = `Input ${cell.inputs.join(', ')}, output ${cell.outputs.join(', ')}.`;
  return edges.length === 0 ? `${ends} No edges.` : `${ends} Edges: ${edges.join('; ')}.`;
}
