/** What the engine is asked and what it answers: plain JSON, so that it crosses to a worker and into a journal unchanged. */
import type { Score } from '../proxies/types.js';

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
}

/** Scores of one architecture, by proxy text, and the seconds each took (shared evidence is charged to the first that needs it). */
export interface Evaluation {
  readonly scores: { readonly [proxy: string]: Score };
  readonly seconds: { readonly [proxy: string]: number };
}

/** Images given to a forward pass: `count` samples of `shape` (without the batch axis), float32, row-major. */
export interface Images {
  readonly shape: readonly number[];
  readonly count: number;
  readonly values: Float32Array;
}

/** Where images come from. The pure engine is handed one; files are opened in `platform`. */
export interface DataSource {
  /** The spec text, for provenance. */
  readonly text: string;
  /** The first `count` images for inputs of `shape`. @throws a data error when there are fewer. */
  images(count: number, shape: readonly number[]): Images;
}
