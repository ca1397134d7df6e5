/** Rank correlation of two lists after removing the part that other lists explain: Pearson's correlation of the residuals of ranks. */
import { requireList, requireNumbers } from '../require-shape.js';
import { createRng } from '../rng.js';
import { pearson } from './pearson.js';
import { ranks } from './ranks.js';

/** A partial rank correlation. */
export interface PartialCorrelation {
  readonly value: number;
  /** 95 %; null if too few pairs are left for one. */
  readonly interval: readonly [low: number, high: number] | null;
  /** Share of permutations of the residuals that correlate as strongly (Freedman & Lane 1983). */
  readonly p: number;
}

const permutations = 2000;
const normalQuantile = 1.959964;
/** A residual this small beside its list is a rounding error. */
const nothingLeft = 1e-9;

/**
 * Spearman's correlation of x and y given the covariates.
 * @param groups a category for each pair; the means of categories are removed too.
 * @returns null if the covariates explain one of them completely, or leave less than one degree of freedom.
 */
export function partialSpearman(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  covariates: readonly ArrayLike<number>[],
  { seed = 0, groups }: { readonly seed?: number; readonly groups?: readonly string[] } = {},
): PartialCorrelation | null {
  requireNumbers('x', x);
  requireNumbers('y', y);
  requireList('covariates', 'a list of lists of numbers', covariates);
  const basis = basisOf(x.length, covariates, groups);
  const left = x.length - basis.length - 1;
  const [a, b] = [residual(ranks(x), basis), residual(ranks(y), basis)];
  if (left < 1 || a === undefined || b === undefined) return null;
  const value = pearson(a, b);
  if (value === null) return null;
  const rng = createRng(seed, 'partial correlation');
  const list = [...a];
  let asStrong = 0;
  for (let i = 0; i < permutations; i++) {
    const other = residual(Float64Array.from(rng.shuffle(list)), basis);
    const one = other === undefined ? 0 : (pearson(other, b) ?? 0);
    if (Math.abs(one) >= Math.abs(value) - nothingLeft) asStrong++;
  }
  return { value, interval: fisherInterval(value, left - 1), p: (asStrong + 1) / (permutations + 1) };
}

/** Whether covariates leave pairs enough to judge by: where they do not, a null of `partialSpearman` says nothing about the lists. */
export function leavesFreedom(n: number, covariates: readonly ArrayLike<number>[], groups?: readonly string[]): boolean {
  return n - basisOf(n, covariates, groups).length - 1 >= 1;
}

/** What is removed: the mean, the ranks of the covariates, the means of groups. */
function basisOf(n: number, covariates: readonly ArrayLike<number>[], groups: readonly string[] = []): Float64Array[] {
  return orthonormal([
    new Float64Array(n).fill(1),
    ...covariates.map(ranks),
    ...[...new Set(groups)].map((group) => Float64Array.from(groups, (own) => (own === group ? 1 : 0))),
  ]);
}

/**
 * A perfect correlation counts as that of a list with one exchanged pair, but the interval holds it: few pairs are in perfect order by chance, so that
 * four of them claim no certainty. @param freedom the number of pairs minus fitted values, minus three.
 */
function fisherInterval(value: number, freedom: number): readonly [number, number] | null {
  if (freedom < 1) return null;
  const pairs = freedom + 3;
  const most = Math.min(0.999, 1 - 12 / (pairs * (pairs ** 2 - 1)));
  const z = Math.atanh(Math.max(-most, Math.min(most, value)));
  const half = normalQuantile * Math.sqrt(1.06 / freedom);
  return [Math.min(value, Math.tanh(z - half)), Math.max(value, Math.tanh(z + half))];
}

/** Gram-Schmidt; lists that depend on the earlier ones are left out. */
function orthonormal(lists: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const list of lists) {
    const rest = residual(list, basis);
    if (rest === undefined) continue;
    const length = Math.hypot(...rest);
    basis.push(rest.map((value) => value / length));
  }
  return basis;
}

/** The part of a list outside a basis; undefined if that is zero. */
function residual(list: Float64Array, basis: readonly Float64Array[]): Float64Array | undefined {
  const rest = list.slice();
  // Twice: the second pass removes rounding errors of the first.
  for (const direction of [...basis, ...basis]) {
    let along = 0;
    for (let i = 0; i < rest.length; i++) along += (rest[i] ?? NaN) * (direction[i] ?? NaN);
    for (let i = 0; i < rest.length; i++) rest[i] = (rest[i] ?? NaN) - along * (direction[i] ?? NaN);
  }
  return squareOf(rest) <= nothingLeft ** 2 * squareOf(list) ? undefined : rest;
}

/** Not `Math.hypot(...list)`, which takes longer than all else for thousands of permutations. */
function squareOf(list: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < list.length; i++) sum += (list[i] ?? NaN) ** 2;
  return sum;
}
