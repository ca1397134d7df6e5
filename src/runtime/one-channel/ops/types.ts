import type { OpAttrs, OpName, Shape } from '../../../arch/types.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Arithmetic } from '../types.js';

/** What an operator receives besides its attributes. */
export interface ConstantContext {
  /** Every weight and norm scale; biases and shifts are 0. */
  readonly weight: number;
  /** Biases of linear layers, where they are not 0. */
  readonly linearBias?: number;
  readonly arithmetic: Arithmetic;
  readonly shape: Shape;
}

/** An operator with constant weights, on collapsed tensors. Exact: a layout is refined where entries are no longer equal. */
export type ConstantOp<A> = (attrs: A, inputs: readonly Tensor[], context: ConstantContext) => Tensor;

export type ConstantOps = { readonly [O in OpName]: ConstantOp<OpAttrs[O]> };
export type ConstantOpFamily<O extends OpName> = Pick<ConstantOps, O>;
