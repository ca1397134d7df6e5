import { shortestFloat } from '../../core/shortest-float.js';
import { dataError, type AssayError } from '../../core/errors.js';
import type { FileGraph, FileNode, FileTensor } from '../proto/file-types.js';
import { titleOf } from './order-nodes.js';

/** One ONNX node with its operator set: the key into the tables of operators. */
export interface Call {
  readonly node: FileNode;
  /** Version of the node's operator domain. */
  readonly opset: number;
  int(name: string): number | undefined;
  float(name: string): number | undefined;
  text(name: string): string | undefined;
  ints(name: string): readonly number[] | undefined;
  floats(name: string): readonly number[] | undefined;
  tensor(name: string): FileTensor | undefined;
  graph(name: string): FileGraph | undefined;
  /** `<file>: node "n" (Conv): expected ..., got ...` */
  fault(expected: string, got?: string, hint?: string): AssayError;
}

export function createCall(node: FileNode, opset: number, where: string): Call {
  const { attributes } = node;
  return {
    node,
    opset,
    int: (name) => attributes.get(name)?.int,
    float: (name) => {
      const value = attributes.get(name)?.float;
      return value === undefined ? undefined : shortestFloat(value);
    },
    text: (name) => attributes.get(name)?.text,
    ints: (name) => attributes.get(name)?.ints,
    floats: (name) => attributes.get(name)?.floats,
    tensor: (name) => attributes.get(name)?.tensor,
    graph: (name) => attributes.get(name)?.graph,
    fault: (expected, got, hint) =>
      dataError(`${where}: node ${titleOf(node)} (${node.op})`, { expected, got, hint, code: 'unsupported' }),
  };
}
