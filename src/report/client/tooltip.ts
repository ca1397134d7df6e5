/** The card beside the pointer: the architecture's string, its cell, every number with its rank. */
import { shortLabel } from '../../drawing/edge-kind.js';
import { liveEdges } from '../../arch/live-edges.js';
import { fullCount } from '../../drawing/quantity.js';
import { describeCell, drawCellBody } from '../../drawing/svg/cell-body.js';
import { svgDocument } from '../../drawing/svg/document.js';
import { escapeXml } from '../../drawing/svg/xml.js';
import { breakableText } from '../breakable.js';
import { unframeCell, type FramedCells } from '../unframe-cell.js';
import { accuracyText, scoreText } from '../score-text.js';
import type { Column } from './columns.js';
import type { Hover } from './hover.js';

export interface Tooltip {
  show(hover: Hover): void;
  /** Takes the card out of the page. */
  remove(): void;
}

const gap = 16;

export function createTooltip(
  columns: readonly Column[],
  archOf: (index: number) => string,
  cells: FramedCells | undefined,
): Tooltip {
  const card = document.createElement('div');
  card.className = 'tip';
  card.hidden = true;
  card.setAttribute('role', 'status');
  document.body.append(card);
  let shown = -1;
  return {
    remove: () => card.remove(),
    show({ index, isPinned, isQuiet = false, x, y }) {
      card.hidden = index < 0 || isQuiet;
      card.classList.toggle('pinned', isPinned);
      if (card.hidden) return;
      if (index !== shown) card.innerHTML = content(index, columns, archOf(index), cells);
      shown = index;
      const { width, height } = card.getBoundingClientRect();
      const left = x + gap + width > innerWidth ? x - gap - width : x + gap;
      const top = Math.min(Math.max(8, y - height / 2), innerHeight - height - 8);
      card.style.transform = `translate(${Math.max(8, left)}px,${Math.max(8, top)}px)`;
    },
  };
}

function content(index: number, columns: readonly Column[], arch: string, cells: FramedCells | undefined): string {
  const rows = columns.map((column) => {
    const value = column.values[index] ?? NaN;
    const text = Number.isNaN(value)
      ? 'undefined'
      : column.role === 'cost'
        ? fullCount(value)
        : column.role === 'accuracy'
          ? accuracyText(value)
          : scoreText(value);
    const rank = Number.isNaN(value) || column.role === 'cost' ? '' : `#${fullCount(Math.floor(column.ranks()[index] ?? NaN))}`;
    return `<tr><th scope="row">${escapeXml(column.title)}</th><td>${text}</td><td class="rank">${rank}</td></tr>`;
  });
  return `${cells === undefined ? '' : drawFramed(cells, index)}<code>${breakableText(arch)}</code><table>${rows.join('')}</table>`;
}

function drawFramed({ frame, codes }: FramedCells, index: number): string {
  const found = unframeCell(frame, codes[index] ?? null);
  if (found === null) return '';
  const { cell, places } = found;
  const live = liveEdges(cell);
  const edges = places.map((place, i) => ({ ...frame.layout.edges.find((edge) => edge.index === place), index: i }));
  const layout = { ...frame.layout, edges } as typeof frame.layout;
  const { width, height } = layout;
  const body = drawCellBody(cell, live, layout, shortLabel);
  return svgDocument({ width, height, title: '', description: describeCell(cell, live), theme: 'inherit', body });
}
