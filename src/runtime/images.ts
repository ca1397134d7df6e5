/** Images given to a forward pass: `count` samples of `shape` (without the batch axis), float32, row-major. */
export interface Images {
  readonly shape: readonly number[];
  readonly count: number;
  readonly values: Float32Array;
}
