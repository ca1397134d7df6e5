import { must } from '../core/must.js';
import type { ReportData } from './types.js';

/** The places of the best among the points of a report: where they do not say it, those of their strings. */
export function bestPlaces({ best, points }: ReportData): number[] {
  const unplaced = best.flatMap(({ arch, index }) => (index === undefined ? [arch] : []));
  const found = unplaced.length === 0 ? undefined : placesOf(points.archs, unplaced);
  return best.map(({ arch, index }) => must(index ?? found?.get(arch), 'one of the points for each of the best'));
}

/** Of equal strings the last. A map of all would hold a million entries. */
function placesOf(archs: Iterable<string>, wanted: Iterable<string>): ReadonlyMap<string, number> {
  const named = new Set(wanted);
  const places = new Map<string, number>();
  let place = 0;
  for (const arch of archs) {
    if (named.has(arch)) places.set(arch, place);
    place++;
  }
  return places;
}
