/** The initial weights, before anything runs. */
export interface WeightsRequest {
  readonly kind: 'weights';
  /** Initialisation. Undefined: the run's. */
  readonly init?: string;
  readonly draw: number;
  /** Singular values too, which take seconds for wide layers. */
  readonly singular?: boolean;
}

/** One for each convolution and linear layer, in definition order. */
export interface LayerWeights {
  readonly node: string;
  /** Square root of the sum of squares of the weights. */
  readonly norm: number;
  /** The same for weights of the initialisation's expected square. */
  readonly expectedNorm: number;
  /** Sum of the singular values of the weight as a matrix of outputs x inputs; only on request. */
  readonly singularSum?: number;
}

/** Measures of initial weights, layer by layer. */
export interface WeightsResult {
  readonly layers: readonly LayerWeights[];
}
