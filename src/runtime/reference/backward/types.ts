import type { ParameterSpec } from '../../../arch/ops/types.js';
import type { OpAttrs, OpName, Shape } from '../../../arch/types.js';
import type { NormMode } from '../../passes/types.js';
import type { Tensor } from '../tensor.js';

/** What a rule may use besides the operator's attributes, inputs and output gradient. */
export interface BackwardContext {
  /** Value of the output. */
  readonly output: Tensor;
  readonly norm: NormMode;
  /** One of the operator's learned tensors. */
  parameter(name: ParameterSpec['name']): Tensor;
}

export interface OperatorGradients {
  /** One an input, each of its input's shape; undefined where nothing flows back. */
  readonly inputs: readonly (Tensor | undefined)[];
  /** By the names of the operator's learned tensors. */
  readonly parameters?: { readonly [name in ParameterSpec['name']]?: Tensor };
}

/** Gradients of the inputs and learned tensors of one operator, from the gradient `dy` of its output. */
export type BackwardRule<A> = (attrs: A, inputs: readonly Tensor[], dy: Tensor, context: BackwardContext) => OperatorGradients;
export type BackwardRules = { readonly [O in OpName]: BackwardRule<OpAttrs[O]> };
/** The part of the table that one family file fills. */
export type BackwardFamily<O extends OpName> = Pick<BackwardRules, O>;

/** A tensor of zeros. */
export function zerosOf(shape: Shape): Tensor {
  return { shape, values: new Float64Array(shape.reduce((a, b) => a * b, 1)) };
}
