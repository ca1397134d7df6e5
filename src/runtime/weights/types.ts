import type { Parameter } from '../../arch/parameters.js';

/** Draws the learned tensors of networks. A tensor depends on the seed, the draw and the parameter, not on what was drawn before. */
export interface Initializer {
  /** Row-major values, or one number that fills the tensor. The array is shared: never write to it. */
  values(parameter: Parameter): Float32Array | number;
  /** The same for a network whose weights are too many to keep for the next: one number, or what draws the tensor, each time it is called. */
  later?(parameter: Parameter): (() => Float32Array) | number;
  /** Expected square of an element of a weight. */
  meanSquare(parameter: Parameter): number;
}

/** How one kind of initialisation draws weights; scales are 1, shifts 0 in all of them. */
export interface InitializerDefinition {
  readonly title: string;
  /** A number fills every weight. */
  readonly weight: ((parameter: Parameter, seed: number, purpose: string) => Float32Array) | number;
  readonly meanSquare: (parameter: Parameter) => number;
  /** Left out: biases are 0. */
  readonly bias?: (parameter: Parameter, seed: number, purpose: string) => Float32Array;
  /** Weights depend on the parameter's number, not its name. */
  readonly byNumber?: boolean;
}
