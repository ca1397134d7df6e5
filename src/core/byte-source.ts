/** Bytes that are somewhere: in memory, in a file, in a browser's Blob. Readers ask for ranges, so a file of 2 GB is never read whole. */
export interface ByteSource {
  readonly byteLength: number;
  /** Bytes from `start` up to `end`, exactly that many. */
  slice(start: number, end: number): Uint8Array | Promise<Uint8Array>;
}

/** Bytes that can be had at once: a reader that takes millions of small steps cannot wait for each. */
export interface SyncByteSource extends ByteSource {
  /** Bytes from `start` up to `end`, exactly that many. */
  slice(start: number, end: number): Uint8Array;
}

/** Bytes in memory. Slices are views. */
export function bytesSource(bytes: Uint8Array): SyncByteSource {
  return { byteLength: bytes.length, slice: (start, end) => bytes.subarray(start, end) };
}
