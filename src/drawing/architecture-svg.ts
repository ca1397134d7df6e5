/** A network as SVG: one box for each part (stem, `cell × 5`, reduction, head) with its operators, output shape, params and share of the MACs. */
import { requireArchitecture } from '../arch/require-architecture.js';
import { Graph, layout } from '@dagrejs/dagre';
import { nodeKey } from '../arch/fold.js';
import type { Architecture } from '../arch/types.js';
import { plainLabel } from './edge-kind.js';
import { foldNetwork, type NetworkPart } from './network-fold.js';
import { compactCount } from '../core/format-number.js';
import { shapeText } from './quantity.js';
import { arrowHead, endOf, type Point, roundedPath, toward } from './svg/curve.js';
import { svgDocument, textWidth } from './svg/document.js';
import type { DrawingTheme } from './svg/theme.js';
import { coordinate, escapeXml } from './svg/xml.js';

/** How a network is drawn. */
export interface ArchitectureSvgOptions {
  readonly title?: string;
  /** Default `auto`: follows the reader's system. */
  readonly theme?: DrawingTheme;
}

const box = { width: 440, height: 64 } as const;
/** A node without a group needs no list of operators. */
const lone = { width: 240, height: 34 } as const;
const pill = { width: 190, height: 28 } as const;

/** Draws a network folded into its groups, from input to output. @throws a data error where its shapes do not fit. */
export function drawArchitectureSvg(
  architecture: Architecture,
  { title = architecture?.name ?? 'Network', theme = 'auto' }: ArchitectureSvgOptions = {},
): string {
  requireArchitecture(architecture);
  const { parts, flows } = foldNetwork(architecture);
  const macs = parts.reduce((sum, part) => sum + part.macs, 0);
  const params = parts.reduce((sum, part) => sum + part.params, 0);

  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', ranksep: 22, nodesep: 40, edgesep: 24, marginx: 12, marginy: 12 });
  for (const input of architecture.inputs) graph.setNode(nodeKey(input.id), { ...pill });
  for (const part of parts) graph.setNode(part.key, { ...(part.isGroup ? box : lone) });
  for (const [from, to] of flows) graph.setEdge(from, to, { weight: isNext(parts, from, to) ? 8 : 1 });
  layout(graph);

  const lines = flows.map(([from, to]) => drawFlow(graph.edge(from, to).points as Point[]));
  const inputs = architecture.inputs.map((input) =>
    drawPill(`${plainLabel(input.id)}  ${shapeText(input.shape)}`, graph.node(nodeKey(input.id)) as Point),
  );
  const boxes = parts.map((part) =>
    part.isGroup ? drawPart(part, macs, graph.node(part.key) as Point) : drawLone(part, graph.node(part.key) as Point),
  );
  const { width, height } = graph.graph() as { width: number; height: number };
  const footer = `${compactCount(params)} params, ${compactCount(macs)} MACs`;
  const foot = `<text class="muted" x="${coordinate(width / 2)}" y="${coordinate(height + 8)}" font-size="12" text-anchor="middle">${footer}</text>`;
  const description = `${parts.map((part) => partTitle(part)).join(', ')}. ${footer}.`;
  return svgDocument({
    width,
    height: height + 20,
    title,
    description,
    theme,
    body: [...lines, ...inputs, ...boxes, foot].join(''),
  });
}

function partTitle({ title, repeats }: NetworkPart): string {
  return `${plainLabel(title)}${repeats > 1 ? ` × ${repeats}` : ''}`;
}

function drawPart(part: NetworkPart, totalMacs: number, centre: Point): string {
  const left = centre.x - box.width / 2;
  const top = centre.y - box.height / 2;
  const share = totalMacs === 0 || Number.isNaN(totalMacs) ? 0 : part.macs / totalMacs;
  const inner = box.width - 28;
  const text = (x: number, y: number, size: number, style: string, anchor: 'start' | 'end', content: string): string =>
    `<text class="${style}" x="${coordinate(left + x)}" y="${coordinate(top + y)}" font-size="${size}" text-anchor="${anchor}">${escapeXml(content)}</text>`;
  const costs = `${part.params === 0 ? 'no' : compactCount(part.params)} params · ${part.macs === 0 ? 'no' : compactCount(part.macs)} MACs`;
  return [
    `<rect class="node" x="${coordinate(left)}" y="${coordinate(top)}" width="${box.width}" height="${box.height}" rx="8"/>`,
    text(14, 22, 14, 'ink" font-weight="600', 'start', partTitle(part)),
    text(box.width - 14, 22, 12, 'ink', 'end', shapeText(part.shape)),
    text(14, 42, 11.5, 'muted', 'start', opsText(part, inner - textWidth(costs, 11.5) - 16)),
    text(box.width - 14, 42, 11.5, 'muted', 'end', costs),
    `<rect class="track" x="${coordinate(left + 14)}" y="${coordinate(top + 51)}" width="${inner}" height="4" rx="2"/>`,
    share > 0
      ? `<rect class="bar" x="${coordinate(left + 14)}" y="${coordinate(top + 51)}" width="${coordinate(Math.max(2, inner * share))}" height="4" rx="2"><title>${(100 * share).toFixed(1)} % of the MACs</title></rect>`
      : '',
  ].join('');
}

function drawLone(part: NetworkPart, { x, y }: Point): string {
  const text = (place: number, style: string, anchor: string, content: string): string =>
    `<text class="${style}" x="${coordinate(place)}" y="${coordinate(y)}" font-size="12" text-anchor="${anchor}" dominant-baseline="central">${escapeXml(content)}</text>`;
  return [
    `<rect class="node" x="${coordinate(x - lone.width / 2)}" y="${coordinate(y - lone.height / 2)}" width="${lone.width}" height="${lone.height}" rx="8"/>`,
    text(x - lone.width / 2 + 12, 'ink" font-weight="600', 'start', partTitle(part)),
    text(x + lone.width / 2 - 12, 'muted', 'end', shapeText(part.shape)),
  ].join('');
}

/** As many operators as fit, then an ellipsis. */
function opsText({ ops }: NetworkPart, room: number): string {
  const words = ops.map(({ label, count }) => (count > 1 ? `${count} ${label}` : label));
  for (let shown = words.length; shown > 0; shown--) {
    const text = words.slice(0, shown).join(', ') + (shown < words.length ? ', …' : '');
    if (textWidth(text, 11.5) <= room || shown === 1) return text;
  }
  return '';
}

function drawPill(text: string, { x, y }: Point): string {
  return (
    `<rect class="node port" x="${coordinate(x - pill.width / 2)}" y="${coordinate(y - pill.height / 2)}" width="${pill.width}" height="${pill.height}" rx="14"/>` +
    `<text class="on-port" x="${coordinate(x)}" y="${coordinate(y)}" font-size="12" font-weight="600" text-anchor="middle" dominant-baseline="central">${escapeXml(text)}</text>`
  );
}

function drawFlow(points: readonly Point[]): string {
  const { tip, before } = endOf(points);
  const line = roundedPath([...points.slice(0, -1), toward(tip, before, 6)], 12);
  return `<path class="flow" d="${line}"/><path class="flow-fill" d="${arrowHead(before, tip, 8, 4)}"/>`;
}

/** Neighbours in the network's order: kept in one column where possible. */
function isNext(parts: readonly NetworkPart[], from: string, to: string): boolean {
  const at = parts.findIndex(({ key }) => key === to);
  return at > 0 && parts[at - 1]?.key === from;
}
