import type { SyncByteSource } from '../../../core/byte-source.js';

/** A part of another source. */
export function partOf(source: SyncByteSource, start: number, byteLength: number): SyncByteSource {
  return { byteLength, slice: (from, to) => source.slice(start + from, start + to) };
}
