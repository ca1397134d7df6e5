/**
 * Reverse mode as ONNX nodes: what an operator's rule may use, and what it gives. Rules return functions, so that a gradient that is not
 * needed adds no node.
 */
import type { Parameter } from '../../arch/parameters.js';
import type { OpAttrs, OpName } from '../../arch/types.js';
import type { BatchNormOutput } from '../lower/batch-norm.js';
import type { GraphBuilder } from '../lower/graph-builder.js';
import type { ParameterValues } from '../lower/lower-architecture.js';
import type { LoweredValue } from '../lower/types.js';

export interface BackwardContext {
  readonly graph: GraphBuilder;
  /** The operator's output, as the forward pass computed it. */
  readonly output: LoweredValue;
  /** The value of one of the operator's learned tensors. */
  parameter(name: Parameter['name']): string;
  /** The numbers of a learned tensor, where they are known as the graph is written. */
  values(name: Parameter['name']): ParameterValues;
  /** What the forward pass knows of a batch norm. */
  readonly batchNorm?: BatchNormOutput;
}

/** Of the batch, or one for each sample along a new first axis. The samples' gradients add up to the batch's. */
export type GradientOf = 'batch' | 'sample';

export interface Pullbacks {
  /** One an input: writes its gradient, in its shape; undefined where nothing flows back. */
  readonly inputs: readonly ((() => string) | undefined)[];
  /** Writes the gradient of a learned tensor. @throws a plain Error `expected ...` if samples cannot be separated. */
  readonly parameters?: { readonly [name in Parameter['name']]?: (of: GradientOf) => string };
  /** Writes each sample's derivative along the first number of a learned tensor, (batch, 1), where that takes less than the samples' gradients. */
  readonly firsts?: { readonly [name in Parameter['name']]?: () => string };
}

/**
 * The gradients of one operator's inputs and learned tensors, from the gradient `dy` of its output.
 * @throws a plain Error `expected ...` where there is none; the caller adds node and op.
 */
export type BackwardRule<A> = (attrs: A, inputs: readonly LoweredValue[], dy: string, context: BackwardContext) => Pullbacks;

/** Why an operator has no gradient. */
export interface NoGradient {
  readonly because: string;
}

/** Complete by its type: a new operator needs a rule or a reason. */
export type BackwardRules = { readonly [O in OpName]: BackwardRule<OpAttrs[O]> | NoGradient };
/** The part of the table that one family file fills. */
export type BackwardFamily<O extends OpName> = { readonly [P in O]: BackwardRule<OpAttrs[P]> };
