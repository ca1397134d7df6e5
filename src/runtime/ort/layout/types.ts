import type { OnnxNode, OnnxTensor } from '../../../onnx/proto/types.js';
import type { PlacedValues } from './placed-values.js';

/** A graph while it is written again with its maps in blocks of channels. */
export interface BlockGraph {
  readonly block: number;
  readonly values: PlacedValues;
  write(node: OnnxNode): void;
  /** Writes a node, and takes back an earlier one whose work it does as well. */
  replace(earlier: OnnxNode, node: OnnxNode): void;
  /**
   * Convolutions each of whose numbers is one sum of products. A map that such a convolution adds comes last, so that it rounds as a sum of
   * both does; where products of several blocks of channels are added up, they are added to the map block by block.
   */
  readonly singleSums: Set<OnnxNode>;
  /** The node that gives a value in blocks. */
  writer(name: string): OnnxNode | undefined;
  /** A name for a value that the graph did not have. */
  newName(): string;
  /** The same name for the same key, written once. */
  once(key: string, write: (name: string) => void): string;
  numbers(dims: readonly number[], values: readonly number[]): string;
  initializer(tensor: OnnxTensor): string;
  list(values: readonly number[]): string;
  /** A constant of the graph. */
  constant(name: string): OnnxTensor | undefined;
  /** The nodes that read a value as the graph was given; outputs of the graph count as one. */
  readers(name: string): readonly (OnnxNode | 'output')[];
}

/** Writes a node in blocks; false where it is left as it was. */
export type BlockRule = (node: OnnxNode, graph: BlockGraph) => boolean;
