import { quote } from '../../core/errors.js';
import type { Cursor, Field } from './cursor.js';

const utf8 = new TextDecoder();
const longestName = 1 << 16;
const longestList = 1 << 23;

/** A string field; bytes that are no UTF-8 become U+FFFD. */
export async function readText(cursor: Cursor, { wire, start, end }: Field, longest = longestName): Promise<string> {
  if (wire !== 2) throw cursor.fault(start, 'a text', `wire type ${wire}`);
  cursor.keep(1 + ((end - start) >> 4));
  return start === end ? '' : utf8.decode(await cursor.bytes(start, end, longest));
}

/** Numbers of one field, whether it holds one or packs many. */
export async function readPacked(
  cursor: Cursor,
  { wire, value, start, end }: Field,
  form: 'floats' | 'varints',
): Promise<number[]> {
  cursor.keep(1);
  if (form === 'varints') {
    if (wire === 0) return [value];
    if (wire !== 2) throw cursor.fault(start, 'integers', `wire type ${wire}`);
    const numbers = decodeVarints(await cursor.bytes(start, end, longestList));
    if (numbers === undefined) throw cursor.fault(start, 'whole numbers');
    cursor.keep(numbers.length);
    return numbers;
  }
  if (wire !== 5 && wire !== 2) throw cursor.fault(start, 'floats', `wire type ${wire}`);
  const bytes = await cursor.bytes(start, end, longestList);
  if (bytes.length % 4 !== 0) throw cursor.fault(start, 'floats of four bytes', `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  cursor.keep(bytes.length / 4);
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/** Signed 64-bit integers, each seven bits a byte; beyond 2^53 the nearest double. Undefined where the bytes end within one. */
export function decodeVarints(bytes: Uint8Array): number[] | undefined {
  const numbers: number[] = [];
  for (let at = 0; at < bytes.length;) {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 63n) return undefined;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    numbers.push(Number(BigInt.asIntN(64, value)));
  }
  return numbers;
}

/** Adds to a map that must not name a thing twice. */
export function setOnce<T>(cursor: Cursor, map: Map<string, T>, name: string, value: T, at: number, what: string): void {
  if (map.has(name)) throw cursor.fault(at, `each ${what} once`, `${quote(name)} again`);
  map.set(name, value);
}
