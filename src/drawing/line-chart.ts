/** Lines over one quantity as a static SVG: a search's best so far, accuracy against simulated hours. A band is drawn behind its line. */
import { must } from '../core/must.js';
import { svgDocument } from './svg/document.js';
import { niceTicks, tickText } from './svg/ticks.js';
import { coordinate, escapeXml } from './svg/xml.js';
import type { DrawingTheme } from './svg/theme.js';

/** One line of a chart. */
export interface ChartSeries {
  readonly name: string;
  /** Ascending in x. */
  readonly points: readonly ChartPoint[];
  /** The value holds until the next point, as a best so far does. */
  readonly isStep?: boolean;
}

/** A point of a line, with the ends of its band where it has one. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  /** Ends of the band. */
  readonly low?: number;
  readonly high?: number;
}

/** A line across a chart. */
export interface ChartMark {
  readonly x: number;
  readonly text: string;
}

/** What a chart shows. */
export interface LineChart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly ChartSeries[];
  /** Where the y axis begins: lower values are drawn at its start, so that a steep start does not flatten the rest. */
  readonly yLow?: number;
  /** Where the y axis ends: higher values are drawn at its end. */
  readonly yHigh?: number;
  readonly theme?: DrawingTheme;
  /** Dashed lines across the chart at a value of x, with their names: limits. */
  readonly marks?: readonly ChartMark[];
  /** How the ticks of the x axis are written; left out, in full. */
  readonly xText?: (value: number) => string;
  /** Pixels; 720 unless given. */
  readonly width?: number;
}

const height = 340;
const plot = { left: 72, right: 16, top: 14, bottom: 48 };
/** Colours of the drawings, in an order in which neighbours differ. */
const strokes = ['conv3', 'pool', 'conv5', 'conv7', 'conv1'] as const;

/** One SVG element; series without a point are left out of it. */
export function drawLineChart({
  title,
  x,
  y,
  series,
  yLow = -Infinity,
  yHigh = Infinity,
  marks = [],
  theme = 'auto',
  xText = tickText,
  width = 720,
}: LineChart): string {
  const drawn = series.filter(({ points }) => points.length > 0);
  const all = drawn.flatMap(({ points }) => points);
  const xs = extent([...all, ...marks].map(({ x: value }) => value));
  const limited = (value: number): number => Math.min(yHigh, Math.max(yLow, value));
  const ys = extent(all.flatMap((point) => [point.y, point.low ?? point.y, point.high ?? point.y]).map(limited));
  const toX = (value: number): number => plot.left + ((value - xs[0]) / (xs[1] - xs[0])) * (width - plot.left - plot.right);
  const toY = (value: number): number =>
    height - plot.bottom - ((limited(value) - ys[0]) / (ys[1] - ys[0])) * (height - plot.top - plot.bottom);
  const at = (px: number, py: number): string => `${coordinate(px)} ${coordinate(py)}`;
  const rise = drawn.reduce((sum, { points }) => sum + (points.at(-1)?.y ?? 0) - (points[0]?.y ?? 0), 0);
  const isFalling = rise < 0;
  const parts: string[] = [];
  for (const tick of niceTicks(ys, 5)) {
    parts.push(
      `<path class="grid" stroke="currentColor" stroke-opacity="0.18" fill="none" d="M${at(plot.left, toY(tick))}H${width - plot.right}"/><text class="muted" x="${plot.left - 8}" y="${coordinate(toY(tick) + 4)}" text-anchor="end">${tickText(tick)}</text>`,
    );
  }
  // Between two epochs there is none.
  const isCounted = all.every((point) => Number.isInteger(point.x));
  for (const tick of niceTicks(xs, Math.max(2, Math.min(7, width / 90)))) {
    if (isCounted && !Number.isInteger(tick)) continue;
    parts.push(
      `<path class="grid" stroke="currentColor" stroke-opacity="0.18" fill="none" d="M${at(toX(tick), height - plot.bottom)}v5"/><text class="muted" x="${coordinate(toX(tick))}" y="${height - plot.bottom + 19}" text-anchor="middle">${xText(tick)}</text>`,
    );
  }
  parts.push(
    `<text class="ink" x="${(plot.left + width - plot.right) / 2}" y="${height - 8}" text-anchor="middle">${escapeXml(x)}</text>`,
  );
  parts.push(
    `<text class="ink" transform="translate(14 ${(height - plot.bottom + plot.top) / 2}) rotate(-90)" text-anchor="middle">${escapeXml(y)}</text>`,
  );
  for (const { x: value, text } of marks) {
    const left = toX(value);
    parts.push(
      `<path class="edge link" style="stroke-dasharray:6 4" d="M${at(left, plot.top)}V${height - plot.bottom}"/><text class="muted" transform="translate(${coordinate(left - 6)} ${(height - plot.bottom + plot.top) / 2}) rotate(-90)" text-anchor="middle">${escapeXml(text)}</text>`,
    );
  }
  drawn.forEach(({ name, points, isStep = false }, i) => {
    const stroke = strokes[i % strokes.length] ?? strokes[0];
    const dash = i < strokes.length ? 'none' : '6 3';
    const trace = (value: (point: ChartPoint) => number, list: readonly ChartPoint[]): string =>
      list
        .map(
          (point, k) =>
            `${k === 0 ? '' : isStep ? `H${coordinate(toX(point.x))}V${coordinate(toY(value(point)))}` : `L${at(toX(point.x), toY(value(point)))}`}`,
        )
        .join('');
    const start = (value: (point: ChartPoint) => number, point: ChartPoint): string => at(toX(point.x), toY(value(point)));
    const first = must(points[0], 'a point of each line');
    const low = (point: ChartPoint): number => point.low ?? point.y;
    const high = (point: ChartPoint): number => point.high ?? point.y;
    if (!isStep && points.some((point) => point.low !== undefined)) {
      const back = points.toReversed();
      const last = must(back[0], 'a point of each line');
      parts.push(
        `<path class="${stroke}-fill" fill-opacity="0.16" d="M${start(high, first)}${trace(high, points)}L${start(low, last)}${trace(low, back)}Z"><title>${escapeXml(name)}: quartiles</title></path>`,
      );
    }
    parts.push(
      `<path class="edge ${stroke}" style="stroke-width:2;stroke-dasharray:${dash}" d="M${start((point) => point.y, first)}${trace((point) => point.y, points)}"><title>${escapeXml(name)}</title></path>`,
    );
    if (points.length === 1)
      parts.push(`<circle class="${stroke}-fill" cx="${coordinate(toX(first.x))}" cy="${coordinate(toY(first.y))}" r="3"/>`);
    if (drawn.length > 1) parts.push(legendLine(name, { stroke, dash, width, isAbove: isFalling }, i, drawn.length));
  });
  const description = drawn
    .map(({ name, points: [first, ...others] }) => {
      const begin = must(first, 'a point of each line');
      return `${name}: ${tickText(begin.y)} to ${tickText((others.at(-1) ?? begin).y)}`;
    })
    .join('; ');
  return svgDocument({ title, description, width, height, theme, body: `<g font-size="12">${parts.join('')}</g>` });
}

/** Names at the lower right, where rising curves leave room, or at the upper right for falling ones. */
function legendLine(
  name: string,
  {
    stroke,
    dash,
    width,
    isAbove,
  }: { readonly stroke: string; readonly dash: string; readonly width: number; readonly isAbove: boolean },
  i: number,
  count: number,
): string {
  const top = isAbove ? plot.top + 12 + 18 * i : height - plot.bottom - 12 - 18 * (count - 1 - i);
  return `<path class="edge ${stroke}" style="stroke-width:2;stroke-dasharray:${dash}" d="M${width - plot.right - 28} ${top - 4}h22"/><text class="ink" x="${width - plot.right - 34}" y="${top}" text-anchor="end">${escapeXml(name)}</text>`;
}

/** Smallest and largest, made different if all are equal. */
function extent(values: readonly number[]): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [0, 1];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}
