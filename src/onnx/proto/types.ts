/** The part of ONNX's schema that is written: graphs of nodes with scalar and list attributes, and dense tensors. */

/** Element types by their number in ONNX. */
export const onnxTypes = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, double: 11 } as const;
export type OnnxType = keyof typeof onnxTypes;

export type OnnxAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly text: string }
  | { readonly texts: readonly string[] }
  | { readonly tensor: OnnxTensor }
  | { readonly graph: OnnxGraph };

export interface OnnxNode {
  /** For people who look at the graph. */
  readonly name?: string;
  readonly op: string;
  /** If left out: the operators of ONNX. */
  readonly domain?: string;
  /** An empty name leaves an optional input out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attrs?: { readonly [name: string]: OnnxAttribute };
}

export interface OnnxTensor {
  readonly name: string;
  readonly type: OnnxType;
  readonly dims: readonly number[];
  /** Little-endian elements, row-major. */
  readonly bytes: Uint8Array;
  /** Their number, where each reading makes them anew: then a model reads them once, when it is written to its bytes. */
  readonly byteLength?: number;
}

export interface OnnxValue {
  readonly name: string;
  readonly type: OnnxType;
  /** A string is a symbolic length. Left out if the graph decides it. */
  readonly dims?: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}
