/**
 * The fitness that a learning searcher receives for a candidate: one number for each objective, higher is better. The score of several proxies
 * is the candidate's rank among all that were scored with the same evidence, so it moves as more are scored; then the
 * searcher receives all fitness again. The score of a single proxy is used directly and does not move.
 */
import { parseCombination, type Scale } from '../proxies/combine/index.js';
import type { ResolvedPlan } from '../engine/plan.js';
import type { Candidates } from './candidates.js';
import { levelWeights } from './level-weights.js';
import type { Objective } from './objectives.js';

interface Fitness {
  /** Counts candidates that were just scored up to `level`. @returns whether the scale has moved so far that all fitness must be sent again. */
  count(indices: readonly number[], level: number): boolean;
  /** Undefined where one of them has no score, or the scores break the limits. */
  objectivesOf(index: number, level: number): readonly number[] | undefined;
}

interface FitnessOptions {
  readonly resolved: ResolvedPlan;
  readonly candidates: Candidates;
  /** Proxies known at each level, by text. */
  readonly levels: readonly (readonly string[])[];
  readonly combination: string;
  readonly objectives: readonly Objective[];
  /** Ids of the quantities the candidates were measured for, in that order. */
  readonly quantityIds: readonly string[];
}

/** Growth of the number of candidates after which the scale counts as moved. */
const growth = 1.02;

interface Score {
  count(index: number): void;
  valueOf(index: number): number | undefined;
  moves: boolean;
}

/** @throws a usage error when the combination does not suit the plan's proxies. */
export function createFitness({ resolved, candidates, levels, combination, objectives, quantityIds }: FitnessOptions): Fitness {
  const scores = levels.map((known) => {
    const { texts, weights } = levelWeights(resolved, combination, known);
    return scoreOf(texts, weights);
  });

  function scoreOf(texts: readonly string[], own: readonly number[]): Score {
    const row = (index: number): number[] => candidates.row(index, texts);
    const isDefined = (index: number): boolean => texts.some((text) => candidates.columns[text][index].ok);
    if (texts.length === 1)
      return { moves: false, count: () => undefined, valueOf: (index) => (isDefined(index) ? row(index)[0] : undefined) };
    const scale: Scale = parseCombination(combination).combination.createScale(own);
    return {
      moves: true,
      count: (index) => scale.add(row(index)),
      valueOf: (index) => (isDefined(index) ? scale.valueOf(row(index)) : undefined),
    };
  }

  const valueOf = (objective: Objective, index: number, level: number): number | undefined => {
    if (objective.kind === 'score') return scores[level].valueOf(index);
    if (objective.kind === 'quantity') return candidates.quantities(index)[quantityIds.indexOf(objective.quantity)];
    const score = candidates.columns[objective.proxy][index];
    return score.ok ? score.value : undefined;
  };
  const isKnown = (objective: Objective, level: number): boolean =>
    objective.kind !== 'proxy' || levels[level].includes(objective.proxy);

  const counted = levels.map(() => new Set<number>());
  const toldAt = levels.map(() => 0);
  return {
    count(indices, level) {
      for (const index of indices) {
        if (counted[level].has(index)) continue;
        counted[level].add(index);
        scores[level].count(index);
      }
      const { size } = counted[level];
      if (!scores[level].moves || size < growth * toldAt[level] || size === toldAt[level]) return false;
      toldAt[level] = size;
      return true;
    },
    objectivesOf(index, level) {
      if (candidates.outside[index]) return undefined;
      const values: number[] = [];
      for (const objective of objectives) {
        if (!isKnown(objective, level)) continue;
        const value = valueOf(objective, index, level);
        if (value === undefined) return undefined;
        values.push(objective.goal === 'min' ? -value : value);
      }
      if (values.length > 0) return values;
      // No objective is known yet: use the score by the proxies that are known.
      const score = scores[level].valueOf(index);
      return score === undefined ? undefined : [score];
    },
  };
}
