/** Random search by score: each run draws architectures, the best scored is chosen (the first of equals), its accuracy looked up. */
import { highest } from './highest.js';
import { must } from '../core/must.js';
import { createRng } from '../core/rng.js';
import { combinedColumn, oriented, standIns, type Scored } from './scored.js';
import { summarize } from './summarize.js';
import type { FigureResult, Paper, SelectionExperiment } from './types.js';

/** @param runs how many, where fewer than the experiment's are wanted. */
export function runSelection(
  paper: Paper,
  experiment: SelectionExperiment,
  scored: Scored,
  { seed, runs }: { readonly seed: number; readonly runs: number },
): FigureResult[] {
  const { table, columns, column, seconds } = scored;
  const count = table.architectures.length;
  const whole = oriented(column);
  const draws = experiment.draws === 'all' ? count : Math.min(experiment.draws, count);
  const chosen: { readonly place: number; readonly drawn: readonly number[] }[] = [];
  for (let run = 0; run < (experiment.draws === 'all' ? 1 : runs); run++) {
    const drawn =
      experiment.draws === 'all'
        ? [...whole.keys()]
        : drawPlaces(count, draws, experiment.distinct, createRng(seed + run, `${paper.id} ${experiment.source} selection`));
    // A combination of ranks is one among what was drawn.
    const scores =
      experiment.combine === undefined
        ? drawn.map((place) => whole[place] ?? NaN)
        : oriented(combinedColumn(experiment, columns, drawn));
    const best = highest(drawn.keys(), scores);
    chosen.push({ place: must(drawn[best], 'one that was drawn'), drawn });
  }
  return experiment.figures.map((figure) => {
    const accuracies = table.target(figure.target);
    const accuracyOf = (place: number): number => accuracies[place] ?? NaN;
    const found = chosen.map(({ place, drawn }) =>
      figure.metric === 'rank' ? 1 + drawn.filter((other) => accuracyOf(other) > accuracyOf(place)).length : accuracyOf(place),
    );
    return summarize(paper, experiment, figure, {
      found,
      ...(table.isSampled ? { fillings: count / draws } : {}),
      score: column.key,
      protocol: experiment.draws === 'all' ? 'best of the complete space' : `best of ${draws.toLocaleString('en-US')} random`,
      n: draws,
      standIns: standIns(experiment, scored),
      seconds: seconds === null ? null : (seconds / count) * draws,
    });
  });
}

/** Places drawn with repetition, or without. */
export function drawPlaces(count: number, draws: number, distinct: boolean, rng: { int(n: number): number }): number[] {
  if (!distinct) return Array.from({ length: draws }, () => rng.int(count));
  const drawn = new Set<number>();
  while (drawn.size < draws) drawn.add(rng.int(count));
  return [...drawn];
}
