import type { Parameter } from '../../arch/parameters.js';

/** Draws the learned tensors of networks. A tensor depends on the seed, the draw and the parameter, not on what was drawn before. */
export interface Initializer {
  /** Row-major values, or one number that fills the tensor. The array is shared: never write to it. */
  values(parameter: Parameter): Float32Array | number;
  /**
   * The same for a network whose weights are too many to keep for the next: one number, or what draws the tensor, each time it is called.
   * What it draws is overwritten by the next tensor that is drawn so.
   */
  later?(parameter: Parameter): (() => Float32Array) | number;
  /** Expected square of an element of a weight. */
  meanSquare(parameter: Parameter): number;
}

/** Draws a tensor. @param room gives that many numbers to write to, which may be old ones. */
export type DrawTensor = (
  parameter: Parameter,
  seed: number,
  purpose: string,
  room: (length: number) => Float32Array,
) => Float32Array;

/** How one kind of initialisation draws weights; scales are 1, shifts 0 in all of them. */
export interface InitializerDefinition {
  readonly title: string;
  /** A number fills every weight. */
  readonly weight: DrawTensor | number;
  readonly meanSquare: (parameter: Parameter) => number;
  /** Left out: biases are 0. */
  readonly bias?: DrawTensor;
  /** Weights depend on the parameter's number, not its name. */
  readonly byNumber?: boolean;
}
