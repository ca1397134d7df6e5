import type { ParameterSpec } from '../../arch/ops/types.js';
import type { OpAttrs, OpName, Shape } from '../../arch/types.js';
import type { GraphBuilder } from './graph-builder.js';

/** A value of the ONNX graph and its shape, batch included. */
export interface LoweredValue {
  readonly name: string;
  readonly shape: Shape;
}

/** What an operator may use while it is written as ONNX nodes. */
export interface LowerContext {
  readonly graph: GraphBuilder;
  /** Shape of the operator's output. */
  readonly shape: Shape;
  /** The initializer that holds one of the operator's learned tensors. */
  parameter(name: ParameterSpec['name']): string;
}

/**
 * Writes one operator as ONNX nodes and returns the name of its output.
 * @throws a plain Error `expected ...` where ONNX has no such thing; the caller adds node and op.
 */
export type Lowering<A> = (attrs: A, inputs: readonly LoweredValue[], context: LowerContext) => string;

export type Lowerings = { readonly [O in OpName]: Lowering<OpAttrs[O]> };
/** The part of the table that one family file fills. */
export type LoweringFamily<O extends OpName> = Pick<Lowerings, O>;
