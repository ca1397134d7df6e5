/**
 * A cell as SVG. Cells whose edges do not cross as arcs over a line of nodes are drawn so, like in the terminal;
 * all others are laid out in layers by dagre.
 */
import type { CellTopology, TopologyEdge } from '../arch/topology.js';
import { checkRequest } from '../core/schema/check-request.js';
import { cellSvgSchema } from './drawing-options.js';
import { requireCell } from './require-cell.js';
import { planArcs } from './arcs.js';
import { plainLabel, shortLabel } from './edge-kind.js';
import { liveEdges } from '../arch/live-edges.js';
import { layoutArcs } from './svg/arc-layout.js';
import { describeCell, drawCellBody } from './svg/cell-body.js';
import type { CellLayout } from './svg/cell-layout.js';
import { svgDocument } from './svg/document.js';
import { layoutLayers } from './svg/layered-layout.js';
import type { DrawingTheme } from './svg/theme.js';
import { viewVertices } from './vertex-view.js';

/** How a cell is drawn as SVG. */
export interface CellSvgOptions {
  readonly title?: string;
  /** Default `auto`: follows the reader's system. */
  readonly theme?: DrawingTheme;
  /** `published`: the operator's name as the space prints it (default). `short`: `conv 3×3`. */
  readonly labels?: 'published' | 'short';
  /** The name of the cell: the parts of the drawing then carry it, with the numbers of their nodes, so that a page finds them (`data-cell`, `data-node`, `data-from`, `data-to`). */
  readonly address?: string;
  /** Edges that the cell does not have, drawn faintly with their label: those that an editor offers. Left out of cells with operators on nodes. */
  readonly absent?: readonly { readonly from: number; readonly to: number; readonly label: string }[];
  /** Another cell: labels that it does not have at the same place stand out. */
  readonly beside?: CellTopology;
}

/**
 * Draws a cell as one standalone SVG element; equal cells and options give the same bytes. Labels are escaped.
 * @throws usage errors for what is no cell, and for the options.
 */
export function drawCellSvg(given: CellTopology, options: CellSvgOptions = {}): string {
  requireCell(given);
  checkRequest('drawCellSvg', cellSvgSchema, options);
  const { title = 'Cell', theme = 'auto', labels = 'published', address, absent = [], beside } = options;
  const text = (edge: TopologyEdge): string => plainLabel(labels === 'short' ? shortLabel(edge) : edge.label);
  const { cell, ops } = viewVertices(given);
  const offered = absent.map((edge): TopologyEdge => ({ ...edge, op: { kind: 'skip' } }));
  const drawn = ops.length === 0 ? { ...cell, edges: [...cell.edges, ...offered] } : cell;
  const layout = ops.length === 0 ? layoutCell(drawn, text) : layoutLayers(cell, text, ops);
  const live = liveEdges(cell);
  const others = new Set(beside?.edges.map(placeOf));
  const isMarked = (edge: TopologyEdge): boolean => beside !== undefined && !others.has(placeOf(edge));
  const { width, height } = layout;
  return svgDocument({
    width,
    height,
    title,
    description: describeCell(cell, live, ops),
    theme,
    role: address === undefined ? 'img' : 'group',
    body: drawCellBody(drawn, live, layout, text, address, isMarked),
  });
}

function placeOf({ from, to, label }: TopologyEdge): string {
  return `${from} ${to} ${label}`;
}

/** Arcs if they do not cross and there is one output, otherwise layers. */
export function layoutCell(cell: CellTopology, text: (edge: TopologyEdge) => string): CellLayout {
  const plan = planArcs(cell.edges, cell.inputs);
  const deepest = Math.max(0, ...plan.arcs.map((arc) => arc.level));
  const isFlat = plan.crossings === 0 && deepest <= 3 && cell.nodes <= 5 && cell.outputs.length === 1;
  return isFlat ? layoutArcs(cell, plan, text) : layoutLayers(cell, text);
}
