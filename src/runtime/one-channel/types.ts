/** The contract of the constant-weight runtime: an architecture run with one constant for all weights. */

/**
 * `float32`: the paper's; activations may underflow. `extended`: every map carries a power-of-two exponent, nothing underflows.
 */
export type Arithmetic = 'float32' | 'extended';

/** One forward pass with every weight and norm scale = `weight`, biases and shifts 0, norms on the statistics of the batch. */
export interface ConstantRequest {
  readonly kind: 'constant';
  readonly weight: number;
  readonly arithmetic: Arithmetic;
  /** Number of images; undefined means the run's batch. */
  readonly batch?: number;
}

/**
 * The first logit of every sample (all logits are equal), or every place of its map or sequence; for recurrent cells, the first logit of
 * every step and sample. `values` are to be multiplied by 2^`exponent` (0 in float32).
 */
export interface ConstantResult {
  readonly values: Float64Array;
  readonly exponent: number;
  /** False when only zeros can reach the output from the input, for all weights. */
  readonly isConnected: boolean;
  /** Set where the outputs are equal because every path from the input crosses a layer norm over channels that are all equal. */
  readonly isErased?: true;
}
