import { pickColumn, type Column } from '../../core/column.js';
import { createNumberColumn } from '../../core/number-column.js';
import { valueAt } from '../column-of.js';
import type { SearchOutcome } from '../run-search.js';

/** The place of each candidate among those that were scored with the most evidence, meet the limits and, in a space with a supernet, are completely pruned; undefined for the others. */
export function finalistPlaces(outcome: SearchOutcome): (index: number) => number | undefined {
  const chosen = chosenOf(outcome);
  if (chosen.length === outcome.candidates.length) return (index) => index;
  const places = createNumberColumn(Uint32Array);
  for (const [place, index] of [...chosen].entries()) places.set(index, place + 1);
  return (index) => {
    const next = places.at(index) ?? 0;
    return next === 0 ? undefined : next - 1;
  };
}

/** The indices of the candidates that can be ranked together. */
function chosenOf({ candidates, reached, outside, finished }: SearchOutcome): Column<number> {
  const furthest = furthestOf(reached);
  const chosen = createNumberColumn(Uint32Array);
  for (let i = 0; i < candidates.length; i++)
    if (valueAt(reached, i) === furthest && !valueAt(outside, i) && finished?.[i] !== false) chosen.push(i);
  return chosen;
}

/** The most stages of evidence that a candidate passed. */
export function furthestOf(reached: Column<number>): number {
  let furthest = 0;
  for (const stages of reached) if (stages > furthest) furthest = stages;
  return furthest;
}

/** The candidates that were scored with the most evidence: those that can be ranked together. All, unless the search kept shortlists or the limits name scores. */
export function finalistsOf(outcome: SearchOutcome): SearchOutcome {
  const chosen = chosenOf(outcome);
  if (chosen.length === outcome.candidates.length) return outcome;
  const pick = <T>(column: Column<T>): Column<T> => pickColumn(column, chosen);
  const pickAll = <T>(columns: { readonly [key: string]: Column<T> }): { [key: string]: Column<T> } =>
    Object.fromEntries(Object.entries(columns).map(([key, column]) => [key, pick(column)]));
  return {
    ...outcome,
    candidates: pick(outcome.candidates),
    known: pick(outcome.known),
    canonical: pick(outcome.canonical),
    forms: pick(outcome.forms),
    distinct: new Set(pick(outcome.forms)).size,
    costs: pick(outcome.costs),
    columns: pickAll(outcome.columns),
    quantities: pickAll(outcome.quantities),
    reached: pick(outcome.reached),
    outside: pick(outcome.outside),
    ...(outcome.finished === undefined ? {} : { finished: [...pick(outcome.finished)] }),
  };
}
