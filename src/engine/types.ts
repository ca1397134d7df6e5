/** Requests to the engine and its answers: plain JSON, which goes to a worker and into a journal unchanged. */
import type { Cost } from '../arch/cost.js';
import type { Topology } from '../arch/topology.js';
import type { Architecture } from '../arch/types.js';
import type { EvidenceAnswer, EvidenceKind, RequestOf, ScoreSettings } from '../evidence/types.js';
import type { Proxy, Score } from '../proxies/types.js';
import type { Card } from '../runtime/ort/devices.js';
import type { Images, Labels } from '../runtime/images.js';
import type { Initializer } from '../runtime/weights/types.js';
import type { SearchSpace } from '../spaces/types.js';
import type { Quantity } from './limits/quantities.js';
import type { ScanRequest, ScanRunner } from './scan/types.js';

export type { Images, Labels };

/** Everything that decides a score, besides the architecture. */
export interface Plan extends ScoreSettings {
  /** Space spec as given (`nas-bench-201:C=4:N=1`); undefined when architectures come as IR. */
  readonly space?: string;
  /** Proxy specs as given; each text is the key of its score. */
  readonly proxies: readonly string[];
  /** What runs networks; left out: the processor. */
  readonly device?: Card;
}

/** Looks up the names in a plan. */
export interface Registry {
  /** @throws a usage error that suggests the nearest name. */
  openSpace(spec: string): SearchSpace;
  readonly proxies: readonly Proxy[];
  /** Proxies from files, by the text that names them, with the equivalent spec: an id and options. */
  readonly fileProxies?: ReadonlyMap<string, { readonly proxy: Proxy; readonly spec: string }>;
}

/** An architecture with weights; `weights` is the path of the model file that holds them. */
export interface WeightedArchitecture {
  readonly architecture: Architecture;
  readonly weights: string;
}

/** What is scored: a genotype in its space's published string, or an architecture, with or without weights. */
export type Candidate = string | Architecture | WeightedArchitecture;

/** One candidate and the proxies to score it with (by text; by default all of the plan). */
export interface Job {
  readonly candidate: Candidate;
  readonly proxies?: readonly string[];
  /** Its place among all that are evaluated with it, from 0; a runner that looks scores up finds its part of a run by it. */
  readonly place?: number;
  /** Its name in a journal; by default its string, or the name of the network. */
  readonly name?: string;
  /** What this thread already knows of the candidate, so that it is not decoded again. It is not sent to workers. */
  readonly known?: KnownGenotype;
}

/** A genotype in memory, with values computed from it: each is computed at first use, then kept. */
export interface KnownGenotype {
  readonly genotype: unknown;
  /** The canonical string. */
  canonical(): string;
  /** Undefined in a space without cell graphs. */
  topology(): Topology | undefined;
  /** Params and MACs: by the space's formula if there is one, otherwise counted on the result of `build` (by default, a network built for this). */
  cost(build?: () => Architecture): Cost;
}

/** Scores of one architecture, by proxy text, and the seconds each took (shared evidence is charged to the first that needs it). */
export interface Evaluation {
  readonly scores: { readonly [proxy: string]: Score };
  readonly seconds: { readonly [proxy: string]: number };
  /** Why the candidate could not be read; this is then the reason of every score. */
  readonly error?: string;
  /** The line of a journal that it was read from: it is copied into another as it is. */
  readonly line?: string;
  /** Who made it; left out for this process and its threads. */
  readonly by?: Maker;
}

/** The machine and the engine that made an evaluation. */
export interface Maker {
  /** Its name on the network. */
  readonly machine: string;
  /** What runs networks there, with version and kind of processor: others may differ in the last digits. */
  readonly engine: string;
}

/** How jobs are divided into calls of `run`. */
export interface CallSizes {
  /** The time that a call should take: long enough to pay for its messages. */
  readonly milliseconds: number;
  /** The most jobs of a call. */
  readonly most: number;
  /** Calls for each that is worked on, so that none who works waits for the next. */
  readonly ahead: number;
}

/** Runs jobs in this thread, in workers or on other machines. */
export interface Runner {
  /** How many calls of `run` it can work on at once. It may change while it runs: read it again. */
  readonly concurrency: number;
  /** Undefined where threads of this process work; it changes with the concurrency. */
  readonly callSizes?: CallSizes | undefined;
  /** Starts what takes a while to start, because jobs will come. */
  prepare?(): void;
  /**
   * Evaluates jobs; the answers come in their order. A mistake in a candidate is the error of its evaluation, and a job that ended two workers has a reason
   * in the place of its scores.
   * @throws `WorkerLost` where the jobs may be run again; usage errors and bugs, which would come again; the signal's reason after an abort.
   */
  run(jobs: readonly Job[], signal?: AbortSignal): Promise<readonly Evaluation[]>;
}

/** Chooses where a batch of jobs runs, by their needs and number; keeps what it started until `close`. */
export interface Runners {
  /** The runner for these proxies and this number of jobs. */
  choose(proxies: readonly string[], jobs: number): Runner;
  /** Where a scan of about `count` genotypes runs, 0 for one that other threads would be late for; by default, in this thread. `known`: quantities of this run only, which no worker knows. */
  scanner?(request: ScanRequest, count: number, known?: readonly Quantity[]): ScanRunner;
  /** Ends workers. */
  close(): Promise<void>;
}

/** A candidate that is evaluated: each view of it is made once, at first use. @throws data errors. */
export interface CandidateView {
  /** The genotype's space; undefined when the candidate is an architecture. */
  readonly space?: SearchSpace;
  readonly genotype?: unknown;
  /** Values that were computed earlier and are kept. */
  readonly known?: KnownGenotype;
  architecture(): Architecture;
  /** Its weights; left out if there are none. */
  weights?(): Promise<Initializer>;
}

/** Produces one kind of evidence: all requests of that kind for one architecture at once, answers in their order. */
export interface EvidenceProvider<K extends EvidenceKind> {
  answer(
    view: CandidateView,
    requests: readonly RequestOf<K>[],
  ): readonly EvidenceAnswer<K>[] | Promise<readonly EvidenceAnswer<K>[]>;
}

/** Of every kind but training, which the search that trains answers. */
export type Providers = { readonly [K in Exclude<EvidenceKind, 'training'>]: EvidenceProvider<K> };

/** The source of images. The pure engine receives one; `platform` opens files. */
export interface DataSource {
  /** The spec text, for provenance. */
  readonly text: string;
  /** The first `count` images for inputs of `shape`; equal calls give the same object. @throws a data error when there are fewer. */
  images(count: number, shape: readonly number[]): Images;
  /** The classes of the first `count` images, for a network that knows `classes` of them; a reason if there are none that fit. */
  labels(count: number, classes: number): Labels;
}
