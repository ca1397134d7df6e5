/** Small ONNX models written by hand, for tests of the import: nodes in a few characters, initializers with numbers. */
import { encodeValues, float, int, ints } from '../src/onnx/lower/graph-builder.js';
import { encodeModel, type ModelOptions } from '../src/onnx/proto/encode-model.js';
import type { OnnxNode, OnnxTensor, OnnxValue } from '../src/onnx/proto/types.js';

export { float, int, ints };

/** `node('Conv', 'x w', 'y')`: names separated by spaces, `-` for one left out. */
export function node(
  op: string,
  inputs: string,
  outputs: string,
  attrs: NonNullable<OnnxNode['attrs']> = {},
  name?: string,
): OnnxNode {
  const names = (text: string): string[] =>
    text
      .split(' ')
      .filter((part) => part !== '')
      .map((part) => (part === '-' ? '' : part));
  return { op, inputs: names(inputs), outputs: names(outputs), attrs, ...(name === undefined ? {} : { name }) };
}

export function floats(name: string, dims: readonly number[], values?: readonly number[]): OnnxTensor {
  const size = dims.reduce((a, b) => a * b, 1);
  return {
    name,
    type: 'float',
    dims,
    bytes: encodeValues('float', values ?? Array.from({ length: size }, (_, i) => Math.sin(i + 1) / 3)),
  };
}

export function integers(name: string, values: readonly number[], dims: readonly number[] = [values.length]): OnnxTensor {
  return { name, type: 'int64', dims, bytes: encodeValues('int64', values) };
}

export function image(dims: readonly (number | string)[], name = 'x'): OnnxValue {
  return { name, type: 'float', dims };
}

export interface ModelParts extends ModelOptions {
  readonly nodes: readonly OnnxNode[];
  readonly initializers?: readonly OnnxTensor[];
  readonly inputs?: readonly OnnxValue[];
  readonly outputs?: readonly string[];
}

/** Bytes of a model with an image input `x` of (batch, 3, 8, 8) and the output `y`, unless said otherwise. */
export function onnxModel({
  nodes,
  initializers = [],
  inputs = [image(['batch', 3, 8, 8])],
  outputs = ['y'],
  ...options
}: ModelParts): Uint8Array {
  return encodeModel(
    { name: 'graph', nodes, initializers, inputs, outputs: outputs.map((name) => ({ name, type: 'float' })) },
    options,
  );
}
