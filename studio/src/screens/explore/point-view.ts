/** What part of the data a plot shows: a window in the units of both axes, and the moves of a user. */

/** A window onto the data. */
export interface PointView {
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
}

/** The numbers of an axis, with a little room at both ends. */
export function paddedRange(low: number, high: number): readonly [number, number] {
  if (!(high >= low)) return [0, 1];
  const room = high === low ? Math.abs(high) * 0.05 || 0.5 : (high - low) * 0.03;
  return [low - room, high + room];
}

/** Moved by shares of the window. */
export function panned({ x, y }: PointView, dx: number, dy: number): PointView {
  const moved = ([low, high]: readonly [number, number], by: number): readonly [number, number] => {
    const way = by * (high - low);
    return [low - way, high - way];
  };
  return { x: moved(x, dx), y: moved(y, dy) };
}

/** Zoomed by a factor (below 1: closer) around a point, in shares of the window from its lower left corner. */
export function zoomed({ x, y }: PointView, factor: number, atX = 0.5, atY = 0.5): PointView {
  const around = ([low, high]: readonly [number, number], at: number): readonly [number, number] => {
    const centre = low + at * (high - low);
    return [centre - factor * (centre - low), centre + factor * (high - centre)];
  };
  return { x: around(x, atX), y: around(y, atY) };
}

/** The rows whose points lie in a window. */
export function rowsInside(xs: Float64Array, ys: Float64Array, { x, y }: PointView): Uint32Array {
  const rows: number[] = [];
  for (let i = 0; i < xs.length; i++) {
    const [a, b] = [xs[i] as number, ys[i] as number];
    if (a >= x[0] && a <= x[1] && b >= y[0] && b <= y[1]) rows.push(i);
  }
  return Uint32Array.from(rows);
}

/** The row of the nearest point within some shares of the window; undefined if there is none. */
export function nearestRow(
  xs: Float64Array,
  ys: Float64Array,
  { x, y }: PointView,
  at: { readonly x: number; readonly y: number },
  [reachX, reachY]: readonly [number, number],
): number | undefined {
  const [spanX, spanY] = [(x[1] - x[0]) * reachX, (y[1] - y[0]) * reachY];
  let best: number | undefined;
  let least = 1;
  for (let i = 0; i < xs.length; i++) {
    const dx = ((xs[i] as number) - at.x) / spanX;
    const dy = ((ys[i] as number) - at.y) / spanY;
    const distance = dx * dx + dy * dy;
    if (distance <= least) {
      least = distance;
      best = i;
    }
  }
  return best;
}
