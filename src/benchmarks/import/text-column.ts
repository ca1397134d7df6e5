/** Texts one after the other, as UTF-8 outside the garbage collector's heap: it would visit each of hundreds of thousands of strings again and again. */
import { createNumberColumn } from './number-column.js';

export interface TextColumn {
  readonly length: number;
  /** Appends a text of these bytes, which are copied. */
  add(bytes: Uint8Array): void;
  at(row: number): string;
  /** A view of the bytes. */
  bytesAt(row: number): Uint8Array;
  /** Releases the texts before this one; they can no longer be read. */
  forget(before: number): void;
}

/** Longer texts get separate pieces. */
const pieceBytes = 2 ** 16;
const utf8 = new TextDecoder();

export function createTextColumn(): TextColumn {
  const pieces: (Uint8Array | undefined)[] = [];
  /** Of the last piece. */
  let used = 0;
  let length = 0;
  let forgotten = 0;
  /** Piece times its length, and the place in it. */
  const places = createNumberColumn();
  const sizes = createNumberColumn();
  const pieceOf = (row: number): number => Math.floor(places.at(row) / pieceBytes);
  const bytesAt = (row: number): Uint8Array => {
    const start = places.at(row) % pieceBytes;
    return (pieces[pieceOf(row)] as Uint8Array).subarray(start, start + sizes.at(row));
  };
  return {
    get length() {
      return length;
    },
    add(bytes) {
      if (pieces.at(-1) === undefined || used + bytes.length > pieceBytes) {
        pieces.push(new Uint8Array(Math.max(pieceBytes, bytes.length)));
        used = 0;
      }
      const piece = pieces.length - 1;
      (pieces[piece] as Uint8Array).set(bytes, used);
      places.put(length, piece * pieceBytes + used);
      sizes.put(length++, bytes.length);
      used += bytes.length;
    },
    at: (row) => utf8.decode(bytesAt(row)),
    bytesAt,
    forget(before) {
      const end = before < length ? pieceOf(before) : pieces.length;
      for (; forgotten < end; forgotten++) pieces[forgotten] = undefined;
      places.forget(before);
      sizes.forget(before);
    },
  };
}
