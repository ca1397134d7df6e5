/** One figure of the report: its choosers, its plot, and the ring around the point under the pointer. */
import { must } from '../../core/must.js';
import { describeMissing } from './describe-missing.js';
import { axisModes, axisPositions, axisTicks, axisTitle, defaultMode } from './axis.js';
import { createChooser, type ChosenAxis } from './chooser.js';
import type { PlotColours } from './colours.js';
import type { Column } from './columns.js';
import type { HoverChannel } from './hover.js';
import { listenKeys, listenPointer } from './panel-input.js';
import { createScatter, type Scatter, type ScatterAxis } from './scatter.js';

export interface PanelContext {
  readonly columns: readonly Column[];
  readonly order: Uint32Array;
  readonly best: readonly number[];
  /** What the front is compared with. */
  readonly reference: readonly number[];
  readonly front: readonly number[];
  /** Lines across the plots of a column. */
  readonly limits: readonly { readonly key: string; readonly value: number; readonly text: string }[];
  readonly hover: HoverChannel;
  shades(): Uint8Array;
  colours(): PlotColours;
}

export interface Panel {
  redraw(): void;
  destroy(): void;
}

/** Builds a figure from its `data-` attributes: `x`, `y` (column keys), `x-roles`, `y-roles` (what may be chosen), `line`. */
export function createPanel(figure: HTMLElement, context: PanelContext): Panel {
  const side = (name: 'x' | 'y'): ChosenAxis => {
    const roles = (figure.dataset[`${name}Roles`] ?? '').split(' ');
    const choices = context.columns.filter(({ role, key }) => roles.includes(role) || key === figure.dataset[name]);
    const column = must(choices.find(({ key }) => key === figure.dataset[name]) ?? choices[0], 'a column for each axis');
    // What the reader chose before the points changed.
    const mode = axisModes.find((known) => known === figure.dataset[`${name}Mode`]);
    return { name, choices, column, mode: mode ?? defaultMode(column) };
  };
  const sides = { x: side('x'), y: side('y') };
  const stage = figure.querySelector<HTMLElement>('.stage') as HTMLElement;
  const note = figure.querySelector<HTMLElement>('.plot-note') as HTMLElement;
  const ring = document.createElement('div');
  ring.className = 'ring';
  ring.hidden = true;
  let scatter: Scatter | undefined;

  const size = (): readonly [number, number] => {
    const width = Math.max(240, stage.clientWidth);
    return [width, Math.round(Math.min(520, Math.max(280, width * Number(figure.dataset['ratio'] ?? 0.7))))];
  };
  const axisOf = ({ column, mode }: ChosenAxis): ScatterAxis => ({
    title: axisTitle(column, mode),
    positions: axisPositions(column, mode),
    ticks: (low, high, most) => axisTicks(column, mode, low, high, most),
    lines:
      mode === 'rank'
        ? []
        : context.limits
            .filter(({ key }) => key === column.key)
            .map(({ value, text }) => ({ at: mode === 'log' ? Math.log10(value) : value, label: text })),
  });
  const zoomReset = figure.appendChild(document.createElement('button'));
  zoomReset.type = 'button';
  zoomReset.className = 'zoom-reset';
  zoomReset.textContent = 'Show all points';
  zoomReset.hidden = true;
  zoomReset.addEventListener('click', () => scatter?.resetZoom());

  const redraw = (): void => {
    scatter?.destroy();
    const spec = {
      x: axisOf(sides.x),
      y: axisOf(sides.y),
      order: context.order,
      shades: context.shades(),
      marked: figure.dataset['line'] === 'front' ? context.reference : context.best,
      colours: context.colours(),
      ...(figure.dataset['line'] === 'front' ? { line: context.front } : {}),
    };
    scatter = createScatter(stage, spec, ...size(), (isZoomed) => {
      zoomReset.hidden = !isZoomed;
      placeRing(context.hover.current().index);
    });
    scatter.area.append(ring);
    note.textContent = describeMissing(sides.x, sides.y);
    note.hidden = note.textContent === '';
    stage.setAttribute(
      'aria-label',
      `Scatter of ${sides.x.column.title} against ${sides.y.column.title}. Arrow keys move between points, Home goes to the best, Enter pins, Escape releases.`,
    );
  };
  const placeRing = (index: number): void => {
    const place = index < 0 ? undefined : scatter?.placeOf(index);
    ring.hidden = place === undefined;
    if (place !== undefined) ring.style.transform = `translate(${place.x}px,${place.y}px)`;
  };

  figure.querySelector('.controls')?.append(
    ...[sides.y, sides.x].map((chosen) =>
      createChooser(chosen, () => {
        for (const { name, column, mode } of [sides.x, sides.y]) {
          figure.dataset[name] = column.key;
          figure.dataset[`${name}Mode`] = mode;
        }
        redraw();
      }),
    ),
  );
  redraw();
  context.hover.subscribe(({ index }) => placeRing(index));
  listenPointer(stage, () => scatter as Scatter, context.hover);
  listenKeys(stage, () => scatter as Scatter, sides, context.best, context.hover);
  let width = stage.clientWidth;
  const observer = new ResizeObserver(() => {
    if (stage.clientWidth === width) return;
    width = stage.clientWidth;
    scatter?.resize(...size());
  });
  observer.observe(stage);
  return {
    redraw,
    destroy() {
      observer.disconnect();
      scatter?.destroy();
    },
  };
}
