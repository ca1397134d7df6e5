/**
 * A set of texts that repeat the same words, such as the published strings of a space: each text is kept as the numbers of its words, one or two
 * bytes a word. A million strings of DARTS take 30 bytes each instead of 498. A text is found by its bytes: no two are ever taken for one.
 */
import { createByteStore } from './byte-store.js';
import { readColumn, type Column } from './column.js';
import { createNumberColumn } from './number-column.js';
import { hashPrime, hashSeed, createTextWords } from './text-words.js';

/** Distinct texts, each with a number, from 0 in the order in which they were added. */
export interface TextSet extends Column<string> {
  /** The number of a text, which is added if it is new. */
  add(text: string): number;
  /** The number of a text; undefined if it was never added. */
  find(text: string): number | undefined;
}

/** Share of places taken beyond which the table grows, and by how much. */
const fullness = 0.7;
const growth = 1.4;
/** Where every sixteenth text begins is kept, and the length of each. */
const blockBits = 4;
const inBlock = 2 ** blockBits - 1;
/** Stands for a length that takes more than a byte. */
const long = 255;

export function createTextSet(): TextSet {
  const words = createTextWords();
  const bytes = createByteStore();
  const blocks = createNumberColumn();
  const lengths = createNumberColumn(Uint8Array);
  /** Lengths that take more than a byte, by the number of the text. */
  const longLengths = new Map<number, number>();
  /** The text that was looked up last is often added next: its bytes, and its place in the table. */
  let written: string | undefined;
  let scratch = new Uint8Array(1024);
  let count = 0;
  let place = 0;
  /** Open addressing: numbers of texts plus 1. */
  let table = new Uint32Array(1024);

  const lengthOf = (number: number): number => {
    const length = lengths.at(number) as number;
    return length === long ? (longLengths.get(number) as number) : length;
  };
  const startOf = (number: number): number => {
    let at = blocks.at(number >>> blockBits) as number;
    for (let before = number & ~inBlock; before < number; before++) at += lengthOf(before);
    return at;
  };
  /** Where the text in `scratch` would be in an empty table. The high bits of the hash choose it. */
  const firstPlace = (): number => {
    let h = hashSeed;
    for (let i = 0; i < count; i++) h = Math.imul(h ^ (scratch[i] as number), hashPrime);
    h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
    return Math.floor((((h ^ (h >>> 13)) >>> 0) / 2 ** 32) * table.length);
  };
  /** The place in the table of the text in `scratch`, or the free place for it. */
  const findPlace = (): number => {
    let at = firstPlace();
    for (let found = table[at] as number; found !== 0; found = table[at] as number) {
      if (lengthOf(found - 1) === count && bytes.equals(startOf(found - 1), scratch, count)) break;
      if (++at === table.length) at = 0;
    }
    return at;
  };
  const look = (text: string): void => {
    if (text === written) return;
    const most = words.mostBytes(text);
    if (most > scratch.length) scratch = new Uint8Array(2 * most);
    count = words.write(text, scratch, 0);
    written = text;
    place = findPlace();
  };
  const copy = (number: number, start: number): void => {
    count = lengthOf(number);
    if (count > scratch.length) scratch = new Uint8Array(2 * count);
    bytes.copy(start, count, scratch);
    written = undefined;
  };
  const grow = (): void => {
    table = new Uint32Array(Math.ceil(growth * table.length));
    for (let number = 0, start = 0; number < lengths.length; number++, start += count) {
      copy(number, start);
      let at = firstPlace();
      while (table[at] !== 0) if (++at === table.length) at = 0;
      table[at] = number + 1;
    }
  };
  const read = (number: number): string => {
    copy(number, startOf(number));
    return words.read(scratch, 0, count);
  };

  return Object.assign(
    readColumn(() => lengths.length, read),
    {
      add(text: string): number {
        look(text);
        const found = table[place] as number;
        if (found !== 0) return found - 1;
        const number = lengths.push(Math.min(count, long));
        if (count >= long) longLengths.set(number, count);
        if ((number & inBlock) === 0) blocks.push(bytes.length);
        bytes.append(scratch, count);
        table[place] = number + 1;
        written = undefined;
        if (lengths.length > fullness * table.length) grow();
        return number;
      },
      find(text: string): number | undefined {
        look(text);
        const found = table[place] as number;
        return found === 0 ? undefined : found - 1;
      },
    },
  );
}
