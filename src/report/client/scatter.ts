/**
 * One scatter plot of all points. uPlot provides axes, scales and zooming; this module paints the points, once for each change.
 * Hovering does not repaint the canvas: the panel moves a ring over it.
 */
import uPlot from 'uplot';
import type { Tick } from './axis.js';
import type { PlotColours } from './colours.js';
import { extentOf, lowestTick, withGutter, type Extent } from './extent.js';
import { indexPoints, type PointIndex } from './nearest-point.js';
import { paintPoints, type Painted, type Points } from './paint-points.js';

export interface ScatterAxis {
  readonly title: string;
  /** NaN where a point has no place on this axis. */
  readonly positions: Float64Array;
  ticks(low: number, high: number, most: number): Tick[];
  /** Positions of lines across the plot, with their names: limits. */
  readonly lines?: readonly Tick[];
}

export interface ScatterSpec extends Omit<Points, 'xs' | 'ys' | 'absent'> {
  readonly x: ScatterAxis;
  readonly y: ScatterAxis;
  readonly colours: PlotColours;
}

export interface Scatter {
  /** Index of the nearest point, or -1; coordinates in pixels of the plotting area. */
  nearest(x: number, y: number): number;
  /** The position of a point in pixels of the plotting area; undefined if it is outside. */
  placeOf(index: number): { readonly x: number; readonly y: number } | undefined;
  /** The element that covers the plotting area. */
  readonly area: HTMLElement;
  resize(width: number, height: number): void;
  resetZoom(): void;
  destroy(): void;
}

type Side = 'x' | 'y';

/** The largest distance between pointer and point, in pixels. */
const reach = 22;
/** About how many pixels of the plot the axes take, and how many the label of a tick needs: at least, and with some space. */
const axisRoom = { x: 80, y: 70 } as const;
const labelRoom = { x: 36, y: 20 } as const;
const tickRoom = { x: 72, y: 44 } as const;

/** @param onZoom called with whether a part or everything is in view. */
export function createScatter(
  host: HTMLElement,
  spec: ScatterSpec,
  width: number,
  height: number,
  onZoom: (isZoomed: boolean) => void,
): Scatter {
  const positions = { x: spec.x.positions, y: spec.y.positions };
  const extents = (w: number, h: number): { readonly [side in Side]: Extent } => ({
    x: extentOf(
      positions.x,
      positions.y,
      w - axisRoom.x,
      spec.x.lines?.map(({ at }) => at),
    ),
    y: extentOf(
      positions.y,
      positions.x,
      h - axisRoom.y,
      spec.y.lines?.map(({ at }) => at),
    ),
  });
  const absent = Array.from(spec.order).filter((i) => Number.isNaN(positions.x[i]) !== Number.isNaN(positions.y[i]));
  let extent = extents(width, height);
  let painted: Painted = { xs: new Float32Array(), ys: new Float32Array() };
  let index: PointIndex | undefined;

  const paint = (u: uPlot): null => {
    const scale = (side: Side): { min: number; max: number } => u.scales[side] as { min: number; max: number };
    const { left, top, width: w, height: h } = u.bbox;
    const area = {
      left,
      top,
      width: w,
      height: h,
      x0: scale('x').min,
      y0: scale('y').max,
      perX: w / (scale('x').max - scale('x').min),
      perY: h / (scale('y').max - scale('y').min),
      ratio: devicePixelRatio,
    };
    const points = {
      ...spec,
      absent,
      xs: withGutter(positions.x, positions.y, extent.x),
      ys: withGutter(positions.y, positions.x, extent.y),
    };
    painted = paintPoints(u.ctx, area, points, spec.colours);
    for (const side of ['x', 'y'] as const) paintLines(u, side, spec[side].lines ?? [], spec.colours.accent);
    index = undefined;
    return null;
  };

  const axis = (side: Side): uPlot.Axis => {
    let current: readonly Tick[] = [];
    return {
      scale: side,
      label: spec[side].title,
      labelSize: 26,
      labelGap: 4,
      labelFont: '600 12px system-ui, sans-serif',
      font: '12px system-ui, sans-serif',
      stroke: spec.colours.muted,
      gap: 6,
      size: side === 'x' ? 30 : (_, labels) => 18 + 7 * Math.max(2, ...(labels ?? []).map((label) => label.length)),
      grid: { stroke: spec.colours.grid, width: 1 },
      ticks: { show: false },
      splits: (u, _, low, high) => {
        const pixels = (side === 'x' ? u.width : u.height) - axisRoom[side];
        const found = spec[side].ticks(low, high, Math.max(2, Math.floor(pixels / tickRoom[side])));
        const { gutter } = extent[side];
        current = found.filter(({ at }) => at >= lowestTick(extent[side], labelRoom[side]));
        if (gutter !== undefined && low <= gutter) current = [{ at: gutter, label: 'none' }, ...current];
        return current.map(({ at }) => at);
      },
      values: (_, splits) => splits.map((at) => current.find((tick) => tick.at === at)?.label ?? ''),
    };
  };

  const setScales = (u: uPlot, ranges: readonly (readonly [Side, number, number])[]): void =>
    u.batch(() => {
      for (const [side, min, max] of ranges) u.setScale(side, { min, max });
    });
  const showAll = (): void => {
    setScales(plot, [
      ['x', extent.x.low, extent.x.high],
      ['y', extent.y.low, extent.y.high],
    ]);
    onZoom(false);
  };
  const zoom = (u: uPlot): void => {
    const { left, top, width: w, height: h } = u.select;
    if (w < 8 && h < 8) return;
    const across = [['x', u.posToVal(left, 'x'), u.posToVal(left + w, 'x')]] as const;
    const up = [['y', u.posToVal(top + h, 'y'), u.posToVal(top, 'y')]] as const;
    setScales(u, [...(w < 8 ? [] : across), ...(h < 8 ? [] : up)]);
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    onZoom(true);
  };

  const plot = new uPlot(
    {
      mode: 2,
      width,
      height,
      pxAlign: 0,
      padding: [8, 18, 0, 0],
      legend: { show: false },
      cursor: {
        x: false,
        y: false,
        points: { show: false },
        drag: { x: true, y: true, setScale: false, uni: 12 },
        bind: { dblclick: () => () => (showAll(), null) },
      },
      scales: {
        x: { time: false, range: () => [extent.x.low, extent.x.high] },
        y: { range: () => [extent.y.low, extent.y.high] },
      },
      series: [
        {},
        {
          facets: [
            { scale: 'x', auto: true },
            { scale: 'y', auto: true },
          ],
          paths: paint,
          points: { show: false },
        },
      ],
      axes: [axis('x'), axis('y')],
      hooks: { setSelect: [zoom] },
    },
    // This module paints the points; uPlot needs one point so that it calls `paint`.
    [null, [[0], [0]]] as unknown as uPlot.AlignedData,
    host,
  );

  return {
    area: plot.over,
    nearest(x, y) {
      index ??= indexPoints(painted.xs, painted.ys, plot.over.clientWidth, plot.over.clientHeight);
      return index.nearest(x, y, reach);
    },
    placeOf(i) {
      const x = painted.xs[i] ?? NaN;
      const y = painted.ys[i] ?? NaN;
      return Number.isNaN(x) ? undefined : { x, y };
    },
    resize(w, h) {
      extent = extents(w, h);
      plot.setSize({ width: w, height: h });
      showAll();
    },
    resetZoom: showAll,
    destroy: () => plot.destroy(),
  };
}

/** Dashed lines across the plot, each with its name at its end; lines outside the visible range are left out. */
function paintLines(u: uPlot, side: Side, lines: readonly Tick[], colour: string): void {
  const { min, max } = u.scales[side] as { min: number; max: number };
  const { left, top, width, height } = u.bbox;
  const { ctx } = u;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  for (const { at, label } of lines) {
    if (at < min || at > max) continue;
    const place = u.valToPos(at, side, true);
    const gap = 4 * devicePixelRatio;
    ctx.beginPath();
    if (side === 'x') {
      ctx.moveTo(place, top);
      ctx.lineTo(place, top + height);
      ctx.textAlign = place > left + width / 2 ? 'right' : 'left';
      ctx.fillText(label, place + (place > left + width / 2 ? -gap : gap), top + height - gap);
    } else {
      ctx.moveTo(left, place);
      ctx.lineTo(left + width, place);
      ctx.textAlign = 'left';
      ctx.fillText(label, left + gap, place - gap);
    }
    ctx.stroke();
  }
  ctx.restore();
}
