import type { ParameterSpec } from '../../../arch/ops/types.js';
import type { OpAttrs, OpName, Shape } from '../../../arch/types.js';
import type { GraphBuilder } from '../../../onnx/lower/graph-builder.js';
import type { Dual } from './dual.js';

export interface DualContext {
  readonly graph: GraphBuilder;
  /** Shape of the output at batch 1. */
  readonly shape: Shape;
  /** Magnitudes of one of the operator's learned tensors. */
  parameter(name: ParameterSpec['name']): string;
  /** False where the tensor is all zeros. */
  hasParameter(name: ParameterSpec['name']): boolean;
}

/**
 * Writes one operator and its derivative.
 * @throws a plain Error `expected ...` where ONNX has no such thing; the caller adds node and op.
 */
export type DualLowering<A> = (attrs: A, inputs: readonly Dual[], context: DualContext) => Dual;
export type DualLowerings = { readonly [O in OpName]: DualLowering<OpAttrs[O]> };
export type DualFamily<O extends OpName> = Pick<DualLowerings, O>;
