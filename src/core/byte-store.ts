/** Bytes that are only appended, in pieces of one size: a store that grows copies nothing. */

/** A growing list of bytes. */
interface ByteStore {
  readonly length: number;
  append(bytes: Uint8Array, count: number): void;
  /** Whether the bytes from a place on are these. */
  equals(from: number, bytes: Uint8Array, count: number): boolean;
  /** Copies bytes from a place on to the beginning of `into`. */
  copy(from: number, count: number, into: Uint8Array): void;
}

/** Bytes of a piece: 2 to this power. */
const pieceBits = 16;
const pieceLength = 2 ** pieceBits;
const inPiece = pieceLength - 1;

export function createByteStore(): ByteStore {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const pieceAt = (at: number): Uint8Array => pieces[Math.floor(at / pieceLength)] as Uint8Array;
  return {
    get length() {
      return length;
    },
    append(bytes, count) {
      for (let done = 0; done < count;) {
        const start = length & inPiece;
        if (start === 0) pieces.push(new Uint8Array(pieceLength));
        const some = Math.min(count - done, pieceLength - start);
        const piece = pieceAt(length);
        // A few bytes: a call of `set` takes longer.
        for (let i = 0; i < some; i++) piece[start + i] = bytes[done + i] as number;
        done += some;
        length += some;
      }
    },
    equals(from, bytes, count) {
      let start = from & inPiece;
      let piece = pieceAt(from);
      for (let i = 0; i < count; i++) {
        if (start === pieceLength) {
          piece = pieceAt(from + i);
          start = 0;
        }
        if (piece[start++] !== bytes[i]) return false;
      }
      return true;
    },
    copy(from, count, into) {
      for (let done = 0; done < count;) {
        const start = (from + done) & inPiece;
        const some = Math.min(count - done, pieceLength - start);
        const piece = pieceAt(from + done);
        for (let i = 0; i < some; i++) into[done + i] = piece[start + i] as number;
        done += some;
      }
    },
  };
}
