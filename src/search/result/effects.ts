/**
 * What a ranking is made of: for each of the best, how far every part of its scores lies above or below the mean of all candidates. A score is
 * counted in standard deviations and times its weight; one that is the sum of its parts (field, SED) is split into them, so that the effects of
 * an architecture add up.
 */
import type { Column } from '../../core/column.js';
import type { ScoreColumn } from '../../proxies/combine/index.js';
import { scoreNumbers, type NumberReader } from '../../proxies/score-numbers.js';
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
  const valueAt = scoreNumbers(scores);
  const termOf = (name: string, center: number, numberAt: NumberReader): Term => ({
    name,
    effectAt: (place) => (Number.isNaN(valueAt(place)) ? undefined : scale * (numberAt(place) - center)),
  });
  return parts === undefined
    ? [termOf(key, mean, valueAt)]
    : parts.map((part) => termOf(`${key} ${part.name}`, part.mean, scoreNumbers(scores, part.name)));
}

interface Moments {
  readonly mean: number;
  readonly deviation: number;
  /** The parts that every score is the sum of; undefined where there are none. */
  readonly parts: readonly { readonly name: string; readonly mean: number }[] | undefined;
}

/** Of every score that is defined. */
function momentsOf(scores: Column<Score>): Moments {
  const valueAt = scoreNumbers(scores);
  const { length } = scores;
  const parts = partNames(scores, valueAt).map((name) => ({ name, numberAt: scoreNumbers(scores, name), total: 0 }));
  let count = 0;
  let total = 0;
  let isSum = parts.length > 1;
  for (let i = 0; i < length; i++) {
    const value = valueAt(i);
    if (Number.isNaN(value)) continue;
    count++;
    total += value;
    if (!isSum) continue;
    let sum = 0;
    for (const part of parts) {
      const own = part.numberAt(i);
      sum += own;
      part.total += own;
    }
    isSum = Math.abs(sum - value) <= sumError * (1 + Math.abs(value));
  }
  const mean = total / count;
  let squares = 0;
  for (let i = 0; i < length; i++) {
    const value = valueAt(i);
    if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  }
  return {
    mean,
    deviation: Math.sqrt(squares / count),
    parts: isSum ? parts.map(({ name, total: all }) => ({ name, mean: all / count })) : undefined,
  };
}

/** The parts of the first score that is defined. */
function partNames(scores: Column<Score>, valueAt: NumberReader): string[] {
  for (let i = 0; i < scores.length; i++) {
    if (Number.isNaN(valueAt(i))) continue;
    const score = scores.at(i);
    return score?.ok === true ? Object.keys(score.parts ?? {}) : [];
  }
  return [];
}
