/**
 * A forward pass that carries a derivative along the weights: what synflow needs, without a backward pass.
 *
 * Let R be the sum of the outputs for one all-ones sample, all learned tensors replaced by their magnitudes and all norms left out.
 * Synflow is the sum over all weights of w dR/dw: the derivative of R along the direction w, at w. A layer y = W x contributes
 * y' = W x' + W x = W (x' + x); everything else passes the derivative on. In networks of convolutions, pools, sums, gates and activations all
 * numbers are positive, so nothing cancels and float32 suffices; both are rescaled together on the way, so nothing overflows. Behind a
 * softmax or a difference derivatives have either sign: the sum over weights is then no longer that of magnitudes, which the result says.
 */
import type { Architecture } from '../../arch/types.js';
import type { Initializer } from '../weights/types.js';

/** What is requested of a pass with a directional derivative. */
export interface TangentsRequest {
  readonly kind: 'tangents';
  /** Initialisation. Undefined: the run's. */
  readonly init?: string;
  /** Which draw of the weights, from 0. */
  readonly draw: number;
}

/** R and its derivative, both to be multiplied by e^`logScale`. Zero where nothing reaches the output. */
export interface TangentsResult {
  readonly value: number;
  readonly tangent: number;
  readonly logScale: number;
  /**
   * The first node behind which weights may pull the output either way, such as a softmax; left out where all pull it up. As evidence,
   * `tangent` is then the sum of magnitudes, which a backward pass gave.
   */
  readonly mixedAt?: string;
}

/** A network with its weights, to be run with a derivative. */
export interface TangentJob {
  readonly architecture: Architecture;
  readonly weights: Initializer;
  /** Runs nothing where weights may pull the output either way: value and tangent are then NaN. */
  readonly onlyIfExact?: boolean;
}

/** Something that runs forward passes with a derivative. */
export interface TangentRuntime {
  /** @throws a data error that names the node and op it cannot differentiate. */
  tangents(job: TangentJob): Promise<TangentsResult>;
}
