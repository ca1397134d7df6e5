/**
 * A column of numbers that grows: eight bytes a row outside the collector's heap, NaN where nothing was put. It is kept in pieces, so that growing copies
 * nothing and what has been read can be let go.
 */
export interface NumberColumn {
  /** NaN where nothing was put. */
  at(row: number): number;
  put(row: number, value: number): void;
  /** Lets go of the rows before this one, which are not known any more. */
  forget(before: number): void;
  /** The first `rows` of them in one array; the column is empty afterwards. */
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
