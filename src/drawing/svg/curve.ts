import { must } from '../../core/must.js';
import { coordinate } from './xml.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

const at = ({ x, y }: Point): string => `${coordinate(x)},${coordinate(y)}`;

/**
 * A smooth path through every point of a line that runs from left to right, without overshoot between them
 * (monotone cubic interpolation, Fritsch & Carlson 1980, with Steffen's slopes).
 */
export function smoothPath(points: readonly Point[]): string {
  const slope = (from: Point, to: Point): number => (to.y - from.y) / (to.x - from.x || 1);
  const tangentAt = (i: number, point: Point): number => {
    const [before, after] = [points[i - 1], points[i + 1]];
    if (before === undefined || after === undefined) {
      const [from = point, to = point] = before === undefined ? [point, after] : [before, point];
      return slope(from, to);
    }
    const [arriving, leaving] = [slope(before, point), slope(point, after)];
    if (arriving * leaving <= 0) return 0;
    return Math.sign(arriving) * Math.min(Math.abs(arriving), Math.abs(leaving), Math.abs(arriving + leaving) / 4);
  };
  let path = '';
  let from: (Point & { readonly tangent: number }) | undefined;
  for (const [i, point] of points.entries()) {
    const to = { ...point, tangent: tangentAt(i, point) };
    if (from === undefined) path = `M${at(to)}`;
    else {
      const third = (to.x - from.x) / 3;
      const leave = { x: from.x + third, y: from.y + third * from.tangent };
      const arrive = { x: to.x - third, y: to.y - third * to.tangent };
      path += `C${at(leave)} ${at(arrive)} ${at(to)}`;
    }
    from = to;
  }
  return path;
}

/** A path of straight pieces with rounded corners. */
export function roundedPath(points: readonly Point[], radius: number): string {
  let path = '';
  for (const [i, corner] of points.entries()) {
    const [before, after] = [points[i - 1], points[i + 1]];
    if (before === undefined) path += `M${at(corner)}`;
    if (after === undefined) path += `L${at(corner)}`;
    if (before === undefined || after === undefined) continue;
    const reach = Math.min(radius, distance(before, corner) / 2, distance(corner, after) / 2);
    path += `L${at(toward(corner, before, reach))}Q${at(corner)} ${at(toward(corner, after, reach))}`;
  }
  return path;
}

/** The last point of a line and the one before it. */
export function endOf(points: readonly Point[]): { readonly tip: Point; readonly before: Point } {
  return { tip: must(points.at(-1), 'the end of a line'), before: must(points.at(-2), 'a line of two points') };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

/** The point `length` away from `from`, in the direction of `to`. */
export function toward(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}

/** A filled triangle with its tip at `tip`, pointing away from `from`. */
export function arrowHead(from: Point, tip: Point, length: number, halfWidth: number): string {
  const base = toward(tip, from, length);
  const [across, along] = [(tip.x - base.x) / length, (tip.y - base.y) / length];
  const corner = (side: number): Point => ({ x: base.x - along * halfWidth * side, y: base.y + across * halfWidth * side });
  return `M${at(tip)}L${at(corner(1))}L${at(corner(-1))}Z`;
}
