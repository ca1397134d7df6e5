import { valueAt } from '../column-of.js';
import type { SearchOutcome } from '../run-search.js';

/** The place of each candidate among those that were scored with the most evidence, meet the limits and, in a space with a supernet, are completely pruned; undefined for the others. */
export function finalistPlaces({ reached, outside, finished }: SearchOutcome): (number | undefined)[] {
  const furthest = reached.reduce((most, stages) => Math.max(most, stages), 0);
  let place = 0;
  return reached.map((stages, i) => (stages === furthest && !outside[i] && finished?.[i] !== false ? place++ : undefined));
}

/** The candidates that were scored with the most evidence: those that can be ranked together. All, unless the search kept shortlists or the limits name scores. */
export function finalistsOf(outcome: SearchOutcome): SearchOutcome {
  const places = finalistPlaces(outcome);
  const chosen = places.flatMap((place, i) => (place === undefined ? [] : [i]));
  if (chosen.length === outcome.candidates.length) return outcome;
  const pick = <T>(list: readonly T[]): T[] => chosen.map((i) => valueAt(list, i));
  const pickAll = <T>(lists: { readonly [key: string]: readonly T[] }): { [key: string]: T[] } =>
    Object.fromEntries(Object.entries(lists).map(([key, list]) => [key, pick(list)]));
  const canonical = pick(outcome.canonical);
  return {
    ...outcome,
    candidates: pick(outcome.candidates),
    known: pick(outcome.known),
    canonical,
    distinct: new Set(canonical).size,
    columns: pickAll(outcome.columns),
    quantities: pickAll(outcome.quantities),
    reached: pick(outcome.reached),
    outside: pick(outcome.outside),
    ...(outcome.finished === undefined ? {} : { finished: pick(outcome.finished) }),
  };
}
