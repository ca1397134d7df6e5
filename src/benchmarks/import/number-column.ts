/**
 * A growing column of numbers: eight bytes for each row outside the garbage collector's heap, NaN for rows without a value. It is kept in pieces, so that growing copies
 * nothing and rows that were read can be released.
 */
export interface NumberColumn {
  /** NaN for a row without a value. */
  at(row: number): number;
  put(row: number, value: number): void;
  /** Releases the rows before this one; they can no longer be read. */
  forget(before: number): void;
  /** The first `rows` values in one array; the column is empty afterwards. */
  packed(rows: number): Float64Array;
}

/** Rows of a piece, as a power of two. */
const pieceBits = 10;
const pieceRows = 2 ** pieceBits;

export function createNumberColumn(): NumberColumn {
  const pieces: (Float64Array | undefined)[] = [];
  let forgotten = 0;
  return {
    at: (row) => pieces[row >>> pieceBits]?.[row & (pieceRows - 1)] ?? NaN,
    put(row, value) {
      const piece = (pieces[row >>> pieceBits] ??= new Float64Array(pieceRows).fill(NaN));
      piece[row & (pieceRows - 1)] = value;
    },
    forget(before) {
      for (const end = Math.min(pieces.length, before >>> pieceBits); forgotten < end; forgotten++) pieces[forgotten] = undefined;
    },
    packed(rows) {
      const whole = new Float64Array(rows).fill(NaN);
      for (const [i, piece] of pieces.entries()) {
        const start = i * pieceRows;
        if (piece === undefined || start >= rows) continue;
        whole.set(piece.subarray(0, rows - start), start);
        pieces[i] = undefined;
      }
      pieces.length = 0;
      return whole;
    },
  };
}
