/**
 * The knee of a front: the point that is the best compromise against the ends of the front.
 *
 * An end is a point that is best in an objective. Going from an end to a point, some objectives gain and some lose; every objective is scaled
 * to the front's range, and of the gains and of the losses only the largest counts, as in the additive epsilon indicator (Zitzler et al. 2003).
 * The value of a point is its largest gain minus its largest loss, taken from the end for which that is least.
 *
 * With two objectives this is the point farthest from the line through the ends, which is generally called the knee (Das 1999). With more, that
 * distance (to the plane through the ends: the sum of scaled objectives) is misled by objectives that are nearly the same: with a score,
 * params, MACs and latency, the smallest network is best in three of four, and its sum beats every compromise, however poor its score. The plane
 * through the ends that were found (KnEA, Zhang et al. 2015) does not help, because it does not exist if one point is several ends. A value that only
 * the largest gain and loss decide does not change when an objective is named twice. If no point is beyond the ends, an end is the knee.
 */
import { must } from '../must.js';
import { normalize, rangesOf } from './scalarize.js';

/** Largest lead of `a` over `b` in an objective, 0 if it has none. */
function largestLead(a: readonly number[], b: readonly number[]): number {
  let lead = 0;
  for (const [k, value] of a.entries()) lead = Math.max(lead, value - must(b[k], 'an objective of both'));
  return lead;
}

/**
 * The knee of a front, see above. Points with infinite objectives are skipped. @param points the objectives of a front, higher is better.
 * @returns its index, the first of equals, or undefined if there is none.
 */
export function kneePoint(points: readonly ArrayLike<number>[]): number | undefined {
  const finite = points.map((point, index) => ({ point, index })).filter(({ point }) => Array.from(point).every(Number.isFinite));
  // An objective in which all are equal has no ends.
  const varied = [...rangesOf(finite.map(({ point }) => point)).entries()].filter(([, { worst, best }]) => best > worst);
  const ranges = varied.map(([, range]) => range);
  const scaled = finite.map(({ point, index }) => ({
    index,
    point: normalize(
      varied.map(([k]) => point[k] ?? NaN),
      ranges,
    ),
  }));
  const ends = scaled.map(({ point }) => point).filter((point) => point.includes(1));
  let knee: number | undefined;
  let most = -Infinity;
  for (const { point, index } of scaled) {
    let worth = Infinity;
    for (const end of ends) worth = Math.min(worth, largestLead(point, end) - largestLead(end, point));
    if (knee !== undefined && worth <= most) continue;
    most = worth;
    knee = index;
  }
  return knee;
}
