/**
 * A paper's published numbers as data: what was measured, on what, and how far ours may lie from it. One runner (`run-paper.ts`)
 * computes them all; a new paper is one file in `papers/` and a line in its index.
 */

/** A number of a paper. */
export interface PublishedFigure {
  /** A target of the experiment's table: `c10-test`. */
  readonly target: string;
  /** A field of a bench row, or what a search found. */
  readonly metric: Metric;
  /** Null: the paper (or what else is compared with, see `FigureBasis`) gives none; ours is printed for comparison. */
  readonly published: number | null;
  /** Largest difference that counts as reproduced; where only a sample was taken, its own error comes on top. */
  readonly tolerance: number;
  /** Of a search, after how many architectures were looked up. */
  readonly after?: number;
  /** What others published of the same, to stand beside: nothing is compared with it. */
  readonly beside?: readonly { readonly by: string; readonly value: number }[];
}

/** What a published number measures. */
export type Metric = CorrelationMetric | SearchMetric;
/** Measures of how a score agrees with accuracies. */
export type CorrelationMetric =
  | 'spearman'
  | 'kendall'
  | 'spearmanTop10'
  | 'kendallTop10'
  | 'overlapTop10'
  | 'topOfTop'
  | 'n'
  | 'best';
/** Over the runs: the mean accuracy of what they chose, its deviation, its median, the mean rank of it among what they drew (1: the best). */
export type SearchMetric = 'mean' | 'deviation' | 'median' | 'rank';

/** What networks are run on. `images`: real ones; where none are given the grey ramp stands in, and the output says so. */
export type InputKind = 'images' | 'noise' | 'ramp' | 'none';

interface Experiment {
  /** Where the numbers stand: `Table 1`, or the notebook or repository that printed them. */
  readonly source: string;
  /** A table of `tables.ts`. */
  readonly table: string;
  /** Proxy specs; scored together. */
  readonly proxies: readonly string[];
  /** How several become one score; left out, there is one proxy, or `column` names it. */
  readonly combine?: string;
  /** Those that become one score, where one run scores more than these. */
  readonly combined?: readonly string[];
  /** The proxy that the figures are of, where one run scores those of several experiments: its time is that of all. */
  readonly column?: string;
  readonly input: InputKind;
  /** Images in a pass. */
  readonly batch?: number;
  readonly init?: string;
  /** What real images stand in for, where the paper takes others: printed where there are any. */
  readonly imageStandIns?: readonly string[];
  /** What differs from the paper besides the input: printed with the figures. */
  readonly standIns?: readonly string[];
  readonly figures: readonly PublishedFigure[];
}

/** Rank correlations of a score with accuracies. */
export interface CorrelationExperiment extends Experiment {
  readonly kind: 'correlation';
  /** A population of `assay bench`. */
  readonly population: string;
  readonly undefinedPolicy: 'omit' | 'last';
  /** Only the first rows of the table. */
  readonly rows?: number;
  /** Never more than so many, drawn at random: spaces too large to run whole. */
  readonly most?: number;
}

/** Each run draws architectures and takes the best scored. */
export interface SelectionExperiment extends Experiment {
  readonly kind: 'selection';
  /** 'all': the best of the complete space, once. */
  readonly draws: number | 'all';
  readonly runs: number;
  /** No architecture twice in a draw. */
  readonly distinct: boolean;
}

/** Each run is a search that looks accuracies up, helped by the score. */
export interface GuidedSearchExperiment extends Experiment {
  readonly kind: 'guided-search';
  /** A searcher with two levels of evidence: the score, and the accuracy. `warm-up`: the best of a draw, best scored first. */
  readonly searcher: string;
  /** Random architectures scored before the first is looked up, where the searcher is `warm-up`. */
  readonly warmup?: number;
  /** Architectures whose accuracy is looked up in a run. */
  readonly budget: number;
  readonly runs: number;
  /** The accuracy that guides the search. */
  readonly guide: string;
  /** Figures are the target's accuracy of the best by the guide, or, as some curves are drawn, the best that was seen at all. */
  readonly reads: 'chosen' | 'best-seen';
}

/** One experiment of a paper: how its numbers come about. */
export type PaperExperiment = CorrelationExperiment | SelectionExperiment | GuidedSearchExperiment;

/** The numbers that ours are compared with: a paper's, those in the specification of our reconstruction, or goals of this project. */
export type FigureBasis = 'published' | 'specified' | 'asked';

/** A paper with the numbers it published. */
export interface Paper {
  readonly id: string;
  readonly title: string;
  readonly paper: string;
  /** Left out: published. Only those count as published anywhere. */
  readonly basis?: FigureBasis;
  /** What is published and cannot be reached here, and why. */
  readonly outOfReach?: readonly string[];
  readonly experiments: readonly PaperExperiment[];
}

/** One line of the output. */
export interface FigureResult {
  readonly paper: string;
  readonly source: string;
  /** The score. */
  readonly score: string;
  /** Population, or the search. */
  readonly protocol: string;
  readonly table: string;
  readonly target: string;
  readonly metric: Metric;
  readonly after?: number;
  readonly published: number | null;
  /** What others published of the same. */
  readonly beside?: readonly { readonly by: string; readonly value: number }[];
  /** Null where it was not computed or does not exist; then `reason` says why. */
  readonly measured: number | null;
  readonly reason?: string;
  /** That of the figure, with the error of a sample where one was taken. */
  readonly tolerance: number;
  /** The part of the tolerance that is the error of a sample; left out where all were scored. */
  readonly sampleError?: number;
  /** Null where there is nothing to compare, or where it is left open. */
  readonly isWithin: boolean | null;
  /** It lies within its tolerance only because the sample is small, which says nothing. */
  readonly isOpen?: boolean;
  /** Architectures behind the figure. */
  readonly n: number;
  /** Runs with seeds of their own; 1 for a correlation. */
  readonly seeds: number;
  /** What stood in for what could not be had. */
  readonly standIns: readonly string[];
  /** A correlation: to score them all. A search: what one run would take, its scores computed. Null where scores came from a cache. */
  readonly seconds: number | null;
}
