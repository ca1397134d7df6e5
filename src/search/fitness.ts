/**
 * The fitness that a learning searcher receives for a candidate: one number for each objective, higher is better. The score of several proxies
 * is the candidate's rank among all that were scored with the same evidence, so it moves as more are scored; then the
 * searcher receives all fitness again. The score of a single proxy is used directly and does not move.
 */
import { createNumberColumn, type NumberColumn } from '../core/number-column.js';
import { must } from '../core/must.js';
import { columnOf, valueAt } from './column-of.js';
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
  readonly moves: boolean;
}

/** What is known at a level. */
interface Level {
  /** By text. */
  readonly proxies: readonly string[];
  readonly score: Score;
  /** 1 for a candidate that was counted. */
  readonly counted: NumberColumn;
  /** How many these are. */
  size: number;
  /** How many these were when all fitness was last sent again. */
  sentAt: number;
}

/** @throws a usage error when the combination does not suit the plan's proxies. */
export function createFitness({ resolved, candidates, levels, combination, objectives, quantityIds }: FitnessOptions): Fitness {
  const known = levels.map((proxies): Level => {
    const { texts, weights } = levelWeights(resolved, combination, proxies);
    return { proxies, score: scoreOf(texts, weights), counted: createNumberColumn(Uint8Array), size: 0, sentAt: 0 };
  });
  const levelAt = (level: number): Level => must(known[level], 'a level of the search');

  function scoreOf(texts: readonly string[], weights: readonly number[]): Score {
    const row = (index: number): number[] => candidates.row(index, texts);
    const isDefined = (index: number): boolean => texts.some((text) => valueAt(columnOf(candidates.columns, text), index).ok);
    if (texts.length === 1)
      return { moves: false, count: () => undefined, valueOf: (index) => (isDefined(index) ? row(index)[0] : undefined) };
    const scale: Scale = parseCombination(combination).combination.createScale(weights);
    return {
      moves: true,
      count: (index) => scale.add(row(index)),
      valueOf: (index) => (isDefined(index) ? scale.valueOf(row(index)) : undefined),
    };
  }

  const valueOf = (objective: Objective, index: number, level: number): number | undefined => {
    if (objective.kind === 'score') return levelAt(level).score.valueOf(index);
    if (objective.kind === 'quantity')
      return valueAt(valueAt(candidates.measured, quantityIds.indexOf(objective.quantity)), index);
    const score = valueAt(columnOf(candidates.columns, objective.proxy), index);
    return score.ok ? score.value : undefined;
  };
  const isKnown = (objective: Objective, level: number): boolean =>
    objective.kind !== 'proxy' || levelAt(level).proxies.includes(objective.proxy);

  return {
    count(indices, level) {
      const at = levelAt(level);
      const { score, counted } = at;
      for (const index of indices) {
        if (counted.at(index) === 1) continue;
        counted.set(index, 1);
        at.size++;
        score.count(index);
      }
      const { size } = at;
      if (!score.moves || size < growth * at.sentAt || size === at.sentAt) return false;
      at.sentAt = size;
      return true;
    },
    objectivesOf(index, level) {
      if (candidates.outside.at(index) === true) return undefined;
      const values: number[] = [];
      for (const objective of objectives) {
        if (!isKnown(objective, level)) continue;
        const value = valueOf(objective, index, level);
        if (value === undefined) return undefined;
        values.push(objective.goal === 'min' ? -value : value);
      }
      if (values.length > 0) return values;
      // No objective is known yet: use the score by the proxies that are known.
      const score = levelAt(level).score.valueOf(index);
      return score === undefined ? undefined : [score];
    },
  };
}
