import type { Shape } from '../../../arch/types.js';
import type { OnnxNode, OnnxTensor, OnnxType } from '../../../onnx/proto/types.js';

/** A graph while it is written again with narrow products. */
export interface NarrowGraph {
  /** Adds a node, or finds the same; names of its outputs. */
  emit(op: string, inputs: readonly string[], more?: Pick<OnnxNode, 'attrs' | 'domain'> & { readonly count?: number }): string[];
  /** Adds a node that gives values of the graph as it was. */
  write(node: OnnxNode): void;
  /** The node that gives a value. */
  writer(name: string): OnnxNode | undefined;
  shape(name: string): Shape | undefined;
  constant(type: OnnxType, dims: readonly number[], values: readonly number[]): string;
  initializer(tensor: OnnxTensor): string;
}

/** Writes a product of a map with a constant weight. */
export type NarrowRule = (node: OnnxNode, weight: OnnxTensor, graph: NarrowGraph) => void;
