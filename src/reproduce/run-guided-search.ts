/**
 * Searches that look accuracies up in a table, helped by a score: a searcher with two levels of evidence, the score (cheap) and the
 * accuracy that guides it, replayed on what is known.
 */
import { highest } from './highest.js';
import { must } from '../core/must.js';
import { usageError } from '../core/errors.js';
import { createRng } from '../core/rng.js';
import { openSearcher } from '../searchers/open-searcher.js';
import type { SearchDomain } from '../searchers/types.js';
import type { SearchSpace } from '../spaces/types.js';
import { drawPlaces } from './run-selection.js';
import { oriented, standIns, type Scored } from './scored.js';
import { summarize } from './summarize.js';
import type { FigureResult, GuidedSearchExperiment, Paper } from './types.js';

export function runGuidedSearch(
  paper: Paper,
  experiment: GuidedSearchExperiment,
  scored: Scored,
  { seed, runs, space }: { readonly seed: number; readonly runs: number; readonly space: SearchSpace },
): FigureResult[] {
  const { table, column, seconds } = scored;
  const scores = oriented(column);
  const guide = table.target(experiment.guide);
  /** Places in the order they were looked up, a list a run. */
  const visits = Array.from({ length: runs }, (_, run) =>
    experiment.warmup === undefined
      ? replay(experiment, space, table.architectures, scores, guide, seed + run)
      : warmedUp(experiment, experiment.warmup, scores, createRng(seed + run, `${paper.id} ${experiment.source} warm-up`)),
  );
  return experiment.figures.map((figure) => {
    const accuracies = table.target(figure.target);
    const found = visits.map((places) => {
      const seen = places.slice(0, figure.after ?? places.length);
      const by = experiment.reads === 'chosen' ? guide : accuracies;
      return must(accuracies[highest(seen, by)], 'its accuracy');
    });
    const scoredInARun = experiment.warmup ?? Number(/warmup=(\d+)/.exec(experiment.searcher)?.[1] ?? 0);
    return summarize(paper, experiment, figure, {
      found,
      score: column.key,
      protocol: `${experiment.searcher}${experiment.warmup === undefined ? '' : ` of ${experiment.warmup}`}, ${figure.after ?? experiment.budget} looked up`,
      n: figure.after ?? experiment.budget,
      standIns: standIns(experiment, scored),
      seconds: seconds === null ? null : (seconds / table.architectures.length) * scoredInARun,
    });
  });
}

/** The best scored of a draw, in their order. */
function warmedUp(
  { budget }: GuidedSearchExperiment,
  warmup: number,
  scores: Float64Array,
  rng: { int(n: number): number },
): number[] {
  const drawn = drawPlaces(scores.length, Math.min(warmup, scores.length), true, rng);
  const scoreOf = (place: number): number => scores[place] ?? NaN;
  return drawn.sort((a, b) => (scoreOf(a) === scoreOf(b) ? a - b : scoreOf(b) > scoreOf(a) ? 1 : -1)).slice(0, budget);
}

/** Drives a searcher: level 0 is answered with the score, level 1 with the guiding accuracy. */
function replay(
  { searcher: spec, budget }: GuidedSearchExperiment,
  space: SearchSpace,
  architectures: readonly string[],
  scores: Float64Array,
  guide: Float64Array,
  seed: number,
): number[] {
  const places = new Map(architectures.map((text, place) => [text, place]));
  const placeOf = (genotype: unknown): number => {
    const place = places.get(space.encode(genotype));
    if (place === undefined)
      throw usageError('reproduce', {
        expected: 'a table with every architecture of the space for a guided search',
        got: 'a part of it',
        code: 'mismatch',
      });
    return place;
  };
  const { searcher } = openSearcher(spec, { domain: space as SearchDomain, seed, budget, levels: 2 });
  const rng = createRng(seed, 'guided search draws');
  const visited: number[] = [];
  for (let ask = searcher.ask(budget); ask !== undefined; ask = searcher.ask(budget)) {
    const { level } = ask;
    const genotypes =
      ask.kind === 'genotypes'
        ? ask.genotypes
        : warmedUp({ budget: ask.keep } as GuidedSearchExperiment, ask.count, scores, rng).map((place) =>
            space.decode(must(architectures[place], 'an architecture')),
          );
    searcher.tell(
      genotypes.map((genotype) => {
        const place = placeOf(genotype);
        if (level === 1) visited.push(place);
        const value = (level === 0 ? scores[place] : guide[place]) ?? NaN;
        return { genotype, objectives: Number.isFinite(value) ? [value] : undefined };
      }),
    );
  }
  return visited;
}
