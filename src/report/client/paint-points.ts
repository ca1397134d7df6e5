/** Puts the points of a plot on its canvas: one path for each colour, so that tens of thousands take milliseconds. */
import { must } from '../../core/must.js';
import type { PlotColours } from './colours.js';

/** The plotting area in canvas pixels, and the positions at its left and top edges with canvas pixels a unit. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x0: number;
  readonly y0: number;
  readonly perX: number;
  readonly perY: number;
  /** Canvas pixels a CSS pixel. */
  readonly ratio: number;
}

export interface Points {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  /** Points in the order in which they are painted. */
  readonly order: Uint32Array;
  /** For every point its step on the colour ramp. */
  readonly shades: Uint8Array;
  /** Ringed. */
  readonly marked: readonly number[];
  /** Without a value on one axis: drawn hollow, because their shade, the worst, hardly shows. */
  readonly absent: readonly number[];
  /** Joined by a stair, in this order. */
  readonly line?: readonly number[];
}

/** Where the painted points stand, in CSS pixels of the plotting area; NaN outside. */
export interface Painted {
  readonly xs: Float32Array;
  readonly ys: Float32Array;
}

export function paintPoints(ctx: CanvasRenderingContext2D, area: PlotArea, points: Points, colours: PlotColours): Painted {
  const { left, top, width, height, x0, y0, perX, perY, ratio } = area;
  const n = points.order.length;
  const radius = (n > 4000 ? 1.9 : n > 500 ? 2.6 : 3.6) * ratio;
  const painted = { xs: new Float32Array(n).fill(NaN), ys: new Float32Array(n).fill(NaN) };
  const paths = colours.ramp.map((colour) => ({ colour, path: new Path2D() }));
  for (const i of points.order) {
    const x = ((points.xs[i] ?? NaN) - x0) * perX;
    const y = (y0 - (points.ys[i] ?? NaN)) * perY;
    const isInside = x >= -radius && y >= -radius && x <= width + radius && y <= height + radius;
    if (!isInside) continue;
    painted.xs[i] = x / ratio;
    painted.ys[i] = y / ratio;
    const { path } = must(paths[points.shades[i] ?? 0], 'a colour of each shade');
    path.moveTo(left + x + radius, top + y);
    path.arc(left + x, top + y, radius, 0, 2 * Math.PI);
  }
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.globalAlpha = n > 4000 ? 0.85 : 1;
  for (const { colour, path } of paths) {
    ctx.fillStyle = colour;
    ctx.fill(path);
  }
  ctx.globalAlpha = 1;
  paintAbsent(
    ctx,
    points.absent.flatMap((i) => {
      const x = painted.xs[i] ?? NaN;
      const y = painted.ys[i] ?? NaN;
      return Number.isNaN(x) ? [] : [[left + x * ratio, top + y * ratio] as const];
    }),
    { radius, colour: colours.muted, ratio },
  );
  const at = (i: number): readonly [number, number] => [
    left + ((points.xs[i] ?? NaN) - x0) * perX,
    top + (y0 - (points.ys[i] ?? NaN)) * perY,
  ];
  ctx.strokeStyle = colours.accent;
  ctx.fillStyle = colours.accent;
  if (points.line !== undefined) paintStair(ctx, points.line.map(at), ratio);
  ctx.lineWidth = 1.8 * ratio;
  for (const i of points.marked) {
    ctx.beginPath();
    ctx.arc(...at(i), radius + 2.2 * ratio, 0, 2 * Math.PI);
    ctx.stroke();
  }
  ctx.restore();
  return painted;
}

function paintAbsent(
  ctx: CanvasRenderingContext2D,
  places: readonly (readonly [number, number])[],
  { radius, colour, ratio }: { readonly radius: number; readonly colour: string; readonly ratio: number },
): void {
  const path = new Path2D();
  for (const [x, y] of places) {
    path.moveTo(x + radius + ratio, y);
    path.arc(x, y, radius + ratio, 0, 2 * Math.PI);
  }
  ctx.strokeStyle = colour;
  ctx.lineWidth = ratio;
  ctx.stroke(path);
}

/** The front as a stair: level until the next point, then up to it; its points are dots. */
function paintStair(ctx: CanvasRenderingContext2D, points: readonly (readonly [number, number])[], ratio: number): void {
  ctx.lineWidth = 1.6 * ratio;
  ctx.lineJoin = 'round';
  ctx.beginPath();
  points.forEach(([x, y], i) => {
    const before = points[i - 1];
    if (before !== undefined) ctx.lineTo(x, before[1]);
    ctx.lineTo(x, y);
  });
  ctx.stroke();
  for (const [x, y] of points) {
    ctx.beginPath();
    ctx.arc(x, y, 3.2 * ratio, 0, 2 * Math.PI);
    ctx.fill();
  }
}
