/** Numbers in one typed array that grows: eight bytes each, or fewer. */
import type { Column } from './column.js';

/** What holds the numbers. */
type Numbers = Float64Array | Uint32Array | Uint8Array;

/** A growing column of numbers. */
export interface NumberColumn extends Column<number> {
  /** @returns the index of the new value. */
  push(value: number): number;
  /** Sets the value of an index; those between it and the end become 0. */
  set(index: number, value: number): void;
  /** The values now: a view, which further values may leave behind. */
  view(): Numbers;
}

/** Room is made for a half more: twice as much would be empty for long. */
const growth = 1.5;

/** @param kind what holds the numbers, for numbers that it can hold. */
export function createNumberColumn(kind: new (length: number) => Numbers = Float64Array): NumberColumn {
  let values = new kind(16);
  let length = 0;
  const makeRoom = (least: number): void => {
    if (least <= values.length) return;
    const wider = new kind(Math.max(least, Math.ceil(growth * values.length)));
    wider.set(values);
    values = wider;
  };
  return {
    get length() {
      return length;
    },
    at: (index) => (index < length ? values[index] : undefined),
    push(value) {
      makeRoom(length + 1);
      values[length] = value;
      return length++;
    },
    set(index, value) {
      makeRoom(index + 1);
      values[index] = value;
      if (index >= length) length = index + 1;
    },
    view: () => values.subarray(0, length),
    *[Symbol.iterator]() {
      for (let i = 0; i < length; i++) yield values[i] as number;
    },
  };
}
