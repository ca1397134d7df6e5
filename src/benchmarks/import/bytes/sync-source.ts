import type { ByteSource } from '../../../onnx/byte-source.js';

/** Bytes that can be had at once: a reader that takes millions of small steps cannot wait for each. */
export interface SyncByteSource extends ByteSource {
  /** Bytes from `start` up to `end`, exactly that many. */
  slice(start: number, end: number): Uint8Array;
}

/** Bytes in memory. Slices are views. */
export function syncBytes(bytes: Uint8Array): SyncByteSource {
  return { byteLength: bytes.length, slice: (start, end) => bytes.subarray(start, end) };
}

/** A part of another source. */
export function partOf(source: SyncByteSource, start: number, byteLength: number): SyncByteSource {
  return { byteLength, slice: (from, to) => source.slice(start + from, start + to) };
}
