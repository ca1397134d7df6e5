/**
 * The life of a report's plots and tables in a page: draws the plots, links them with each other and with the tables, answers pointer,
 * keyboard, colour scheme and printer. For the report's script, and for the studio, which shows the same sections.
 */
import type { Payload } from '../payload.js';
import { darkColours, lightColours, rampSteps, type PlotColours } from './colours.js';
import { architectureText, unpackColumn, worstFirst, type Column } from './columns.js';
import { createHoverChannel } from './hover.js';
import { linkRows } from './link-rows.js';
import { createPanel } from './panel.js';
import { makeSortable } from './sort-table.js';
import { createTooltip } from './tooltip.js';
import { addCopyButtons } from './copy-button.js';

/** A report that is mounted in a page. */
export interface LiveReport {
  /** Removes its listeners; call it before the sections leave the page. */
  destroy(): void;
}

/** The order of painting: the worst first, so that the best are on top. */
function paintOrder(columns: readonly Column[]): Uint32Array {
  const combined = columns.find(({ role }) => role === 'combined') as Column;
  return worstFirst(combined.ranks());
}

/** The step of each point on the colour ramp, by its rank: high for good scores, and for many params or MACs. */
function shadesBy(column: Column): Uint8Array {
  const ranks = column.ranks();
  const last = Math.max(1, column.defined - 1);
  return Uint8Array.from(ranks, (rank) => {
    if (Number.isNaN(rank)) return 0;
    const part = (rank - 1) / last;
    return Math.round((column.role === 'cost' ? part : 1 - part) * (rampSteps - 1));
  });
}

/** Brings the sections of a report under `root` to life. @param points that they show, as JSON. */
export function mountReport(root: ParentNode, points: string): LiveReport {
  const payload = JSON.parse(points) as Payload;
  const columns = payload.columns.map(unpackColumn);
  const hover = createHoverChannel();
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const left = new AbortController();
  const { signal } = left;
  let colours: PlotColours = dark.matches ? darkColours : lightColours;

  const chosen = root.querySelector<HTMLSelectElement>('#colour-by');
  const columnChosen = (): Column =>
    columns.find(({ key }) => key === chosen?.value) ?? (columns.find(({ role }) => role === 'combined') as Column);
  let shades = shadesBy(columnChosen());

  const tooltip = createTooltip(columns, (index) => architectureText(payload, index), payload.cells);
  hover.subscribe((now) => tooltip.show(now));
  const context = {
    columns,
    order: paintOrder(columns),
    best: payload.best,
    front: payload.front,
    limits: payload.limits ?? [],
    reference: payload.reference === undefined ? [] : [payload.reference],
    hover,
    shades: () => shades,
    colours: () => colours,
  };
  const panels = Array.from(root.querySelectorAll<HTMLElement>('figure.plot'), (figure) => createPanel(figure, context));
  const places = new Map(payload.archs.texts.map((_, index) => [architectureText(payload, index), index]));
  linkRows(root, places, hover);
  makeSortable(root);
  addCopyButtons(root);

  const paintLegend = (): void => {
    const bar = root.querySelector<HTMLElement>('.legend-bar');
    if (bar !== null) bar.style.background = `linear-gradient(to right, ${colours.ramp.join(',')})`;
    const ends = columnChosen().role === 'cost' ? ['fewest', 'most'] : ['worst', 'best'];
    root.querySelectorAll('.legend-end').forEach((end, i) => (end.textContent = ends[i] ?? ''));
  };
  const repaint = (): void => {
    paintLegend();
    for (const panel of panels) panel.redraw();
  };
  const paintIn = (next: () => PlotColours) => (): void => {
    colours = next();
    repaint();
  };
  const ofSystem = (): PlotColours => (dark.matches ? darkColours : lightColours);

  chosen?.addEventListener('change', () => {
    shades = shadesBy(columnChosen());
    repaint();
  });
  dark.addEventListener('change', paintIn(ofSystem), { signal });
  addEventListener(
    'beforeprint',
    paintIn(() => lightColours),
    { signal },
  );
  addEventListener('afterprint', paintIn(ofSystem), { signal });
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Escape') hover.clear();
    },
    { signal },
  );
  document.addEventListener(
    'click',
    (event) => {
      if (hover.current().isPinned && event.target instanceof Element && event.target.closest('.stage, .tip') === null)
        hover.clear();
    },
    { signal },
  );
  addEventListener(
    'scroll',
    () => {
      if (hover.current().index >= 0) hover.clear();
    },
    { passive: true, signal },
  );

  // Only tooltips need the ranks, so they are computed while the page is idle.
  for (const column of columns) setTimeout(column.ranks);
  paintLegend();
  return {
    destroy() {
      left.abort();
      tooltip.remove();
      for (const panel of panels) panel.destroy();
    },
  };
}
