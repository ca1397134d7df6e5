import type { ParameterSpec } from '../../../arch/ops/types.js';
import type { OpAttrs, OpName, Shape } from '../../../arch/types.js';
import type { NormMode } from '../../activations/types.js';
import type { Tensor } from '../tensor.js';

/** What an operator may use besides its attributes and inputs. */
export interface DenseContext {
  /** Shape of the output. */
  readonly shape: Shape;
  readonly norm: NormMode;
  /** One of the operator's own learned tensors. */
  parameter(name: ParameterSpec['name']): Tensor;
}

export type DenseOp<A> = (attrs: A, inputs: readonly Tensor[], context: DenseContext) => Tensor;
export type DenseOps = { readonly [O in OpName]: DenseOp<OpAttrs[O]> };
/** The part of the table that one family file fills. */
export type DenseFamily<O extends OpName> = Pick<DenseOps, O>;
