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
  const slope = (i: number): number => (points[i + 1].y - points[i].y) / (points[i + 1].x - points[i].x || 1);
  const tangents = points.map((_, i) => {
    if (i === 0 || i === points.length - 1) return points.length < 2 ? 0 : slope(Math.max(0, i - 1));
    const [before, after] = [slope(i - 1), slope(i)];
    if (before * after <= 0) return 0;
    return Math.sign(before) * Math.min(Math.abs(before), Math.abs(after), Math.abs(before + after) / 4);
  });
  let path = `M${at(points[0])}`;
  for (let i = 0; i + 1 < points.length; i++) {
    const third = (points[i + 1].x - points[i].x) / 3;
    const leave = { x: points[i].x + third, y: points[i].y + third * tangents[i] };
    const arrive = { x: points[i + 1].x - third, y: points[i + 1].y - third * tangents[i + 1] };
    path += `C${at(leave)} ${at(arrive)} ${at(points[i + 1])}`;
  }
  return path;
}

/** A path of straight pieces with rounded corners. */
export function roundedPath(points: readonly Point[], radius: number): string {
  let path = `M${at(points[0])}`;
  for (let i = 1; i + 1 < points.length; i++) {
    const reach = Math.min(radius, distance(points[i - 1], points[i]) / 2, distance(points[i], points[i + 1]) / 2);
    path += `L${at(toward(points[i], points[i - 1], reach))}Q${at(points[i])} ${at(toward(points[i], points[i + 1], reach))}`;
  }
  return `${path}L${at(points[points.length - 1])}`;
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
