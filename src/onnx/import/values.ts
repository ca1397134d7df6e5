/** What an ONNX value can be while a graph is read. */
import type { TensorValues } from '../../arch/weights.js';
import type { ArchNode, OpAttrs, OpName } from '../../arch/types.js';
import type { Dim, Scalar } from './dims.js';

/** What becomes a node only where an operator needs an activation. */
interface NotYetNode {
  /** In files of Assay: the id that this node has. */
  readonly madeAs?: string;
}

/** Numbers that are no weights: shapes, axes, masks, what was computed from them. Integers and booleans. */
export interface KnownValue extends NotYetNode {
  readonly kind: 'known';
  readonly shape: readonly number[];
  readonly data: readonly Scalar[];
  readonly isFloat: boolean;
  /** The file repeats it along the batch. */
  readonly isRepeated?: boolean;
}

/** One operator that only moves numbers, applied to a tensor of the file. */
export type Move = {
  readonly [O in MoveOp]: { readonly op: O; readonly attrs: OpAttrs[O]; readonly shape: readonly number[] };
}[MoveOp];
type MoveOp = Extract<OpName, 'transpose' | 'reshape' | 'slice' | 'gather'>;

/** A tensor of the file that is taken to be learned. */
export interface WeightValue extends NotYetNode {
  readonly kind: 'weight';
  /** Its name in the file: equal for equal tensors. */
  readonly root: string;
  readonly values: TensorValues;
  /** What was done to it since; `shape` is the shape after the last. */
  readonly moves: readonly Move[];
  readonly shape: readonly number[];
  /** Its numbers, where the file's reader had a reason to load them. Before the moves. */
  readonly loaded?: ArrayLike<number>;
  /** The file repeats it along the batch. */
  readonly isRepeated?: boolean;
}

/** The same number everywhere, of a shape that may depend on the batch. */
export interface FillValue extends NotYetNode {
  readonly kind: 'fill';
  readonly shape: readonly Dim[];
  readonly value: number;
}

/** The output of a node of the IR, or an input. */
export interface NodeValue {
  readonly kind: 'node';
  readonly id: string;
  readonly shape: readonly Dim[];
  /** Within the axis that depends on the batch: how many numbers in a row belong to one sample (its other factors being outside). */
  readonly inner: number;
}

export type Value = KnownValue | WeightValue | FillValue | NodeValue;

/** Values of a node's learned tensors by parameter, and of a batch norm's `mean` and `variance`. */
export type DraftWeights = { readonly [parameter: string]: TensorValues };

/** A node of the IR in the making. */
export type DraftNode = {
  readonly [O in OpName]: {
    readonly id: string;
    readonly op: O;
    readonly inputs: readonly string[];
    readonly attrs: OpAttrs[O];
    readonly weights: DraftWeights;
    /** Where it came from: the ONNX node's name and its main weight's, for grouping. */
    readonly origin: Origin;
  };
}[OpName];

export interface Origin {
  readonly node: string;
  readonly weight?: string;
}

/** The architecture's form of a draft node. */
export function toArchNode({ id, op, inputs, attrs }: DraftNode): ArchNode {
  return { id, op, inputs, attrs } as ArchNode;
}
