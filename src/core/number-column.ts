/** Numbers in pieces of one size: a column that grows copies nothing, and has no empty room but in its last piece. */
import type { Column } from './column.js';

/** What holds the numbers of a piece. */
type Numbers = Float64Array | Uint32Array | Uint16Array | Uint8Array;

/** A growing column of numbers. */
export interface NumberColumn extends Column<number> {
  /** @returns the index of the new value. */
  push(value: number): number;
  /** Sets the value of an index; those between it and the end become 0. */
  set(index: number, value: number): void;
}

/** Numbers of a piece: 2 to this power. */
const pieceBits = 13;
const pieceLength = 2 ** pieceBits;
const inPiece = pieceLength - 1;
/** The first piece grows up to a piece: most columns are short. */
const shortest = 16;

/** @param kind what holds the numbers, for numbers that it can hold. */
export function createNumberColumn(kind: new (length: number) => Numbers = Float64Array): NumberColumn {
  const pieces: Numbers[] = [new kind(shortest)];
  let room = shortest;
  let length = 0;
  const makeRoom = (least: number): void => {
    while (room < least) {
      if (room >= pieceLength) {
        pieces.push(new kind(pieceLength));
        room += pieceLength;
        continue;
      }
      const wider = new kind(2 * room);
      wider.set(pieces[0] as Numbers);
      pieces[0] = wider;
      room *= 2;
    }
  };
  const at = (index: number): number => (pieces[index >>> pieceBits] as Numbers)[index & inPiece] as number;
  return {
    get length() {
      return length;
    },
    at: (index) => (index >= 0 && index < length ? at(index) : undefined),
    push(value) {
      if (length === room) makeRoom(length + 1);
      (pieces[length >>> pieceBits] as Numbers)[length & inPiece] = value;
      return length++;
    },
    set(index, value) {
      makeRoom(index + 1);
      (pieces[index >>> pieceBits] as Numbers)[index & inPiece] = value;
      if (index >= length) length = index + 1;
    },
    *[Symbol.iterator]() {
      for (let i = 0; i < length; i++) yield at(i);
    },
  };
}
