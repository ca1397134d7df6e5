/**
 * bzip2, decoded block by block as the bytes are read. We wrote it because the available packages either unpack the entire file into memory or
 * use asynchronous streams, and the readers of this folder pull bytes synchronously. Every block's and stream's CRC is checked.
 *
 * A block: runs (RLE1) -> Burrows-Wheeler -> move to front -> zero runs (RLE2) -> Huffman with up to six tables that change every 50 symbols.
 * Blocks "randomised" by versions before 0.9.5 are refused.
 */
import { dataError } from '../../../core/errors.js';
import type { Chunks } from './chunks.js';

const blockMagic = 0x314159265359;
const endMagic = 0x177245385090;
/** More than the longest a block can be: 900,000 symbols of 20 bits, and its tables. */
const longestBlock = 2_600_000;
const maxCodeBits = 20;
/** Codes up to this many bits are found in one look-up. */
const lookBits = 10;

/** The block being decoded: a block is decoded in one go, so all readers share it. */
let scratch = new Uint32Array(0);

/** The unpacked bytes of bzip2 data, which may have several streams. @throws data errors at `where` where they are read. */
export function bunzip2(packed: Chunks, where: string): Chunks {
  const bits = new BitReader(packed, where);
  let level = 0;
  let combined = 0;
  let streams = 0;
  return () => {
    for (;;) {
      if (level === 0) {
        if (bits.isAtEnd()) {
          if (streams === 0) throw dataError(where, { expected: 'bzip2 data', got: 'nothing', code: 'missing' });
          return undefined;
        }
        level = readHeader(bits, where);
        combined = 0;
        streams++;
        if (scratch.length < level * 100_000) scratch = new Uint32Array(level * 100_000);
      }
      bits.ensure(longestBlock);
      const magic = bits.read(24) * 2 ** 24 + bits.read(24);
      const crc = bits.read(16) * 2 ** 16 + bits.read(16);
      if (magic === endMagic) {
        if (combined >>> 0 !== crc) throw wrongSum(where, crc, combined);
        bits.toByte();
        level = 0;
        continue;
      }
      if (magic !== blockMagic)
        throw dataError(where, { expected: 'a bzip2 block', got: 'other bytes', hint: 'the file is damaged', code: 'damaged' });
      const block = decodeBlock(bits, scratch.subarray(0, level * 100_000), where);
      const sum = blockSum(block);
      if (sum !== crc) throw wrongSum(where, crc, sum);
      combined = ((combined << 1) | (combined >>> 31)) ^ sum;
      return block;
    }
  };
}

function wrongSum(where: string, expected: number, got: number): Error {
  const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
  return dataError(where, { expected: `CRC ${hex(expected)}`, got: hex(got), hint: 'the file is damaged', code: 'damaged' });
}

function readHeader(bits: BitReader, where: string): number {
  bits.ensure(4);
  const [b, z, h, level] = [bits.read(8), bits.read(8), bits.read(8), bits.read(8) - 48];
  if (b !== 0x42 || z !== 0x5a || h !== 0x68 || level < 1 || level > 9)
    throw dataError(where, { expected: 'bzip2 data', got: 'other bytes' });
  return level;
}

/** Bits from a window of bytes that is filled between blocks; the block decoder works on its fields. */
class BitReader {
  readonly #next: Chunks;
  readonly #where: string;
  window: Uint8Array = new Uint8Array();
  /** The number of bytes in the window, and the first unread one. */
  filled = 0;
  at = 0;
  hold = 0;
  held = 0;
  #isDone = false;

  constructor(chunks: Chunks, where: string) {
    this.#next = chunks;
    this.#where = where;
  }

  /** Makes `count` bytes available, or all that are left. */
  ensure(count: number): void {
    if (this.#isDone || this.filled - this.at >= count) return;
    const parts = [this.window.subarray(this.at, this.filled)];
    let length = parts[0].length;
    while (length < count) {
      const chunk = this.#next();
      if (chunk === undefined) {
        this.#isDone = true;
        break;
      }
      parts.push(chunk);
      length += chunk.length;
    }
    const window = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      window.set(part, at);
      at += part.length;
    }
    [this.window, this.filled, this.at] = [window, length, 0];
  }

  /** Whether no complete byte is left. */
  isAtEnd(): boolean {
    this.ensure(1);
    return this.at >= this.filled && this.held < 8;
  }

  /** The next 0 to 24 bits. */
  read(count: number): number {
    while (this.held < count) {
      if (this.at >= this.filled) throw this.isCut();
      this.hold = (this.hold << 8) | this.window[this.at++];
      this.held += 8;
    }
    this.held -= count;
    return (this.hold >>> this.held) & ((1 << count) - 1);
  }

  /** Drops the rest of the current byte. */
  toByte(): void {
    this.held -= this.held % 8;
  }

  isCut(): Error {
    return dataError(this.#where, {
      expected: 'a complete bzip2 file',
      got: 'its end within a block',
      hint: 'the file is truncated',
      code: 'damaged',
    });
  }
}

/** One Huffman table: `lookBits` bits give symbol and length in one look-up; longer codes continue by length. */
interface CodeTable {
  /** symbol * 32 + bits; 0 if the code is longer. */
  readonly look: Uint16Array;
  /** By length: the greatest code, and what to add to a code for its place in `symbols`. */
  readonly limit: Int32Array;
  readonly offset: Int32Array;
  readonly symbols: Uint16Array;
}

function codeTable(lengths: Uint8Array, where: string): CodeTable {
  const counts = new Int32Array(maxCodeBits + 2);
  for (const length of lengths) counts[length]++;
  const symbols = new Uint16Array(lengths.length);
  const limit = new Int32Array(maxCodeBits + 2).fill(-1);
  const offset = new Int32Array(maxCodeBits + 2);
  const look = new Uint16Array(1 << lookBits);
  let code = 0;
  let place = 0;
  for (let length = 1; length <= maxCodeBits; length++) {
    code <<= 1;
    offset[length] = place - code;
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== length) continue;
      if (code >= 1 << length)
        throw dataError(where, {
          expected: 'a Huffman table',
          got: 'one with more codes than fit',
          hint: 'the file is damaged',
          code: 'damaged',
        });
      if (length <= lookBits) look.fill(symbol * 32 + length, code << (lookBits - length), (code + 1) << (lookBits - length));
      symbols[place++] = symbol;
      limit[length] = code++;
    }
  }
  return { look, limit, offset, symbols };
}

function readTables(bits: BitReader, count: number, alphabet: number, where: string): CodeTable[] {
  return Array.from({ length: count }, () => {
    const lengths = new Uint8Array(alphabet);
    let length = bits.read(5);
    for (let symbol = 0; symbol < alphabet; symbol++) {
      while (bits.read(1) === 1) length += bits.read(1) === 0 ? 1 : -1;
      if (length < 1 || length > maxCodeBits)
        throw dataError(where, {
          expected: `codes of 1 to ${maxCodeBits} bits`,
          got: `${length}`,
          hint: 'the file is damaged',
          code: 'damaged',
        });
      lengths[symbol] = length;
    }
    return codeTable(lengths, where);
  });
}

function decodeBlock(bits: BitReader, tt: Uint32Array, where: string): Uint8Array {
  const damaged = (expected: string, got: string): Error =>
    dataError(where, { expected, got, hint: 'the file is damaged', code: 'damaged' });
  if (bits.read(1) === 1) throw damaged('a block as bzip2 0.9.5 or later writes it', 'a randomised one');
  const origin = bits.read(24);

  // 1. The bytes that occur, as a map of maps.
  const used = new Uint8Array(256);
  let usedCount = 0;
  const groups = bits.read(16);
  for (let high = 0; high < 16; high++) {
    if (((groups >> (15 - high)) & 1) === 0) continue;
    const map = bits.read(16);
    for (let low = 0; low < 16; low++) if (((map >> (15 - low)) & 1) === 1) used[usedCount++] = high * 16 + low;
  }
  if (usedCount === 0) throw damaged('a block of some bytes', 'none');

  // 2. The Huffman table of each 50 symbols, moved to front; then the tables.
  const tableCount = bits.read(3);
  const selectorCount = bits.read(15);
  if (tableCount < 2 || tableCount > 6 || selectorCount === 0)
    throw damaged('2 to 6 Huffman tables', `${tableCount} for ${selectorCount} groups`);
  const front = [0, 1, 2, 3, 4, 5].slice(0, tableCount);
  const selectors = new Uint8Array(selectorCount);
  for (let i = 0; i < selectorCount; i++) {
    let place = 0;
    while (bits.read(1) === 1) if (++place >= tableCount) throw damaged('one of the Huffman tables', 'another');
    const [chosen] = front.splice(place, 1);
    front.unshift(chosen);
    selectors[i] = chosen;
  }
  const alphabet = usedCount + 2;
  const end = alphabet - 1;
  const tables = readTables(bits, tableCount, alphabet, where);

  // 3. Symbols: 0 and 1 are digits of a run of the front byte, the rest moves bytes to front.
  const order = used.slice(0, usedCount);
  const frequencies = new Int32Array(257);
  let count = 0;
  let run = 0;
  let runUnit = 1;
  let { hold, held, at } = bits;
  const { window, filled } = bits;
  for (let group = 0; ; group++) {
    if (group >= selectorCount) throw damaged(`${selectorCount} groups of 50 symbols`, 'more');
    const { look, limit, offset, symbols } = tables[selectors[group]];
    for (let i = 0; i < 50; i++) {
      while (held < maxCodeBits && at < filled) {
        hold = (hold << 8) | window[at++];
        held += 8;
      }
      let symbol: number;
      const found = held >= lookBits ? look[(hold >>> (held - lookBits)) & ((1 << lookBits) - 1)] : 0;
      if (found !== 0) {
        held -= found & 31;
        symbol = found >> 5;
      } else {
        let length = 1;
        while (length <= maxCodeBits && length <= held && ((hold >>> (held - length)) & ((1 << length) - 1)) > limit[length])
          length++;
        if (length > held) throw bits.isCut();
        if (length > maxCodeBits) throw damaged('a Huffman code', 'another');
        held -= length;
        symbol = symbols[offset[length] + ((hold >>> held) & ((1 << length) - 1))];
      }
      if (symbol <= 1) {
        run += runUnit << symbol;
        if (run > tt.length) throw damaged(`at most ${tt.length} bytes in a block`, 'more');
        runUnit <<= 1;
        continue;
      }
      if (run > 0) {
        if (count + run > tt.length) throw damaged(`at most ${tt.length} bytes in a block`, 'more');
        const byte = order[0];
        frequencies[byte + 1] += run;
        tt.fill(byte, count, count + run);
        count += run;
        run = 0;
        runUnit = 1;
      }
      if (symbol === end) {
        bits.hold = hold;
        bits.held = held;
        bits.at = at;
        if (origin >= count) throw damaged(`a start among ${count} bytes`, `${origin}`);
        return undoRuns(undoSort(tt, count, origin, frequencies), count);
      }
      if (count >= tt.length) throw damaged(`at most ${tt.length} bytes in a block`, 'more');
      const place = symbol - 1;
      const byte = order[place];
      order.copyWithin(1, 0, place);
      order[0] = byte;
      frequencies[byte + 1]++;
      tt[count++] = byte;
    }
  }
}

/** Inverts the Burrows-Wheeler transform: the bytes of the block, still with runs, into `bytes`. */
function undoSort(tt: Uint32Array, count: number, origin: number, frequencies: Int32Array): Uint8Array {
  for (let byte = 1; byte <= 256; byte++) frequencies[byte] += frequencies[byte - 1];
  for (let i = 0; i < count; i++) tt[frequencies[tt[i] & 0xff]++] |= i << 8;
  const bytes = new Uint8Array(count);
  let entry = tt[origin];
  for (let i = 0; i < count; i++) {
    entry = tt[entry >>> 8];
    bytes[i] = entry & 0xff;
  }
  return bytes;
}

/** Four equal bytes are followed by how many more there are. */
function undoRuns(bytes: Uint8Array, count: number): Uint8Array {
  let length = 0;
  let same = 0;
  for (let i = 0; i < count; i++) {
    if (same === 4) {
      length += bytes[i];
      same = 0;
      continue;
    }
    same = same > 0 && bytes[i] === bytes[i - 1] ? same + 1 : 1;
    length++;
  }
  const out = new Uint8Array(length);
  let at = 0;
  same = 0;
  for (let i = 0; i < count; i++) {
    const byte = bytes[i];
    if (same === 4) {
      out.fill(bytes[i - 1], at, at + byte);
      at += byte;
      same = 0;
      continue;
    }
    same = same > 0 && byte === bytes[i - 1] ? same + 1 : 1;
    out[at++] = byte;
  }
  return out;
}

const sums = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit++) sum = (sum << 1) ^ (sum < 0 ? 0x04c11db7 : 0);
  return sum;
});

function blockSum(bytes: Uint8Array): number {
  let sum = -1;
  for (let i = 0; i < bytes.length; i++) sum = (sum << 8) ^ sums[(sum >>> 24) ^ bytes[i]];
  return ~sum >>> 0;
}
