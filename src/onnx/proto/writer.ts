/**
 * Writes protobuf messages (the wire format, not the schema language) into one growing buffer. The length of a message is inserted
 * in front of it once it is known, so lengths are canonical varints. Large byte strings are not copied in: they are remembered with
 * their place and spliced when the message is finished, so weights are copied once on their way into a model.
 */

export interface ProtoWriter {
  /** A field of type int32, int64, uint64, bool or enum; a safe integer, which may be negative. */
  integer(field: number, value: number): void;
  /** A field of type float. */
  float(field: number, value: number): void;
  /** A field of type string (UTF-8). */
  text(field: number, value: string): void;
  /** A field of type bytes; `value` is read when `finish` is called, not before. */
  bytes(field: number, value: Uint8Array): void;
  /** So many bytes, which `finish` makes: one such field after another, so that they are not in memory together. */
  laterBytes(field: number, length: number, make: () => Uint8Array): void;
  /** A field that is a message, which `fill` writes. */
  message(field: number, fill: () => void): void;
  /** The complete message. @param room gives as many bytes as it is asked for, which may hold old numbers; new ones unless given. */
  finish(room?: (length: number) => Uint8Array): Uint8Array;
}

interface Splice {
  at: number;
  readonly length: number;
  readonly make: () => Uint8Array;
}

const varintWire = 0;
const lengthWire = 2;
const fixed32Wire = 5;
const utf8 = new TextEncoder();

export function createProtoWriter(): ProtoWriter {
  let buffer = new Uint8Array(16_384);
  let end = 0;
  const splices: Splice[] = [];
  /** Bytes that will be spliced in. */
  let spliced = 0;

  const reserve = (count: number): void => {
    if (end + count <= buffer.length) return;
    const grown = new Uint8Array(Math.max(buffer.length * 2, end + count));
    grown.set(buffer.subarray(0, end));
    buffer = grown;
  };
  const varint = (value: number): void => {
    reserve(10);
    end = writeVarint(buffer, end, value);
  };
  const key = (field: number, wire: number): void => varint(field * 8 + wire);
  const laterBytes = (field: number, length: number, make: () => Uint8Array): void => {
    key(field, lengthWire);
    varint(length);
    splices.push({ at: end, length, make });
    spliced += length;
  };

  return {
    integer(field, value) {
      key(field, varintWire);
      varint(value);
    },
    float(field, value) {
      key(field, fixed32Wire);
      reserve(4);
      new DataView(buffer.buffer).setFloat32(end, value, true);
      end += 4;
    },
    text(field, value) {
      key(field, lengthWire);
      // Names of values are short and plain, and there are thousands: those are written letter by letter.
      if (value.length < 128) {
        reserve(1 + value.length);
        if (writeAscii(buffer, end + 1, value)) {
          buffer[end] = value.length;
          end += 1 + value.length;
          return;
        }
      }
      const bytes = utf8.encode(value);
      varint(bytes.length);
      reserve(bytes.length);
      buffer.set(bytes, end);
      end += bytes.length;
    },
    bytes: (field, value) => laterBytes(field, value.length, () => value),
    laterBytes,
    message(field, fill) {
      key(field, lengthWire);
      const start = end;
      const splicedBefore = spliced;
      const firstSplice = splices.length;
      fill();
      const length = end - start + spliced - splicedBefore;
      const shift = varintLength(length);
      reserve(shift);
      buffer.copyWithin(start + shift, start, end);
      writeVarint(buffer, start, length);
      end += shift;
      for (let i = firstSplice; i < splices.length; i++) (splices[i] as Splice).at += shift;
    },
    finish(room = (length) => new Uint8Array(length)) {
      const whole = room(end + spliced);
      let from = 0;
      let to = 0;
      for (const { at, length, make } of splices) {
        whole.set(buffer.subarray(from, at), to);
        to += at - from;
        from = at;
        const made = make();
        if (made.length !== length) throw new Error(`a field of ${length} bytes was given ${made.length}`);
        whole.set(made, to);
        to += length;
      }
      whole.set(buffer.subarray(from, end), to);
      return whole;
    },
  };
}

/** Writes a text of letters below 128 at `at`; false where there are others. */
function writeAscii(buffer: Uint8Array, at: number, value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code > 127) return false;
    buffer[at + i] = code;
  }
  return true;
}

/** Writes `value` at `at`, seven bits a byte, negative numbers in 64-bit two's complement; returns the place after it. */
function writeVarint(buffer: Uint8Array, at: number, value: number): number {
  if (value < 0) {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 0x7fn; rest >>= 7n) buffer[at++] = Number(rest & 0x7fn) | 0x80;
    buffer[at++] = Number(rest);
    return at;
  }
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) buffer[at++] = (rest % 128) | 0x80;
  buffer[at++] = rest;
  return at;
}

/** Bytes of a non-negative varint. */
function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) length++;
  return length;
}
