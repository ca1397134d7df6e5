/** An ONNX model as it lies in a file: structure and names in memory, tensors by their place. What the reader gives and the import takes. */

/** Bytes [start, end) of the file. */
export interface FileRange {
  readonly start: number;
  readonly end: number;
}

/** Where a tensor's numbers are and how they are written. */
export type TensorData =
  /** Little-endian elements of the tensor's type. */
  | { readonly form: 'raw'; readonly ranges: readonly FileRange[] }
  /** Protobuf's lists: floats, doubles, or varints (integers, booleans, the bits of half floats). */
  | { readonly form: 'floats' | 'doubles' | 'varints'; readonly ranges: readonly FileRange[] }
  /** In another file of the same folder. */
  | { readonly form: 'external'; readonly location: string; readonly offset: number; readonly length?: number }
  | { readonly form: 'none' };

export interface FileTensor {
  readonly name: string;
  /** Number of the element type (TensorProto.DataType). */
  readonly type: number;
  readonly dims: readonly number[];
  readonly data: TensorData;
}

export interface FileAttribute {
  readonly name: string;
  readonly float?: number;
  readonly int?: number;
  readonly text?: string;
  readonly tensor?: FileTensor;
  readonly graph?: FileGraph;
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
  readonly texts?: readonly string[];
  /** In a function's body: the name of the caller's attribute that stands here. */
  readonly reference?: string;
}

export interface FileNode {
  readonly name: string;
  readonly op: string;
  readonly domain: string;
  /** An empty name leaves an optional input out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, FileAttribute>;
}

/** A value's name and, where the file says so, its type and shape. A text is a symbolic length; -1 is unknown. */
export interface FileValue {
  readonly name: string;
  readonly type?: number;
  readonly dims?: readonly (number | string)[];
}

export interface FileGraph {
  readonly name: string;
  readonly nodes: readonly FileNode[];
  readonly initializers: readonly FileTensor[];
  readonly inputs: readonly FileValue[];
  readonly outputs: readonly FileValue[];
  readonly values: readonly FileValue[];
}

/** A model-local function: a node with its name stands for its nodes. */
export interface FileFunction {
  readonly name: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly FileNode[];
  readonly defaults: readonly FileAttribute[];
}

export interface FileModel {
  readonly irVersion: number;
  readonly producer: string;
  readonly graph: FileGraph;
  /** Version of each operator domain; '' is the domain of ONNX. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly functions: readonly FileFunction[];
  readonly metadata: ReadonlyMap<string, string>;
}
