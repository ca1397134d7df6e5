/** Small steps through bytes that come in chunks: integers, texts, blocks. Only the current chunk is read ahead. */
import { must } from '../../../core/must.js';
import { dataError } from '../../../core/errors.js';
import type { Chunks } from './chunks.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const scratch = new DataView(new ArrayBuffer(8));
/** Short ASCII texts are read without a decoder, which is slower to start. */
const shortText = 48;

export class ByteCursor {
  readonly where: string;
  readonly #next: Chunks;
  #chunk: Uint8Array = new Uint8Array();
  #view: DataView = scratch;
  #at = 0;
  /** The position of the chunk. */
  #start = 0;

  constructor(chunks: Chunks, where: string) {
    this.#next = chunks;
    this.where = where;
  }

  /** Bytes passed so far. */
  get position(): number {
    return this.#start + this.#at;
  }

  /** Whether no byte is left. */
  get isAtEnd(): boolean {
    return this.#at === this.#chunk.length && !this.#advance();
  }

  #advance(): boolean {
    let chunk = this.#next();
    while (chunk !== undefined && chunk.length === 0) chunk = this.#next();
    this.#start += this.#chunk.length;
    this.#at = 0;
    this.#chunk = chunk ?? new Uint8Array();
    this.#view = new DataView(this.#chunk.buffer, this.#chunk.byteOffset, this.#chunk.length);
    return chunk !== undefined;
  }

  #isCut(missing: number): Error {
    return dataError(`${this.where} byte ${this.position}`, {
      expected: `${missing} more bytes`,
      got: 'the end',
      hint: 'the file is truncated',
      code: 'damaged',
    });
  }

  byte(): number {
    if (this.#at === this.#chunk.length && !this.#advance()) throw this.#isCut(1);
    return must(this.#chunk[this.#at++], 'a byte of the chunk');
  }

  /** The next `count` bytes: a view if they are in one chunk. Memory grows with the bytes that exist, not with `count`. */
  take(count: number): Uint8Array {
    if (count <= this.#chunk.length - this.#at) {
      const view = this.#chunk.subarray(this.#at, this.#at + count);
      this.#at += count;
      return view;
    }
    const parts: Uint8Array[] = [];
    let missing = count;
    while (missing > 0) {
      if (this.#at === this.#chunk.length && !this.#advance()) throw this.#isCut(missing);
      const part = this.#chunk.subarray(this.#at, Math.min(this.#chunk.length, this.#at + missing));
      this.#at += part.length;
      missing -= part.length;
      parts.push(part);
    }
    const whole = new Uint8Array(count);
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  skip(count: number): void {
    let missing = count;
    while (missing > 0) {
      if (this.#at === this.#chunk.length && !this.#advance()) throw this.#isCut(missing);
      const step = Math.min(missing, this.#chunk.length - this.#at);
      this.#at += step;
      missing -= step;
    }
  }

  uint16(): number {
    return this.byte() | (this.byte() << 8);
  }

  int32(): number {
    return this.byte() | (this.byte() << 8) | (this.byte() << 16) | (this.byte() << 24);
  }

  uint32(): number {
    return this.int32() >>> 0;
  }

  /** Eight bytes, little end first. @throws a data error beyond 2^53. */
  uint64(): number {
    const low = this.uint32();
    const high = this.uint32();
    if (high >= 2 ** 21)
      throw dataError(`${this.where} byte ${this.position - 8}`, {
        expected: 'a length below 2^53',
        got: `${high} * 2^32 and more`,
        code: 'damaged',
      });
    return high * 2 ** 32 + low;
  }

  /** A double, big end first. */
  float64(): number {
    // Nearly always within a chunk; a view of each chunk is cheaper than eight steps.
    if (this.#chunk.length - this.#at >= 8) {
      const value = this.#view.getFloat64(this.#at);
      this.#at += 8;
      return value;
    }
    for (let i = 0; i < 8; i++) scratch.setUint8(i, this.byte());
    return scratch.getFloat64(0);
  }

  /** UTF-8, `bytes` long; lone surrogates, as Python writes them, are refused. */
  text(bytes: number): string {
    const at = this.position;
    const taken = this.take(bytes);
    const short = bytes <= shortText ? asciiText(taken) : undefined;
    if (short !== undefined) return short;
    try {
      return utf8.decode(taken);
    } catch (error) {
      if (error instanceof TypeError)
        throw dataError(`${this.where} byte ${at}`, { expected: 'text in UTF-8', got: 'other bytes' });
      throw error;
    }
  }

  /** A line of ASCII without its end. @throws a data error beyond `limit` bytes. */
  line(limit = 256): string {
    let text = '';
    for (let byte = this.byte(); byte !== 10; byte = this.byte()) {
      if (text.length === limit)
        throw dataError(`${this.where} byte ${this.position}`, {
          expected: `a line of at most ${limit} bytes`,
          got: 'a longer one',
          code: 'limit-exceeded',
        });
      text += String.fromCharCode(byte);
    }
    return text;
  }
}

/** Undefined if a byte is not ASCII. */
function asciiText(bytes: Uint8Array): string | undefined {
  let text = '';
  for (const byte of bytes) {
    if (byte > 127) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}
