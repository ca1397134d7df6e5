/** A column of numbers that grows: eight bytes a row outside the collector's heap, NaN where nothing was put. */
export interface NumberColumn {
  /** NaN where nothing was put. */
  at(row: number): number;
  put(row: number, value: number): void;
  /** The first `rows` of them. */
  packed(rows: number): Float64Array;
}

const firstRoom = 1024;

export function createNumberColumn(): NumberColumn {
  let values = new Float64Array(firstRoom).fill(NaN);
  /** A copy of another length, NaN behind what was there. */
  const resized = (room: number): Float64Array<ArrayBuffer> => {
    const copy = new Float64Array(room);
    copy.set(values.length > room ? values.subarray(0, room) : values);
    return copy.fill(NaN, Math.min(room, values.length));
  };
  return {
    at: (row) => (row < values.length ? values[row] : NaN),
    put(row, value) {
      if (row >= values.length) values = resized(Math.max(row + 1, Math.ceil(1.5 * values.length)));
      values[row] = value;
    },
    packed: (rows) => resized(rows),
  };
}
