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
  const value = momentsOf(scores, (score) => score.value);
  if (!(value.deviation > 0)) return [];
  const scale = ((direction === 'higher' ? 1 : -1) * weight) / value.deviation;
  const termOf = (name: string, read: (score: Known) => number): Term => {
    const { mean } = momentsOf(scores, read);
    return {
      name,
      effectAt: (place) => {
        const score = scores.at(place);
        return score?.ok === true ? scale * (read(score) - mean) : undefined;
      },
    };
  };
  const names = Object.keys(firstKnown(scores)?.parts ?? {});
  const isSum =
    names.length > 1 &&
    everyKnown(scores, ({ value: total, parts = {} }) => {
      const sum = names.reduce((all, name) => all + (parts[name] ?? NaN), 0);
      return Math.abs(sum - total) <= sumError * (1 + Math.abs(total));
    });
  return isSum
    ? names.map((name) => termOf(`${key} ${name}`, ({ parts }) => parts?.[name] ?? 0))
    : [termOf(key, (score) => score.value)];
}

type Known = Extract<Score, { ok: true }>;

/** Of a number of every score that is defined. */
function momentsOf(scores: Column<Score>, read: (score: Known) => number): { readonly mean: number; readonly deviation: number } {
  let count = 0;
  let total = 0;
  for (const score of scores)
    if (score.ok) {
      count++;
      total += read(score);
    }
  const mean = total / count;
  let squares = 0;
  for (const score of scores) if (score.ok) squares += (read(score) - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / count) };
}

function firstKnown(scores: Column<Score>): Known | undefined {
  for (const score of scores) if (score.ok) return score;
  return undefined;
}

function everyKnown(scores: Column<Score>, meets: (score: Known) => boolean): boolean {
  for (const score of scores) if (score.ok && !meets(score)) return false;
  return true;
}
