/** Everything a report shows, as plain data: the caller of `renderReport` has already scored, ranked and correlated. */
import type { Column } from '../core/column.js';
import type { CellTopology } from '../arch/topology.js';

/** Everything that a report shows. */
export interface ReportData {
  readonly title: string;
  readonly space: { readonly id: string; readonly optionsText: string };
  /** When it was made, as text. Left out, equal data give equal bytes. */
  readonly generated?: string;
  /** How the scores were combined, and on what data that way was chosen. */
  readonly combination?: { readonly text: string; readonly note?: string };
  /** Label and value of everything that decides the result: plan, seed, data, version. */
  readonly settings: readonly (readonly [label: string, value: string])[];
  readonly steps: readonly { readonly name: string; readonly seconds: number }[];
  readonly proxies: readonly ReportProxy[];
  /** Plain sentences shown under the results. */
  readonly notes: readonly string[];
  readonly points: ReportPoints;
  /** The best, best first. */
  readonly best: readonly ReportBest[];
  /** The point that the others are compared with, ringed in the plot of the front and listed below it. */
  readonly reference?: { readonly index: number; readonly name: string };
  /** Indices of the points on the Pareto front of the objectives. */
  readonly front: readonly number[];
  /** The objectives of the front, by what they are called here; left out, combined score (more is better) and MACs (fewer are better). */
  readonly frontObjectives?: readonly ReportObjective[];
  /** How the search went, where it learns; left out, the order of the points says nothing. */
  readonly trajectory?: ReportTrajectory;
  readonly tables?: readonly ReportTable[];
  /** What was trained. */
  readonly training?: ReportTraining;
  /** Limits that every candidate had to meet, where they are bounds of a column: drawn as lines. */
  readonly limits?: readonly ReportLimit[];
  /** What `assay export` must know to write one of the architectures; left out, the report names no command. */
  readonly exports?: ReportExports;
  /** What breaks the limits, where it was given and not proposed: it is not ranked. */
  readonly broken?: readonly ReportBroken[];
  /** Why scores are undefined, and how often; counts alone are read off the points. */
  readonly undefinedScores?: readonly { readonly key: string; readonly reason: string; readonly count: number }[];
}

/** A proxy of a report: its name, and what it costs. */
export interface ReportProxy {
  /** The key of its scores in `ReportPoints.scores`, which tables and axes show. */
  readonly key: string;
  readonly id: string;
  /** In full, for the notes. */
  readonly title: string;
  readonly direction: 'higher' | 'lower';
  /** Shown wherever the proxy's scores appear, behind a mark: for example that a formula is a reconstruction. */
  readonly note?: string;
}

/** A bound of a column: `params` below 4,000,000. */
export interface ReportLimit {
  readonly column: ReportObjective['column'];
  readonly value: number;
  /** As it is shown: `params < 4,000,000`. */
  readonly text: string;
}

/** How the architectures of a report are named on the command line. */
export interface ReportExports {
  /** The spec of their space, or the path of its file; left out for model files. */
  readonly space?: string;
  /** Those that can be named; left out, all. */
  readonly names?: readonly string[];
}

/** An architecture that breaks the limits. */
export interface ReportBroken {
  readonly arch: string;
  readonly params: number;
  readonly macs: number;
  /** By id, those of the points. */
  readonly quantities: { readonly [id: string]: number };
  /** By proxy key; null is an undefined score. */
  readonly scores: { readonly [key: string]: number | null };
}

/** What is made large or small. */
export interface ReportObjective {
  /** As given: `score`, `macs`, `table.latency`. */
  readonly text: string;
  readonly goal: 'max' | 'min';
  readonly column:
    | { readonly kind: 'combined' | 'params' | 'macs' }
    | { readonly kind: 'proxy' | 'quantity'; readonly id: string };
}

/** In the order of the evaluations. */
export interface ReportTrajectory {
  /** Combined score of the best so far, where it changed. */
  readonly best: readonly { readonly evaluations: number; readonly combined: number }[];
  /** Middle and quartiles of the combined scores of the evaluations around. */
  readonly around: readonly {
    readonly evaluations: number;
    readonly low: number;
    readonly median: number;
    readonly high: number;
  }[];
}

/** One entry an architecture in every column. */
export interface ReportPoints {
  readonly archs: Column<string>;
  /** By proxy key; null is an undefined score. */
  readonly scores: { readonly [key: string]: Column<number | null> };
  /** More is better. */
  readonly combined: Column<number>;
  readonly params: Column<number>;
  readonly macs: Column<number>;
  /** Further numbers, by id: objectives that are neither score nor size. */
  readonly quantities?: { readonly [id: string]: Column<number> };
  /** Drawn when the pointer is over a point, and in the table of the front; null for a point that is not shown. */
  readonly cells?: Column<CellTopology | null>;
  /** Those that the plots show, where they are too many; left out, all. */
  readonly shown?: ReportShown;
}

/** The points that the plots show of many. */
export interface ReportShown {
  /** Ascending. */
  readonly indices: readonly number[];
  /** How many of them have the best combined scores. */
  readonly best: number;
  /** How many were drawn at random from the others. */
  readonly drawn: number;
}

/** One of the best architectures of a report. */
export interface ReportBest {
  readonly arch: string;
  /** Its place among the points; left out, the last of its string. */
  readonly index?: number;
  /** 1 is the best. */
  readonly rank: number;
  readonly combined: number;
  readonly scores: { readonly [key: string]: number | null };
  readonly params: number;
  readonly macs: number;
  readonly cell: CellTopology | null;
  /** What raises (positive) and lowers it, strongest first; left out where nothing was combined. */
  readonly effects?: readonly { readonly name: string; readonly effect: number }[];
}

/** Measured accuracies of one data set. */
export interface ReportTable {
  /** The id of the column: `c10-test`. */
  readonly target: string;
  /** For people, with the unit: `CIFAR-10 test accuracy (%)`. */
  readonly label: string;
  /** One entry an architecture; null where the table has none. */
  readonly accuracies: readonly (number | null)[];
  readonly correlations: readonly ReportCorrelation[];
}

/** A rank correlation of a report. */
export interface ReportCorrelation {
  /** A proxy's key, or another name such as `combined`. */
  readonly proxy: string;
  readonly spearman: number;
  readonly kendall: number;
  readonly n: number;
  /** Which architectures were counted. */
  readonly population: string;
}

/** Networks that were trained. */
export interface ReportTraining {
  /** How the accuracies came about. */
  readonly title: string;
  readonly networks: readonly ReportTrained[];
}

/** A network that was trained. */
export interface ReportTrained {
  readonly name: string;
  /** By score, 1 is the best; left out where nothing was ranked. */
  readonly rank?: number;
  /** Percent; null where the training failed, for `reason`. */
  readonly accuracy: number | null;
  readonly reason?: string;
  /** The course of the training, where it is known. */
  readonly epochs?: readonly ReportEpoch[];
}

/** One epoch of a training, as the report draws it. */
export interface ReportEpoch {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
}
