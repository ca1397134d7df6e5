/** Candidates whose fitness is known, and their order. Several objectives are compared by domination. */
import * as v from 'valibot';
import { crowdingDistances, dominates, dominationRanks } from '../core/pareto/index.js';
import type { Rng } from '../core/rng.js';
import type { Outcome } from './types.js';

export const memberSchema = v.object({
  genotype: v.any(),
  /** The level of its objectives. */
  level: v.number(),
  /** Null when there is no score. */
  objectives: v.nullable(v.array(v.number())),
});
export const membersSchema = v.array(memberSchema);

export type Member = v.InferOutput<typeof memberSchema>;

export function memberOf({ genotype, objectives }: Outcome, level: number): Member {
  return { genotype, level, objectives: objectives === undefined ? null : [...objectives] };
}

/** Whether the first beats the second; a member with a score beats every member without one. */
function beats(a: Member, b: Member): boolean {
  if (a.objectives === null) return false;
  return b.objectives === null || dominates(a.objectives, b.objectives);
}

/** Members from the best to the worst: by front, then the less crowded first; equals keep their order. Members without a score come last. */
export function bestFirst<M extends Member>(members: readonly M[]): M[] {
  const scored = members.filter((member) => member.objectives !== null);
  const points = scored.map(({ objectives }) => objectives as readonly number[]);
  const ranks = dominationRanks(points);
  const placed = scored.map((member, i) => ({ member, i, rank: ranks[i] ?? 0, point: points[i] ?? [], distance: 0 }));
  // With one objective every front holds equals.
  if ((points[0]?.length ?? 1) > 1) {
    for (const rank of new Set(ranks)) {
      const front = placed.filter((own) => own.rank === rank);
      const distances = crowdingDistances(front.map(({ point }) => point));
      front.forEach((own, place) => (own.distance = distances[place] ?? 0));
    }
  }
  placed.sort((a, b) => a.rank - b.rank || compare(b.distance, a.distance) || a.i - b.i);
  return [...placed.map(({ member }) => member), ...members.filter((member) => member.objectives === null)];
}

/** For sorting; infinities are equal to themselves. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The winner among `size` members drawn with repetition: the first drawn that none of the others beats. */
export function tournament<M extends Member>(members: readonly M[], size: number, rng: Rng): M {
  const drawn = Array.from({ length: size }, () => rng.pick(members));
  return drawn.find((member) => !drawn.some((other) => beats(other, member))) as M;
}
