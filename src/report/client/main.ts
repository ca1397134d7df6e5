/** The report's script: reads the points from the page, draws the plots, answers pointer, keyboard, colour scheme and printer. */
import type { Payload } from '../payload.js';
import { darkColours, lightColours, rampSteps, type PlotColours } from './colours.js';
import { architectureText, unpackColumn, worstFirst, type Column } from './columns.js';
import { createHoverChannel } from './hover.js';
import { createPanel } from './panel.js';
import { createTooltip } from './tooltip.js';

const started = performance.now();
const payload = JSON.parse(document.getElementById('points')?.textContent ?? '') as Payload;
const columns = payload.columns.map(unpackColumn);
const hover = createHoverChannel();
const dark = matchMedia('(prefers-color-scheme: dark)');
let colours: PlotColours = dark.matches ? darkColours : lightColours;

/** Worst first, so that the best are painted on top. */
function paintOrder(): Uint32Array {
  const combined = columns.find(({ role }) => role === 'combined') as Column;
  return worstFirst(combined.ranks());
}

/** A point's place on the colour ramp by its rank: the good end high, for params and MACs the many. */
function shadesBy(column: Column): Uint8Array {
  const ranks = column.ranks();
  const last = Math.max(1, column.defined - 1);
  return Uint8Array.from(ranks, (rank) => {
    if (Number.isNaN(rank)) return 0;
    const part = (rank - 1) / last;
    return Math.round((column.role === 'cost' ? part : 1 - part) * (rampSteps - 1));
  });
}

const chosen = document.querySelector<HTMLSelectElement>('#colour-by');
const columnChosen = (): Column =>
  columns.find(({ key }) => key === chosen?.value) ?? (columns.find(({ role }) => role === 'combined') as Column);
let shades = shadesBy(columnChosen());

const tooltip = createTooltip(columns, (index) => architectureText(payload, index), payload.cells);
hover.subscribe((now) => tooltip.show(now));
const context = {
  columns,
  order: paintOrder(),
  best: payload.best,
  front: payload.front,
  reference: payload.reference === undefined ? [] : [payload.reference],
  hover,
  shades: () => shades,
  colours: () => colours,
};
const panels = Array.from(document.querySelectorAll<HTMLElement>('figure.plot'), (figure) => createPanel(figure, context));

function paintLegend(): void {
  const bar = document.querySelector<HTMLElement>('.legend-bar');
  if (bar !== null) bar.style.background = `linear-gradient(to right, ${colours.ramp.join(',')})`;
  const ends = columnChosen().role === 'cost' ? ['fewest', 'most'] : ['worst', 'best'];
  document.querySelectorAll('.legend-end').forEach((end, i) => (end.textContent = ends[i]));
}

function repaint(): void {
  paintLegend();
  for (const panel of panels) panel.redraw();
}

chosen?.addEventListener('change', () => {
  shades = shadesBy(columnChosen());
  repaint();
});
dark.addEventListener('change', () => {
  colours = dark.matches ? darkColours : lightColours;
  repaint();
});
addEventListener('beforeprint', () => {
  colours = lightColours;
  repaint();
});
addEventListener('afterprint', () => {
  colours = dark.matches ? darkColours : lightColours;
  repaint();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') hover.clear();
});
document.addEventListener('click', (event) => {
  if (hover.current().isPinned && event.target instanceof Element && event.target.closest('.stage, .tip') === null) hover.clear();
});
addEventListener(
  'scroll',
  () => {
    if (hover.current().index >= 0) hover.clear();
  },
  { passive: true },
);

// Ranks are for tooltips: worked out while nobody waits for them.
for (const column of columns) setTimeout(column.ranks);

// uPlot paints after the running script: bench/report reads this measure.
setTimeout(() => performance.measure('report drawn', { start: started }));

paintLegend();
document.documentElement.classList.add('ready');
