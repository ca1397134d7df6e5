/**
 * Walks protobuf messages (the wire format) in a byte source through one window that moves with the reader: fields that are not
 * needed, above all weights, are skipped without being read. Everything is bounded: bytes read ahead, fields in total,
 * and what callers keep.
 */
import { must } from '../../core/must.js';
import { plural } from '../../core/plural.js';
import { dataError, type AssayError } from '../../core/errors.js';
import type { ByteSource } from '../../core/byte-source.js';

/** Bytes of a window behind a jump, as over a weight to the next one's head, and of windows that follow one another, each twice the last. */
const leastBytes = 1 << 11;
const mostBytes = 1 << 18;
/** Longest head of a field: key and length, ten bytes each. */
const headBytes = 20;
/** The most fields of a file that are visited, and the most strings and numbers that are kept. */
const mostFields = 20_000_000;
const mostKept = 8_000_000;

/** One field as it lies in the file. `value` is meant for integers (wire type 0), the range for all others. */
export interface Field {
  readonly number: number;
  /** 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes. */
  readonly wire: number;
  /** As a signed 64-bit integer; beyond 2^53 the nearest double. */
  readonly value: number;
  readonly start: number;
  readonly end: number;
}

export interface Cursor {
  /** Calls `visit` for each field of the message in [start, end), in order. The field object is reused: keep its parts, not itself. */
  walk(start: number, end: number, visit: (field: Field) => void | Promise<void>): Promise<void>;
  /** A copy of the bytes in [start, end); @throws a data error when there are more than `most`. */
  bytes(start: number, end: number, most: number): Promise<Uint8Array>;
  /** Counts things that a caller keeps. @throws a data error when a file holds absurdly many. */
  keep(things: number): void;
  fault(at: number, expected: string, got?: string): AssayError;
}

interface OpenField {
  number: number;
  wire: number;
  value: number;
  start: number;
  end: number;
}

/** The error for bytes that are no model. @param where names the file. */
export function noModel(where: string): AssayError {
  return dataError(where, { expected: 'an ONNX model', got: 'other data', hint: 'the file is damaged, or of another kind' });
}

/** @param where names the file in errors. */
export function createCursor(source: ByteSource, where: string): Cursor {
  let window = new Uint8Array(0);
  let windowStart = 0;
  let fields = 0;
  let kept = 0;

  const fault = (at: number, expected: string, got?: string): AssayError => dataError(`${where}: byte ${at}`, { expected, got });
  const load = async (start: number, end: number): Promise<void> => {
    const follows = start >= windowStart && start <= windowStart + window.length;
    const length = follows ? Math.min(mostBytes, Math.max(leastBytes, 2 * window.length)) : leastBytes;
    const until = Math.min(source.byteLength, Math.max(end, start + length));
    window = new Uint8Array(await source.slice(start, until));
    windowStart = start;
    if (window.length !== until - start)
      throw fault(start, `${until - start} bytes`, `${window.length}: the file changed or cannot be read`);
  };
  const isLoaded = (start: number, end: number): boolean => start >= windowStart && end <= windowStart + window.length;

  let at = 0;
  /** Low 32 bits and signed high 32 bits joined: exact up to 2^53. */
  const varint = (end: number, wrong: Cursor['fault']): number => {
    const from = at;
    let low = 0;
    let high = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= end) throw wrong(from, 'a whole number', 'the end of the message');
      const byte = must(window[at++ - windowStart], 'a byte of the window');
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) return high === 0 ? low >>> 0 : (high | 0) * 4294967296 + (low >>> 0);
      if (shift === 63) throw wrong(from, 'a number of at most ten bytes');
    }
  };

  /** In the file's outermost message, because only those bytes mean something to the user. */
  const wrongOutermost = (): AssayError => noModel(where);
  const readHead = (field: OpenField, end: number, isOutermost: boolean): void => {
    const wrong = isOutermost ? wrongOutermost : fault;
    const from = at;
    const key = varint(end, wrong);
    field.number = Math.floor(key / 8);
    field.wire = key & 7;
    if (field.number < 1 || field.number > 536_870_911)
      throw wrong(from, 'a field number from 1 to 536870911', `${field.number}`);
    field.value = 0;
    let length = 0;
    if (field.wire === 0) {
      field.start = at;
      field.value = varint(end, wrong);
      field.end = at;
      return;
    }
    if (field.wire === 1) length = 8;
    else if (field.wire === 5) length = 4;
    else if (field.wire === 2) length = varint(end, wrong);
    else throw wrong(from, 'wire type 0, 1, 2 or 5', `${field.wire}`);
    if (isOutermost && length > end - at)
      throw dataError(where, {
        expected: 'a complete ONNX model',
        got: `one that lacks its last ${plural(length - (end - at), 'byte')}`,
        hint: 'the file is cut off, or of another kind',
        code: 'damaged',
      });
    if (length < 0 || length > end - at)
      throw wrong(from, `a field of at most ${end - at} bytes`, `${length}: the file is truncated or damaged`);
    field.start = at;
    at += length;
    field.end = at;
  };

  return {
    fault,
    keep(things) {
      kept += things;
      if (kept > mostKept)
        throw dataError(where, { expected: `a model of at most ${mostKept} names, numbers and nodes`, code: 'limit-exceeded' });
    },
    async bytes(start, end, most) {
      if (end - start > most) throw fault(start, `at most ${most} bytes`, `${end - start}`);
      if (!isLoaded(start, end)) await load(start, end);
      return window.slice(start - windowStart, end - windowStart);
    },
    async walk(start, end, visit) {
      const field: OpenField = { number: 0, wire: 0, value: 0, start: 0, end: 0 };
      for (let next = start; next < end; next = field.end) {
        if (++fields > mostFields)
          throw dataError(where, { expected: `a model of at most ${mostFields} fields`, code: 'limit-exceeded' });
        const headEnd = Math.min(end, next + headBytes);
        if (!isLoaded(next, headEnd)) await load(next, headEnd);
        at = next;
        // `end` bounds the value; what is not in the window can only be the payload of a length-delimited field.
        readHead(field, end, start === 0);
        const own = field.end;
        const pending = visit(field);
        if (pending !== undefined) await pending;
        field.end = own;
      }
    },
  };
}
