import type { OnnxTensor } from '../../../onnx/proto/types.js';

/** The numbers of a constant list; undefined where a tensor is no list of whole numbers. */
export function integersOf(tensor: OnnxTensor | undefined): readonly number[] | undefined {
  if (tensor?.type !== 'int64' || tensor.dims.length !== 1) return undefined;
  const { buffer, byteOffset, byteLength } = tensor.bytes;
  return Array.from(new BigInt64Array(buffer.slice(byteOffset, byteOffset + byteLength)), Number);
}
