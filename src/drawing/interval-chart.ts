/** Numbers beside what they are compared with, as a static SVG: a row each, the expected value with its interval, and the value found. */
import { svgDocument, textWidth } from './svg/document.js';
import { niceTicks, tickText } from './svg/ticks.js';
import type { DrawingTheme } from './svg/theme.js';
import { coordinate, escapeXml } from './svg/xml.js';

/** A row: a number expected, one found, or both. */
export interface IntervalRow {
  readonly label: string;
  readonly expected?: number;
  /** Half of the interval around what is expected. */
  readonly tolerance?: number;
  readonly found?: number;
}

/** A chart of intervals around published numbers. */
export interface IntervalChart {
  readonly title: string;
  readonly rows: readonly IntervalRow[];
  /** The names of the two marks. */
  readonly names: { readonly expected: string; readonly found: string };
  readonly theme?: DrawingTheme;
  /** In pixels, 560 unless given. */
  readonly width?: number;
}

const rowHeight = 26;
const top = 34;
const bottom = 30;
const labelSize = 12.5;

/** Draws the rows over one axis; the shapes of the marks differ, so that no colour is needed to tell them apart. */
export function drawIntervals({ title, rows, names, theme = 'auto', width = 560 }: IntervalChart): string {
  const left = 16 + Math.min(0.43 * width, Math.max(40, ...rows.map(({ label }) => textWidth(label, labelSize))));
  const right = width - 18;
  const values = rows.flatMap(({ expected, tolerance = 0, found }) => [
    ...(expected === undefined ? [] : [expected - tolerance, expected + tolerance]),
    ...(found === undefined ? [] : [found]),
  ]);
  const [low, high] = extent(values);
  const height = top + rows.length * rowHeight + bottom;
  const at = (value: number): string => coordinate(left + ((value - low) / (high - low)) * (right - left));
  const end = height - bottom;
  const ticks = niceTicks([low, high], 5).map(
    (tick) =>
      `<path stroke="currentColor" stroke-opacity="0.18" fill="none" d="M${at(tick)} ${top - 8}V${end}"/><text class="muted" x="${at(tick)}" y="${end + 18}" text-anchor="middle">${tickText(tick)}</text>`,
  );
  const marks = rows.map(({ label, expected, tolerance = 0, found }, i) => {
    const y = top + (i + 0.5) * rowHeight;
    const parts = [`<text class="ink" x="${left - 12}" y="${coordinate(y + 4)}" text-anchor="end">${escapeXml(label)}</text>`];
    if (expected !== undefined) {
      const ends =
        tolerance > 0
          ? `M${at(expected - tolerance)} ${y}H${at(expected + tolerance)}m0 -5v10M${at(expected - tolerance)} ${y - 5}v10`
          : '';
      parts.push(`<path class="flow" d="${ends}"/>${diamond(at(expected), y)}`);
    }
    if (found !== undefined) {
      const isOut = expected !== undefined && Math.abs(found - expected) > tolerance;
      parts.push(isOut ? cross(at(found), y) : `<circle class="conv3-fill" cx="${at(found)}" cy="${y}" r="4.5"/>`);
    }
    return parts.join('');
  });
  const legend = `${diamond(String(left), 14)}<text class="ink" x="${left + 10}" y="18">${escapeXml(names.expected)}</text>${circleAndName(left + 30 + textWidth(names.expected, 12), names.found)}`;
  const description = rows
    .map(({ label, expected, found }) => `${label}: ${names.expected} ${expected ?? 'none'}, ${names.found} ${found ?? 'none'}`)
    .join('; ');
  const body = `<g font-size="12">${legend}${ticks.join('')}${marks.join('')}</g>`;
  return svgDocument({ width, height, title, description, theme, body });
}

function circleAndName(x: number, name: string): string {
  const out = x + 24 + textWidth(name, 12);
  return `<circle class="conv3-fill" cx="${coordinate(x)}" cy="14" r="4.5"/><text class="ink" x="${coordinate(x + 10)}" y="18">${escapeXml(name)}</text>${cross(coordinate(out), 14)}<text class="ink" x="${coordinate(out + 10)}" y="18">outside</text>`;
}

/** Hollow: what is expected. */
function diamond(x: string, y: number): string {
  return `<path class="node" d="M${x} ${y - 6}l6 6l-6 6l-6 -6z"/>`;
}

/** Found, outside the interval. */
function cross(x: string, y: number): string {
  return `<path class="edge pool" style="stroke-width:2.4;stroke-dasharray:none" d="M${x} ${y}m-4.5 -4.5l9 9m0 -9l-9 9"/>`;
}

/** With air at both ends. */
function extent(values: readonly number[]): readonly [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (!(low <= high)) return [0, 1];
  const air = low === high ? Math.max(0.5, Math.abs(low) * 0.1) : (high - low) * 0.06;
  return [low - air, high + air];
}
