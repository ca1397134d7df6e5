/**
 * A list of numbers as a text, for keys of maps. Texts put together piece by piece stay trees of pieces, which as keys take fifty times
 * the memory.
 */
export interface NumberText {
  /** @param number a whole one, from 0 to 2^30 - 1. */
  add(number: number): void;
  readonly isEmpty: boolean;
  /** The text of the numbers added since the last call. */
  take(): string;
}

/** Arguments of one call. */
const CHUNK = 4096;
/** From here on a number takes two characters, the first of them from here on too. */
const LONG = 0x8000;

export function createNumberText(): NumberText {
  /** The first `count` are in use. */
  const codes: number[] = [];
  let count = 0;
  return {
    add(number) {
      if (number >= LONG) codes[count++] = LONG | (number >>> 15);
      codes[count++] = number & (LONG - 1);
    },
    get isEmpty() {
      return count === 0;
    },
    take() {
      let text = '';
      for (let from = 0; from < count; from += CHUNK)
        text += String.fromCharCode(...codes.slice(from, Math.min(count, from + CHUNK)));
      count = 0;
      return text;
    },
  };
}
