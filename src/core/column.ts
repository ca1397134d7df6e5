/** Values in an order, one for each index: an array, or a store that needs less memory than one. */
export interface Column<T> extends Iterable<T> {
  readonly length: number;
  at(index: number): T | undefined;
}

/** A column whose values are made when they are read. @param read is called with indices below the length only. */
export function readColumn<T>(length: () => number, read: (index: number) => T): Column<T> {
  return {
    get length() {
      return length();
    },
    at: (index) => (index >= 0 && index < length() ? read(index) : undefined),
    *[Symbol.iterator]() {
      for (let i = 0; i < length(); i++) yield read(i);
    },
  };
}

/** Some of the values of a column, by their indices. */
export function pickColumn<T>(column: Column<T>, indices: Column<number>): Column<T> {
  return readColumn(
    () => indices.length,
    (place) => column.at(indices.at(place) as number) as T,
  );
}

/** A column with one more value. */
export function appended<T>(column: Column<T>, last: T): Column<T> {
  return readColumn(
    () => column.length + 1,
    (index) => (index < column.length ? (column.at(index) as T) : last),
  );
}

/** A value for each of a column, made when it is read. */
export function mapColumn<T, U>(column: Column<T>, map: (value: T) => U): Column<U> {
  return readColumn(
    () => column.length,
    (index) => map(column.at(index) as T),
  );
}
