import { requireFields } from './require-shape.js';

/** Bytes in memory, in a file or in a browser's Blob. Readers request ranges, so a file of 2 GB is never read completely. */
export interface ByteSource {
  readonly byteLength: number;
  /** Bytes from `start` up to `end`, exactly that many. */
  slice(start: number, end: number): Uint8Array | Promise<Uint8Array>;
}

/** Bytes that are read synchronously: a reader that takes millions of small steps cannot wait for each. */
export interface SyncByteSource extends ByteSource {
  /** Bytes from `start` up to `end`, exactly that many. */
  slice(start: number, end: number): Uint8Array;
}

/** Bytes in memory. Slices are views. */
export function bytesSource(bytes: Uint8Array): SyncByteSource {
  requireFields('bytes', 'bytes', bytes, 'subarray');
  return { byteLength: bytes.length, slice: (start, end) => bytes.subarray(start, end) };
}
