/**
 * How scores of several proxies become one ranking. A combination knows no proxy: it receives columns that are already oriented
 * so that higher is better, with undefined scores below all others.
 */
import type { Column } from '../../core/column.js';
import type { Score } from '../types.js';

/** The scores of one proxy over all candidates. */
export interface ScoreColumn {
  /** The proxy as given, options included. */
  readonly key: string;
  /** The proxy's id: what weights name. */
  readonly id: string;
  readonly direction: 'higher' | 'lower';
  readonly scores: Column<Score>;
  /** It is a baseline or a cost: it takes part only if a weight names it, or if there is no other column. */
  readonly isBeside?: boolean;
}

/** A column that takes part. */
export interface WeightedColumn {
  /** Higher is better; -Infinity where the score is undefined. */
  readonly values: Float64Array;
  /** Positive. */
  readonly weight: number;
}

/** A way to combine scores. */
export interface Combination {
  readonly id: string;
  readonly title: string;
  readonly paper: string;
  readonly note?: string;
  /** One value per candidate, higher is better, comparable only within these candidates. `columns` is not empty, all of one length. */
  combine(columns: readonly WeightedColumn[]): Float64Array;
  /** The same while candidates come one by one. @param weights of the proxies, in the order of the rows. */
  createScale(weights: readonly number[]): Scale;
}

/** The position of a candidate among all that were added: the order is that of `combine`, the numbers may differ. */
export interface Scale {
  /** One number a proxy, higher is better; -Infinity where the score is undefined. */
  add(row: readonly number[]): void;
  /** Higher is better, finite. It changes as more are added: compare two values only if nothing was added between them. */
  valueOf(row: readonly number[]): number;
}

/** Scores combined: one value an architecture, higher is better. */
export interface Combined {
  /** The spec text. */
  readonly text: string;
  /** Higher is better; finite; says nothing outside these candidates. */
  readonly values: Float64Array;
  /** The weight of every proxy that takes part, by key. */
  readonly weights: { readonly [key: string]: number };
  /** How many scores of each of them are undefined, and so rank last, by key. */
  readonly undefinedCounts: { readonly [key: string]: number };
  /** Candidates with at least one undefined score among them. */
  readonly incomplete: number;
}
