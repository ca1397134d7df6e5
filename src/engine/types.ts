/** What the engine is asked and what it answers: plain JSON, so that it crosses to a worker and into a journal unchanged. */
import type { Cost } from '../arch/cost.js';
import type { Topology } from '../arch/topology.js';
import type { Architecture } from '../arch/types.js';
import type { EvidenceAnswer, EvidenceKind, RequestOf } from '../evidence/types.js';
import type { Proxy, Score } from '../proxies/types.js';
import type { Images, Labels } from '../runtime/images.js';
import type { Initializer } from '../runtime/weights/types.js';
import type { SearchSpace } from '../spaces/types.js';
import type { Quantity } from './limits/quantities.js';
import type { ScanRequest, ScanRunner } from './scan/types.js';

export type { Images, Labels };

/** Everything that decides a score, besides the architecture. */
export interface Plan {
  /** Space spec as given (`nas-bench-201:C=4:N=1`); undefined when architectures come as IR. */
  readonly space?: string;
  /** Proxy specs as given; each text is the key of its score. */
  readonly proxies: readonly string[];
  /** Data spec as given: `ramp`, `noise`, `cifar10:FILE`, `folder:DIR`. */
  readonly data: string;
  readonly batch: number;
  readonly seed: number;
  /** How random weights are drawn; undefined: PyTorch's default. */
  readonly init?: string;
}

/** Where the names in a plan are looked up. */
export interface Registry {
  /** @throws a usage error that suggests the nearest name. */
  openSpace(spec: string): SearchSpace;
  readonly proxies: readonly Proxy[];
  /** Proxies of files, by the text that names them, with the spec that stands for it: an id and options. */
  readonly fileProxies?: ReadonlyMap<string, { readonly proxy: Proxy; readonly spec: string }>;
}

/** An architecture that came with weights; `weights` is the path of the model file that holds them. */
export interface WeightedArchitecture {
  readonly architecture: Architecture;
  readonly weights: string;
}

/** What is scored: a genotype in its space's published string, or an architecture, with weights of its own or without. */
export type Candidate = string | Architecture | WeightedArchitecture;

/** One candidate and the proxies to score it with (by text; left out: all of the plan). */
export interface Job {
  readonly candidate: Candidate;
  readonly proxies?: readonly string[];
  /** What this thread knows of the candidate already, so that it is not decoded again. It does not go to workers. */
  readonly known?: KnownGenotype;
}

/** A genotype in memory, with what follows from it: each is computed when it is first asked for, then kept. */
export interface KnownGenotype {
  readonly genotype: unknown;
  /** The canonical string. */
  canonical(): string;
  /** Undefined in a space without cell graphs. */
  topology(): Topology | undefined;
  /** Params and MACs: the space's closed form where there is one, else counted on what `build` gives (left out, a network built for it). */
  cost(build?: () => Architecture): Cost;
}

/** Scores of one architecture, by proxy text, and the seconds each took (shared evidence is charged to the first that needs it). */
export interface Evaluation {
  readonly scores: { readonly [proxy: string]: Score };
  readonly seconds: { readonly [proxy: string]: number };
  /** What is wrong with the candidate itself, when it could not be read; every score then bears it as its reason. */
  readonly error?: string;
}

/** Runs jobs somewhere: in this thread or in workers. Answers in the order asked. */
export interface Runner {
  /** How many calls of `run` it can work on at once. */
  readonly concurrency: number;
  /** Evaluates jobs; the answers come in their order. */
  run(jobs: readonly Job[], signal?: AbortSignal): Promise<readonly Evaluation[]>;
}

/** Chooses where a batch of jobs runs, by what they need and how many they are; keeps what it started until `close`. */
export interface Runners {
  /** The runner that suits these proxies and so many jobs. */
  choose(proxies: readonly string[], jobs: number): Runner;
  /** Where a scan of about `count` genotypes runs; left out, in this thread. `known`: quantities of this run only, which no worker knows. */
  scanner?(request: ScanRequest, count: number, known?: readonly Quantity[]): ScanRunner;
  /** Ends workers. */
  close(): Promise<void>;
}

/** One candidate being evaluated: each view of it is made once, when first asked for. @throws data errors. */
export interface CandidateView {
  /** The genotype's space; undefined when the candidate is an architecture. */
  readonly space?: SearchSpace;
  readonly genotype?: unknown;
  /** What was computed of it before, and is kept. */
  readonly known?: KnownGenotype;
  architecture(): Architecture;
  /** The weights it came with; left out where there are none. */
  weights?(): Promise<Initializer>;
}

/** Produces one kind of evidence: all requests of that kind for one architecture in one go, answers in the order asked. */
export interface EvidenceProvider<K extends EvidenceKind> {
  answer(
    view: CandidateView,
    requests: readonly RequestOf<K>[],
  ): readonly EvidenceAnswer<K>[] | Promise<readonly EvidenceAnswer<K>[]>;
}

/** Of every kind but training, which the search that trains answers. */
export type Providers = { readonly [K in Exclude<EvidenceKind, 'training'>]: EvidenceProvider<K> };

/** Where images come from. The pure engine is handed one; files are opened in `platform`. */
export interface DataSource {
  /** The spec text, for provenance. */
  readonly text: string;
  /** The first `count` images for inputs of `shape`; equal calls give the same object. @throws a data error when there are fewer. */
  images(count: number, shape: readonly number[]): Images;
  /** The classes of the first `count` images, for a network that knows `classes` of them; a reason where there are none that fit. */
  labels(count: number, classes: number): Labels;
}
