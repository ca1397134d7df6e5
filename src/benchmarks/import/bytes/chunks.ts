import type { SyncByteSource } from '../../../core/byte-source.js';

/** Bytes in pieces, one after the other: each call gives the next, undefined at the end. */
export type Chunks = () => Uint8Array | undefined;

const windowBytes = 2 ** 20;

/** The bytes of a source from `start` to `end`, through a window of 1 MiB. */
export function chunksOf(source: SyncByteSource, start = 0, end = source.byteLength, window = windowBytes): Chunks {
  let at = start;
  return () => {
    if (at >= end) return undefined;
    const bytes = source.slice(at, Math.min(end, at + window));
    at += bytes.length;
    return bytes;
  };
}
