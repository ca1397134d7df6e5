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

export function createNumberText(): NumberText {
  let codes: number[] = [];
  return {
    add: (number) => void codes.push(number & 0x7fff, number >>> 15),
    get isEmpty() {
      return codes.length === 0;
    },
    take() {
      const chunks: string[] = [];
      for (let from = 0; from < codes.length; from += CHUNK)
        chunks.push(String.fromCharCode(...(codes.length <= CHUNK ? codes : codes.slice(from, from + CHUNK))));
      codes = [];
      return chunks.length === 1 ? chunks[0] : chunks.join('');
    },
  };
}
