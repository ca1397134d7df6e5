/** The arguments that follow an opcode, read or skipped. */
import type { ByteCursor } from '../bytes/byte-cursor.js';
import { PickleRefusal } from './numpy.js';
import type { Argument, ArgumentKind } from './opcodes.js';

/** The longest text, block of bytes or integer; no benchmark has longer ones. */
const longestText = 2 ** 26;
const longestBytes = 2 ** 28;
const longestInteger = 64;

interface ArgumentReader {
  read(cursor: ByteCursor): Argument;
  skip(cursor: ByteCursor): void;
}

const fixed = (size: number, read: (cursor: ByteCursor) => Argument): ArgumentReader => ({
  read,
  skip: (cursor) => cursor.skip(size),
});

function sized(
  length: (cursor: ByteCursor) => number,
  limit: number,
  read: (cursor: ByteCursor, length: number) => Argument,
): ArgumentReader {
  const bounded = (cursor: ByteCursor): number => {
    const size = length(cursor);
    if (size > limit)
      throw new PickleRefusal(`at most ${limit.toLocaleString('en-US')} bytes in one value, got ${size.toLocaleString('en-US')}`);
    return size;
  };
  return { read: (cursor) => read(cursor, bounded(cursor)), skip: (cursor) => cursor.skip(bounded(cursor)) };
}

const length1 = (cursor: ByteCursor): number => cursor.byte();
const length4 = (cursor: ByteCursor): number => cursor.uint32();
const length8 = (cursor: ByteCursor): number => cursor.uint64();
const text = (cursor: ByteCursor, length: number): string => cursor.text(length);
/** Python 2's strings are bytes: every byte one character. */
const latin1 = new TextDecoder('latin1');
const string = (cursor: ByteCursor, length: number): string => latin1.decode(cursor.take(length));
// A copy: the view would keep all of its chunk in memory.
const bytes = (cursor: ByteCursor, length: number): Uint8Array => cursor.take(length).slice();

/** A little-endian integer in two's complement: a number if it is exact. */
function integer(cursor: ByteCursor, length: number): number | bigint {
  let value = 0n;
  for (const byte of cursor.take(length).toReversed()) value = (value << 8n) | BigInt(byte);
  const signed = BigInt.asIntN(8 * length, value);
  return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
}

const globalName = (cursor: ByteCursor): string => `${cursor.line()}.${cursor.line()}`;

export const argumentReaders: { readonly [kind in ArgumentKind]: ArgumentReader } = {
  none: fixed(0, () => undefined),
  uint8: fixed(1, (cursor) => cursor.byte()),
  uint16: fixed(2, (cursor) => cursor.uint16()),
  int32: fixed(4, (cursor) => cursor.int32()),
  uint32: fixed(4, (cursor) => cursor.uint32()),
  frame: fixed(8, (cursor) => cursor.uint64()),
  float64: fixed(8, (cursor) => cursor.float64()),
  text1: sized(length1, longestText, text),
  text4: sized(length4, longestText, text),
  text8: sized(length8, longestText, text),
  string1: sized(length1, longestText, string),
  string4: sized(length4, longestText, string),
  bytes1: sized(length1, longestBytes, bytes),
  bytes4: sized(length4, longestBytes, bytes),
  bytes8: sized(length8, longestBytes, bytes),
  global: { read: globalName, skip: (cursor) => void globalName(cursor) },
  long1: sized(length1, longestInteger, integer),
  long4: sized(length4, longestInteger, integer),
};
