/** What is made of a weight's numbers, kept as long as they are: the next network has most of the same weights. */
import type { OnnxTensor } from '../../onnx/proto/types.js';

const kept = new WeakMap<ArrayBufferLike, Map<string, unknown>>();

/** @param as what is made, apart from other things that are made of the same numbers. */
export function keptWith<T>({ bytes, dims }: OnnxTensor, as: string, make: (bytes: Uint8Array) => T): T {
  const made = kept.get(bytes.buffer) ?? new Map<string, unknown>();
  kept.set(bytes.buffer, made);
  const key = `${as} ${bytes.byteOffset} ${dims.join()}`;
  if (!made.has(key)) made.set(key, make(bytes));
  return made.get(key) as T;
}
