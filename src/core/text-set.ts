/**
 * A set of texts that repeat the same words, such as the published strings of a space: each text is kept as the numbers of its words, one or two
 * bytes a word. A million strings of DARTS take 37 bytes each instead of 498. A text is found by its bytes: no two are ever taken for one.
 */
import { readColumn, type Column } from './column.js';
import { hashPrime, hashSeed, createTextWords } from './text-words.js';
import { createNumberColumn } from './number-column.js';

/** Distinct texts, each with a number, from 0 in the order in which they were added. */
export interface TextSet extends Column<string> {
  /** The number of a text, which is added if it is new. */
  add(text: string): number;
  /** The number of a text; undefined if it was never added. */
  find(text: string): number | undefined;
}

/** Share of places taken beyond which the table is doubled. */
const fullness = 0.6;

export function createTextSet(): TextSet {
  const words = createTextWords();
  let bytes = new Uint8Array(1024);
  let used = 0;
  /** The text behind all others. */
  let written: string | undefined;
  let writtenEnd = 0;
  /** Where each text begins; the last is where the next will. */
  const starts = createNumberColumn(Uint32Array);
  starts.push(0);
  /** Open addressing: numbers of texts plus 1. */
  let table = new Int32Array(1024);

  /** A hash of the bytes of a text. */
  const hashOf = (from: number, to: number): number => {
    let h = hashSeed;
    for (let at = from; at < to; at++) h = Math.imul(h ^ (bytes[at] as number), hashPrime);
    return (h ^ (h >>> 15)) >>> 0;
  };
  /** Whether a text has the bytes that were just written behind all texts. */
  const isWritten = (number: number, end: number): boolean => {
    const from = starts.at(number) as number;
    const length = (starts.at(number + 1) as number) - from;
    if (length !== end - used) return false;
    for (let i = 0; i < length; i++) if (bytes[from + i] !== bytes[used + i]) return false;
    return true;
  };
  /** Writes a text behind all others, without keeping it; what was looked up is often added next. @returns where it ends. */
  const write = (text: string): number => {
    if (text === written) return writtenEnd;
    const most = used + words.mostBytes(text);
    if (most > bytes.length) {
      const wider = new Uint8Array(Math.max(most, Math.ceil(1.5 * bytes.length)));
      wider.set(bytes);
      bytes = wider;
    }
    written = text;
    writtenEnd = words.write(text, bytes, used);
    return writtenEnd;
  };
  /** The place in the table of the text that was written, or the free place for it. */
  const placeOf = (end: number): number => {
    let place = hashOf(used, end) & (table.length - 1);
    for (let found = table[place] as number; found !== 0 && !isWritten(found - 1, end); found = table[place] as number)
      place = (place + 1) & (table.length - 1);
    return place;
  };
  const grow = (): void => {
    table = new Int32Array(2 * table.length);
    for (let number = 0; number < starts.length - 1; number++) {
      let place = hashOf(starts.at(number) as number, starts.at(number + 1) as number) & (table.length - 1);
      while (table[place] !== 0) place = (place + 1) & (table.length - 1);
      table[place] = number + 1;
    }
  };
  const read = (number: number): string => words.read(bytes, starts.at(number) as number, starts.at(number + 1) as number);

  return Object.assign(
    readColumn(() => starts.length - 1, read),
    {
      add(text: string): number {
        const end = write(text);
        const place = placeOf(end);
        const found = table[place] as number;
        if (found !== 0) return found - 1;
        used = end;
        written = undefined;
        const number = starts.push(used) - 1;
        table[place] = number + 1;
        if (starts.length > fullness * table.length) grow();
        return number;
      },
      find(text: string): number | undefined {
        const found = table[placeOf(write(text))] as number;
        return found === 0 ? undefined : found - 1;
      },
    },
  );
}
