import type { CellTopology } from '../arch/topology.js';
import { drawCellSvg } from '../drawing/cell-svg.js';
import { markup, type Markup } from './html.js';

/** A cell of a report's tables as SVG. */
export type DrawCell = (arch: string, cell: CellTopology) => Markup;

/** @param winner what differs from it stands out. For one report: draws every architecture's cell once. The best are often the front too, and layout is the most expensive part of a report. */
export function createCellDrawings(winner: CellTopology | null = null): DrawCell {
  const drawn = new Map<string, Markup>();
  return (arch, cell) => {
    const known =
      drawn.get(arch) ??
      markup(
        drawCellSvg(cell, { title: arch, theme: 'inherit', labels: 'short', ...(winner === null ? {} : { beside: winner }) }),
      );
    drawn.set(arch, known);
    return known;
  };
}
