/**
 * What a ranking is made of: for each of the best, how far every part of its scores lies above or below the mean of all candidates. A score is
 * counted in standard deviations and times its weight; one that is the sum of its parts (field, SED) is split into them, so that the effects of
 * an architecture add up.
 */
import type { Column } from '../../core/column.js';
import type { ScoreColumn } from '../../proxies/combine/index.js';
import type { Score } from '../../proxies/types.js';

/** A score, or a part of one. */
export interface Effect {
  /** `field rank`, or the proxy's key. */
  readonly name: string;
  /** In standard deviations of its score over all candidates, times the score's weight; positive raises. */
  readonly effect: number;
}

/**
 * The effects on single candidates, strongest first.
 * @param weights of the proxies that take part, by key.
 * @param places which candidates.
 */
export function effectsOf(
  columns: readonly ScoreColumn[],
  weights: { readonly [key: string]: number },
  places: readonly number[],
): readonly (readonly Effect[])[] {
  const terms = columns.flatMap((column) => {
    const weight = weights[column.key];
    return weight === undefined || weight === 0 ? [] : termsOf(column, weight);
  });
  return places.map((place) =>
    terms
      .flatMap(({ name, effectAt }): Effect[] => {
        const effect = effectAt(place);
        return effect === undefined ? [] : [{ name, effect }];
      })
      .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect)),
  );
}

interface Term {
  readonly name: string;
  readonly effectAt: (place: number) => number | undefined;
}

/** Rounding of a sum of parts. */
const sumError = 1e-6;

function termsOf({ key, direction, scores }: ScoreColumn, weight: number): Term[] {
  const { mean, deviation, parts } = momentsOf(scores);
  if (!(deviation > 0)) return [];
  const scale = ((direction === 'higher' ? 1 : -1) * weight) / deviation;
  const termOf = (name: string, center: number, read: (score: Known) => number): Term => ({
    name,
    effectAt: (place) => {
      const score = scores.at(place);
      return score?.ok === true ? scale * (read(score) - center) : undefined;
    },
  });
  return parts === undefined
    ? [termOf(key, mean, (score) => score.value)]
    : parts.map((part) => termOf(`${key} ${part.name}`, part.mean, (score) => score.parts?.[part.name] ?? 0));
}

type Known = Extract<Score, { ok: true }>;

interface Moments {
  readonly mean: number;
  readonly deviation: number;
  /** The parts that every score is the sum of; undefined where there are none. */
  readonly parts: readonly { readonly name: string; readonly mean: number }[] | undefined;
}

/** Of every score that is defined. The scores are made when they are read, so they are read twice, and no more. */
function momentsOf(scores: Column<Score>): Moments {
  let count = 0;
  let total = 0;
  let parts: { readonly name: string; total: number }[] = [];
  let isSum = true;
  for (const score of scores) {
    if (!score.ok) continue;
    if (count++ === 0) parts = Object.keys(score.parts ?? {}).map((name) => ({ name, total: 0 }));
    total += score.value;
    let sum = 0;
    for (const part of parts) {
      const own = score.parts?.[part.name];
      sum += own ?? NaN;
      part.total += own ?? 0;
    }
    isSum &&= Math.abs(sum - score.value) <= sumError * (1 + Math.abs(score.value));
  }
  const mean = total / count;
  let squares = 0;
  for (const score of scores) if (score.ok) squares += (score.value - mean) ** 2;
  return {
    mean,
    deviation: Math.sqrt(squares / count),
    parts: isSum && parts.length > 1 ? parts.map(({ name, total: all }) => ({ name, mean: all / count })) : undefined,
  };
}
