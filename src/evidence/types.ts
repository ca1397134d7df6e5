/** The requests of proxies about an architecture, and their answers. */
import type { Cost } from '../arch/cost.js';
import type { Topology } from '../arch/topology.js';
import type { Architecture } from '../arch/types.js';
import type { LatencyRequest, LatencyResult } from '../runtime/latency/types.js';
import type { ConstantRequest, ConstantResult } from '../runtime/one-channel/types.js';
import type { TangentsRequest, TangentsResult } from '../runtime/passes/tangents.js';
import type { PassRequest, PassResult } from '../runtime/passes/types.js';
import type { WeightsRequest, WeightsResult } from '../runtime/weights/weights-request.js';

/** What the scores of networks that are run depend on, besides the network and what runs it. */
export interface ScoreSettings {
  /** Data spec as given: `ramp`, `noise`, `cifar10:FILE`, `folder:DIR`. */
  readonly data: string;
  readonly batch: number;
  /** Height and width of the images that networks are run on; left out: those of the space. What runs nothing never reads it. */
  readonly imageSize?: number;
  readonly seed: number;
  /** How random weights are drawn; left out: PyTorch's default. */
  readonly init?: string;
}

/** A request of a proxy, with its options. */
export type EvidenceRequest =
  /** The cell graphs of a genotype. */
  | { readonly kind: 'topology' }
  /** Parameters and multiply-accumulates. */
  | { readonly kind: 'cost' }
  /** The network itself. */
  | { readonly kind: 'architecture' }
  | WeightsRequest
  | ConstantRequest
  | TangentsRequest
  | PassRequest
  | LatencyRequest
  /** The accuracy after training. */
  | { readonly kind: 'training' };

/** The kinds of evidence. */
export type EvidenceKind = EvidenceRequest['kind'];

export type RequestOf<K extends EvidenceKind> = Extract<EvidenceRequest, { kind: K }>;

/** The answer to each kind of request; a reason stands for evidence that this architecture cannot give. */
export interface EvidenceResults {
  readonly topology: Topology;
  readonly cost: Cost;
  readonly architecture: Architecture;
  readonly weights: WeightsResult;
  readonly constant: ConstantResult;
  readonly tangents: TangentsResult;
  readonly pass: PassResult;
  readonly latency: LatencyResult;
  /** Accuracy in percent. */
  readonly training: { readonly accuracy: number };
}

/** The answer to a request: a value, or a reason why there is none. */
export type EvidenceAnswer<K extends EvidenceKind> =
  | { readonly ok: true; readonly value: EvidenceResults[K] }
  | { readonly ok: false; readonly reason: string };

/** Answers to the requests a proxy made, and only those. */
export interface Evidence {
  /** The answer to a request: a value, or a reason why there is none. */
  get<R extends EvidenceRequest>(request: R): EvidenceAnswer<R['kind']>;
}
