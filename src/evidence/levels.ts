/**
 * The one table of the costs of evidence. The stages of a search, what is kept in the score cache, when a pool of
 * workers pays off and what may be scanned all follow from the level. The level of a proxy follows from its requests: with `by=paths`
 * synflow only reads the graph, with its default it runs the network.
 */
import { isGradientReading } from '../runtime/passes/losses.js';
import type { PassInput } from '../runtime/passes/types.js';
import type { EvidenceRequest } from './types.js';

/** What evidence of a level takes. */
export interface EvidenceTraits {
  /** The network must be built; otherwise candidates can be scanned by the hundred thousand. */
  readonly builds: boolean;
  /** What is run: nothing, the network with one channel a layer, or all of it. */
  readonly runs: 'nothing' | 'one-channel' | 'network';
  /** Runs on as many samples as the run's batch, unless the request names a number. */
  readonly takesBatch: boolean;
  /** Reads the network at the run's image size, where one is asked for. */
  readonly takesImageSize: boolean;
  /** Draws weights by the run's initialisation, unless the request names one. */
  readonly drawsWeights: boolean;
  /** Measured with a clock: one network at a time, different on every machine. */
  readonly isMeasured: boolean;
}

const counted = {
  builds: false,
  runs: 'nothing',
  takesBatch: false,
  takesImageSize: false,
  drawsWeights: false,
  isMeasured: false,
} as const;
/** Passes of images through the network. */
const passed = { ...counted, builds: true, runs: 'network', takesImageSize: true, drawsWeights: true } as const;

/** From the cheapest to the most expensive. */
export const evidenceLevels = {
  topology: counted,
  cost: counted,
  architecture: { ...counted, builds: true },
  weights: { ...counted, builds: true, drawsWeights: true },
  constant: { ...counted, builds: true, runs: 'one-channel', takesBatch: true, takesImageSize: true },
  tangents: passed,
  activations: { ...passed, takesBatch: true },
  gradients: { ...passed, takesBatch: true },
  latency: { ...counted, builds: true, runs: 'network', isMeasured: true },
  training: { ...counted, builds: true, runs: 'network' },
} as const satisfies { readonly [level: string]: EvidenceTraits };

/** A kind of evidence, by what it costs: from `topology`, which only counts, to `training`. */
export type EvidenceLevel = keyof typeof evidenceLevels;

/** Levels at which nothing is built and nothing is run. */
export type CountedLevel = {
  [L in EvidenceLevel]: (typeof evidenceLevels)[L]['builds'] extends false ? L : never;
}[EvidenceLevel];

export const evidenceOrder = Object.keys(evidenceLevels) as readonly EvidenceLevel[];

/** The level of one request. A pass costs what its reading needs. */
export function levelOf(request: EvidenceRequest): EvidenceLevel {
  if (request.kind !== 'pass') return request.kind;
  return isGradientReading(request.reading) ? 'gradients' : 'activations';
}

/** The most expensive level among requests. */
export function highestLevel(requests: readonly EvidenceRequest[]): EvidenceLevel {
  const levels = new Set(requests.map(levelOf));
  return evidenceOrder.findLast((level) => levels.has(level)) ?? 'topology';
}

export function traitsOf(request: EvidenceRequest): EvidenceTraits {
  return evidenceLevels[levelOf(request)];
}

/** Nothing is built and nothing is run: computing is faster than looking up a score. */
export function isCounted(request: EvidenceRequest): boolean {
  const { builds, runs } = traitsOf(request);
  return !builds && runs === 'nothing';
}

/** The level is measured with a clock. */
export function isMeasured(request: EvidenceRequest): boolean {
  return traitsOf(request).isMeasured;
}

/** All channels of the network are run, and the answer depends on the engine only in its last digits. */
export function runsNetwork(request: EvidenceRequest): boolean {
  const { runs, isMeasured: hasClock } = traitsOf(request);
  return runs === 'network' && !hasClock;
}

/** Whether derivatives are computed. */
export function differentiates(request: EvidenceRequest): boolean {
  const level = levelOf(request);
  return level === 'gradients' || level === 'tangents';
}

/** Whether the answer depends on numbers below 2^-126, which cards may round to zero. */
export function needsDenormals(request: EvidenceRequest): boolean {
  return request.kind === 'constant' && request.arithmetic === 'float32';
}

const inputsFromImages: { readonly [K in PassInput['kind']]: boolean } = {
  images: true,
  'second-batch': true,
  'noisy-copies': true,
  crops: true,
  normal: false,
  nearby: false,
  uniform: false,
  ones: false,
};

/** Whether the batch comes from the run's images; some passes run on noise. */
export function readsImages(request: EvidenceRequest): boolean {
  return request.kind === 'pass' ? inputsFromImages[request.input.kind] : request.kind === 'constant';
}

const answered: { readonly [K in EvidenceRequest['kind']]: true } = {
  topology: true,
  cost: true,
  architecture: true,
  weights: true,
  constant: true,
  tangents: true,
  pass: true,
  latency: true,
  training: true,
};

/** The kinds of requests. */
export const evidenceKinds = Object.keys(answered) as readonly EvidenceRequest['kind'][];
