/** The marks of a cell whose layout is known: lines, labels, nodes. Shared with the report's script, which has a layout but no layout engine. */
import { must } from '../../core/must.js';
import type { CellTopology, TopologyEdge } from '../../arch/topology.js';
import { edgeKind, plainLabel } from '../edge-kind.js';
import { labelSize, nodeRadius, nodeTextSize, type CellLayout, type PlacedNode } from './cell-layout.js';
import { textWidth } from './document.js';
import { coordinate, escapeXml } from './xml.js';

/**
 * @param live for every edge whether it is on a path; @param text the label of an edge, drawn unless empty;
 * @param address the name of the cell, by which a page finds its parts: each is a group with `data-cell` and `data-node`, or `data-from` and `data-to`;
 * @param isMarked which labels stand out.
 */
export function drawCellBody(
  cell: CellTopology,
  live: readonly boolean[],
  { nodes, edges, joins }: CellLayout,
  text: (edge: TopologyEdge) => string,
  address?: string,
  isMarked: (edge: TopologyEdge) => boolean = () => false,
): string {
  const edgeAt = (index: number): TopologyEdge => must(cell.edges[index], 'the edge of a placed edge');
  const isLive = (index: number): boolean => live[index] === true;
  const kind = (index: number): string => (isLive(index) ? edgeKind(edgeAt(index).op) : 'dead');
  const part = (place: string, body: string): string =>
    address === undefined || body === '' ? body : `<g class="part" data-cell="${escapeXml(address)}" ${place}>${body}</g>`;
  const ofEdge = (index: number): string => `data-from="${edgeAt(index).from}" data-to="${edgeAt(index).to}"`;
  const hit = (line: string): string => (address === undefined ? '' : `<path class="hit" d="${line}"/>`);
  const deadFirst = edges.toSorted((a, b) => Number(isLive(a.index)) - Number(isLive(b.index)) || a.index - b.index);
  return [
    ...joins.map(({ line, head }) => `<path class="flow" d="${line}"/><path class="flow-fill" d="${head}"/>`),
    ...deadFirst.map(({ index, line, head }) =>
      part(
        ofEdge(index),
        `${hit(line)}<path class="edge ${kind(index)}" d="${line}"/><path class="${kind(index)}-fill" d="${head}"/>`,
      ),
    ),
    ...deadFirst.map(({ index, label }) =>
      part(ofEdge(index), drawLabel(text(edgeAt(index)), kind(index), label, isMarked(edgeAt(index)))),
    ),
    // The first nodes are those of the cell; a node where outputs meet comes last.
    ...nodes.map((node, i) => (i < cell.nodes ? part(`data-node="${i}"`, drawNode(node)) : drawNode(node))),
  ].join('');
}

/** A label on its line, which a piece of paper interrupts. */
function drawLabel(text: string, kind: string, { x, y }: { readonly x: number; readonly y: number }, isMarked: boolean): string {
  if (text === '') return '';
  const width = textWidth(text, labelSize) + 6;
  const gap = `<rect class="paper" x="${coordinate(x - width / 2)}" y="${coordinate(y - labelSize / 2)}" width="${coordinate(width)}" height="${labelSize}"/>`;
  const place = `x="${coordinate(x)}" y="${coordinate(y)}" font-size="${labelSize}" text-anchor="middle" dominant-baseline="central"`;
  const mark = isMarked ? ' font-weight="700" text-decoration="underline"' : '';
  return `${gap}<text class="${kind}-fill" ${place}${mark}>${escapeXml(text)}</text>`;
}

function drawNode({ x, y, text, role, halfWidth, kind }: PlacedNode): string {
  const [shape, ink] =
    kind !== undefined ? [`node ${kind}`, `${kind}-fill`] : role === 'port' ? ['node port', 'on-port'] : ['node', 'on-node'];
  const box = `x="${coordinate(x - halfWidth)}" y="${coordinate(y - nodeRadius)}" width="${2 * halfWidth}" height="${2 * nodeRadius}" rx="${nodeRadius}"`;
  const place = `x="${coordinate(x)}" y="${coordinate(y)}" font-size="${nodeTextSize}" font-weight="600" text-anchor="middle" dominant-baseline="central"`;
  return `<rect class="${shape}" ${box}/><text class="${ink}" ${place}>${escapeXml(text)}</text>`;
}

/** The cell in words, for readers who cannot see the drawing. */
export function describeCell(
  cell: CellTopology,
  live: readonly boolean[],
  ops: readonly (TopologyEdge | undefined)[] = [],
): string {
  const nodes = ops.flatMap((op, node) => (op === undefined ? [] : [`${node} ${plainLabel(op.label)}`]));
  const edges = cell.edges.map(
    (edge, i) =>
      `${edge.label === '' ? 'link' : plainLabel(edge.label)} from ${edge.from} to ${edge.to}${live[i] ? '' : ' (dead)'}`,
  );
  const ends = `${nodes.length === 0 ? '' : `Nodes: ${nodes.join(', ')}. `}Input ${cell.inputs.join(', ')}, output ${cell.outputs.join(', ')}.`;
  return edges.length === 0 ? `${ends} No edges.` : `${ends} Edges: ${edges.join('; ')}.`;
}
