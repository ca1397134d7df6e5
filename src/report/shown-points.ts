/**
 * Which points the plots show of a run with so many candidates that a page could not hold them: the best by combined score, the front, those that
 * the report lists, and a sample of the others, drawn with the seed of the run. Counts, ranks and correlations stay those of all.
 */
import type { CellTopology } from '../arch/topology.js';
import { readColumn, type Column } from '../core/column.js';
import { createRng } from '../core/rng.js';
import { ascendingOrder } from '../core/statistics/ascending-order.js';
import { fullCount } from '../drawing/quantity.js';
import { frontSteps } from './front-steps.js';
import { bestPlaces } from './places-of.js';
import type { ReportData, ReportShown } from './types.js';

/** How many points are shown of more than their sum; up to that, all are. */
interface ShownBound {
  readonly best: number;
  readonly drawn: number;
}

const usualBound: ShownBound = { best: 10_000, drawn: 40_000 };

/** The data of a report with the points that its plots show, and their cells. @param cellOf the cell of a point. @param seed of the run. */
export function withShownPoints(
  data: ReportData,
  seed: number,
  cellOf: (index: number) => CellTopology | null,
  bound = usualBound,
): ReportData {
  const { points } = data;
  const shown = shownPoints(data, seed, bound);
  const length = (): number => points.archs.length;
  if (shown === undefined) return { ...data, points: { ...points, cells: readColumn(length, cellOf) } };
  const isShown = new Uint8Array(points.archs.length);
  for (const i of shown.indices) isShown[i] = 1;
  const cells = readColumn(length, (i) => (isShown[i] === 1 ? cellOf(i) : null));
  return { ...data, points: { ...points, cells, shown } };
}

/** Undefined where all points are shown. */
function shownPoints(data: ReportData, seed: number, bound: ShownBound): ReportShown | undefined {
  const { archs, combined } = data.points;
  if (archs.length <= bound.best + bound.drawn) return undefined;
  const isShown = new Uint8Array(archs.length);
  const order = bestFirst(combined);
  for (const i of order.subarray(0, bound.best)) isShown[i] = 1;
  for (const [first] of frontSteps(data)) isShown[first] = 1;
  for (const place of bestPlaces(data)) isShown[place] = 1;
  if (data.reference !== undefined) isShown[data.reference.index] = 1;
  const drawn = drawRest(placesWith(isShown, 0), bound.drawn, seed);
  for (const i of drawn) isShown[i] = 1;
  return { indices: Array.from(placesWith(isShown, 1)), best: bound.best, drawn: drawn.length };
}

function bestFirst(combined: Column<number>): Uint32Array {
  // Not `from` and `filter`, which make a list of a million numbers first; nor below.
  const values = new Float64Array(combined.length);
  let at = 0;
  for (const value of combined) values[at++] = Number.isNaN(value) ? Infinity : -value;
  return ascendingOrder(values);
}

/** The places that have a mark, ascending. */
function placesWith(marks: Uint8Array, mark: number): Uint32Array {
  const places = new Uint32Array(marks.length);
  let count = 0;
  for (let i = 0; i < marks.length; i++) if (marks[i] === mark) places[count++] = i;
  return places.subarray(0, count);
}

/** The beginning of a Fisher-Yates shuffle. */
function drawRest(rest: Uint32Array, most: number, seed: number): Uint32Array {
  const rng = createRng(seed, 'points of a report');
  const count = Math.min(most, rest.length);
  for (let i = 0; i < count; i++) {
    const other = i + rng.int(rest.length - i);
    const one = rest[i] as number;
    rest[i] = rest[other] as number;
    rest[other] = one;
  }
  return rest.subarray(0, count);
}

/** What the plots say of the points that they show; nothing where they show all. */
export function shownSentence({ points }: ReportData): string {
  const { shown, archs } = points;
  return shown === undefined
    ? ''
    : `Shown: the best ${fullCount(shown.best)}, the front, and ${fullCount(shown.drawn)} drawn at random, of ${fullCount(archs.length)}; ranks, counts and correlations are those of all. `;
}
