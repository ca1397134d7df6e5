/**
 * A cell in characters, for terminals: boxes on a line with arcs over and under it if that fits and nothing crosses,
 * otherwise rails and rungs. Edges that no path from input to output uses are dashed.
 */
import type { CellTopology } from '../arch/topology.js';
import { checkRequest } from '../core/schema/check-request.js';
import { cellTextSchema } from './drawing-options.js';
import { requireCell } from './require-cell.js';
import { planArcs } from './arcs.js';
import { plainLabel } from './edge-kind.js';
import { liveEdges } from '../arch/live-edges.js';
import { ansiPaint } from './text/ansi-paint.js';
import { drawArcs } from './text/arc-drawing.js';
import { drawStairs } from './text/stairs-drawing.js';
import { viewVertices } from './vertex-view.js';

/** How a cell is drawn in characters. */
export interface CellTextOptions {
  readonly title?: string;
  /** The most columns; rails and rungs are drawn if arcs would need more. Default 80. */
  readonly width?: number;
  /** `ansi` for a terminal that shows colours. Default `none`. */
  readonly colours?: 'none' | 'ansi';
}

/**
 * Draws a cell in box-drawing characters, lines joined by newlines, none at the end. Labels are stripped of control characters.
 * @throws usage errors for what is no cell, and for the options.
 */
export function drawCellText(given: CellTopology, options: CellTextOptions = {}): string {
  requireCell(given);
  checkRequest('drawCellText', cellTextSchema, options);
  const { title, width = 80, colours = 'none' } = options;
  const { cell, ops } = viewVertices(given);
  const live = liveEdges(cell);
  const paint = colours === 'ansi' ? ansiPaint : undefined;
  const lines = title === undefined ? [] : [plainLabel(title, 1000), ''];
  const plan = planArcs(cell.edges, cell.inputs);
  const arcs = plan.crossings === 0 && cell.outputs.length === 1 && ops.length === 0 ? drawArcs(cell, plan, live) : undefined;
  const fits = arcs !== undefined && arcs.lines().every((line) => [...line].length <= width);
  lines.push(...(fits ? arcs : drawStairs(cell, live, ops)).lines(paint));
  const dead = live.filter((isLive) => !isLive).length;
  if (!live.includes(true)) lines.push('', 'No path leads from input to output: the output does not depend on the input.');
  else if (dead > 0) lines.push('', `╌╌ ${dead === 1 ? 'one edge is' : `${dead} edges are`} on no path from input to output`);
  return lines.join('\n');
}
