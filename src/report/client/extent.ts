/** The range of an axis: all positions, a margin around them, and a gutter for points without a position on this axis. */

export interface Extent {
  readonly low: number;
  readonly high: number;
  /** The position of points that have none on this axis; undefined if there are none. */
  readonly gutter?: number;
}

/** Pixels kept free around the points, and for those without a position. */
const margin = 14;
const gutter = 26;

/** How far beyond the points, as a share of their range, a line is still shown. */
const lineReach = 0.5;

/** @param positions NaN where there is none; @param other the positions on the other axis: a point without either is nowhere; @param lines that are shown too, unless they are far. */
export function extentOf(positions: Float64Array, other: Float64Array, pixels: number, lines: readonly number[] = []): Extent {
  let low = Infinity;
  let high = -Infinity;
  let missing = false;
  for (let i = 0; i < positions.length; i++) {
    const at = positions[i] ?? NaN;
    if (Number.isNaN(at)) missing ||= !Number.isNaN(other[i]);
    else {
      if (at < low) low = at;
      if (at > high) high = at;
    }
  }
  const range = high - low;
  const near = lines.filter((at) => at >= low - lineReach * range && at <= high + lineReach * range);
  [low, high] = [Math.min(low, ...near), Math.max(high, ...near)];
  if (low > high) [low, high] = [0, 1];
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const unit = (high - low) / Math.max(50, pixels - 2 * margin - (missing ? gutter : 0));
  const end = high + unit * margin;
  if (!missing) return { low: low - unit * margin, high: end };
  return { low: low - unit * (margin + gutter), high: end, gutter: low - unit * (margin + gutter / 2) };
}

/** The positions; a point with a position on the other axis only is put into the gutter. */
export function withGutter(positions: Float64Array, other: Float64Array, extent: Extent): Float64Array {
  const place = extent.gutter;
  return place === undefined ? positions : positions.map((at, i) => (Number.isNaN(at) && !Number.isNaN(other[i]) ? place : at));
}

/** The lowest position at which a tick's label does not touch the gutter's label; `pixels` is the room a label needs. */
export function lowestTick(extent: Extent, pixels: number): number {
  return extent.gutter === undefined ? -Infinity : extent.gutter + ((extent.gutter - extent.low) * pixels) / (gutter / 2);
}
