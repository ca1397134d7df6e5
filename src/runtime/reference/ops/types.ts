import type { ParameterSpec } from '../../../arch/ops/types.js';
import type { OpAttrs, OpName, Shape } from '../../../arch/types.js';
import type { NormMode } from '../../passes/types.js';
import type { Tensor } from '../tensor.js';

/** What an operator may use besides its attributes and inputs. */
export interface ReferenceContext {
  /** Shape of the output. */
  readonly shape: Shape;
  readonly norm: NormMode;
  /** One of the operator's learned tensors. */
  parameter(name: ParameterSpec['name']): Tensor;
}

export type ReferenceOp<A> = (attrs: A, inputs: readonly Tensor[], context: ReferenceContext) => Tensor;
export type ReferenceOps = { readonly [O in OpName]: ReferenceOp<OpAttrs[O]> };
/** The part of the table that one family file fills. */
export type ReferenceFamily<O extends OpName> = Pick<ReferenceOps, O>;
