/** Accuracies as normal scores of their ranks, in which a regressor learns, and back: a few failed trainings then weigh no more than their places. */
import { must } from '../core/must.js';
import { ranks } from '../core/statistics/index.js';

/** Both ways, for the accuracies it was made of. */
export interface NormalScores {
  readonly scores: Float64Array;
  /** The accuracy of a normal score: between known ones in proportion, beyond them as steep as among the outer ones. Strictly rising. */
  accuracyOf(score: number): number;
  /** The normal score of an accuracy. */
  scoreOf(accuracy: number): number;
}

/** @param accuracies at least two of them different. */
export function normalScores(accuracies: ArrayLike<number>): NormalScores {
  const n = accuracies.length;
  const places = ranks(accuracies);
  const scores = Float64Array.from(places, (place) => normalQuantile((place - 0.5) / n));
  const knots = [...new Map(Array.from(accuracies, (accuracy, i) => [must(scores[i], 'a score of each'), accuracy] as const))]
    .map(([score, accuracy]): Knot => ({ x: score, y: accuracy }))
    .sort((a, b) => a.x - b.x);
  const swapped = knots.map(({ x, y }): Knot => ({ x: y, y: x }));
  return { scores, accuracyOf: (score) => along(knots, score), scoreOf: (accuracy) => along(swapped, accuracy) };
}

interface Knot {
  readonly x: number;
  readonly y: number;
}

/** Knots among which the slope beyond the ends is measured. */
const outer = 4;

/** Straight lines through knots, and beyond them. */
function along(knots: readonly Knot[], x: number): number {
  const knotAt = (place: number): Knot => must(knots[place], 'a knot');
  const line = (from: Knot, to: Knot, start: Knot): number => start.y + ((to.y - from.y) / (to.x - from.x)) * (x - start.x);
  const last = knots.length - 1;
  const steps = Math.min(outer, last);
  const [first, end] = [knotAt(0), knotAt(last)];
  if (x <= first.x) return line(first, knotAt(steps), first);
  if (x >= end.x) return line(knotAt(last - steps), end, end);
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (knotAt(middle).x <= x) low = middle;
    else high = middle;
  }
  return line(knotAt(low), knotAt(high), knotAt(low));
}

/** Inverse of the normal distribution: bisection on its integral by Abramowitz & Stegun 26.2.17, error below 1e-7. */
export function normalQuantile(p: number): number {
  let [low, high] = [-8, 8];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normalIntegral(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Share of a standard normal distribution below x. */
export function normalIntegral(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = normalDensity(x) * series;
  return x > 0 ? 1 - tail : tail;
}

export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}
