/** Numbers in the order in which they were first met. It takes no memory as long as that is their own order. */
import { readColumn, type Column } from './column.js';
import { createNumberColumn } from './number-column.js';

/** The numbers that were met, by their places. */
interface Renumbering extends Column<number> {
  /** The place of a number, which gets the next one if it is new. */
  add(number: number): number;
  /** The place of a number; undefined if it was not met. */
  find(number: number): number | undefined;
}

export function createRenumbering(): Renumbering {
  /** While each number is its place: how many there are. */
  let count = 0;
  let numbers: ReturnType<typeof createNumberColumn> | undefined;
  /** The place plus 1 of each number. */
  const places = createNumberColumn(Uint32Array);
  const length = (): number => numbers?.length ?? count;
  const find = (number: number): number | undefined => {
    if (numbers === undefined) return number < count ? number : undefined;
    const next = places.at(number) ?? 0;
    return next === 0 ? undefined : next - 1;
  };
  return Object.assign(
    readColumn(length, (place) => (numbers === undefined ? place : (numbers.at(place) as number))),
    {
      find,
      add(number: number): number {
        const found = find(number);
        if (found !== undefined) return found;
        if (numbers === undefined) {
          if (number === count) return count++;
          numbers = createNumberColumn(Uint32Array);
          for (let i = 0; i < count; i++) places.set(numbers.push(i), i + 1);
        }
        const place = numbers.push(number);
        places.set(number, place + 1);
        return place;
      },
    },
  );
}
