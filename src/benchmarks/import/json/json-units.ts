/**
 * Walks through JSON of any size and returns the wanted parts, one at a time: each is parsed separately, the rest is skipped.
 * Python's unquoted NaN and Infinity are read as null.
 */
import { dataError } from '../../../core/errors.js';
import { ByteCursor } from '../bytes/byte-cursor.js';
import type { Chunks } from '../bytes/chunks.js';

/** Names of the containers around a value: keys, and indices of lists. */
export type JsonPath = readonly (string | number)[];

interface JsonUnits {
  /** Whether the object or list at `path` is a unit; otherwise the walk enters it. */
  isUnit(path: JsonPath): boolean;
  /** The units, and all numbers, texts and other simple values outside them. */
  onUnit(path: JsonPath, value: unknown): void;
}

/** The longest unit or key; no benchmark has longer ones. */
const longestUnit = 2 ** 26;
const longestKey = 2 ** 20;
const deepest = 64;

const [quoteMark, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openObject, closeObject, openList, closeList] = [0x7b, 0x7d, 0x5b, 0x5d];
const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const utf8 = new TextDecoder();

/** @throws data errors at `where` that name the byte. */
export function readJsonUnits(chunks: Chunks, where: string, units: JsonUnits): void {
  const cursor = new ByteCursor(chunks, where);
  const fault = (expected: string, got: string): Error => dataError(`${where} byte ${cursor.position - 1}`, { expected, got });
  const next = (): number => {
    let byte = cursor.byte();
    while (isBlank(byte)) byte = cursor.byte();
    return byte;
  };
  const shown = (byte: number): string => JSON.stringify(String.fromCharCode(byte));

  let captured = new Uint8Array(4096);
  /** Captures from `first` to the end of a value; after a simple value it also reads the next byte and returns it. */
  const capture = (first: number, limit: number): { readonly text: string; readonly behind?: number } => {
    let length = 0;
    let depth = 0;
    let inText = false;
    let byte = first;
    const isSimple = first !== openObject && first !== openList && first !== quoteMark;
    for (;;) {
      if (isSimple && (byte === comma || byte === closeObject || byte === closeList || isBlank(byte)))
        return { text: utf8.decode(captured.subarray(0, length)), behind: byte };
      if (length >= limit) throw fault(`a value of at most ${limit.toLocaleString('en-US')} bytes`, 'a longer one');
      if (length + 2 > captured.length) {
        const longer = new Uint8Array(2 * captured.length);
        longer.set(captured);
        captured = longer;
      }
      captured[length++] = byte;
      if (inText) {
        if (byte === backslash) {
          byte = cursor.byte();
          captured[length++] = byte;
        } else if (byte === quoteMark) inText = false;
      } else if (byte === quoteMark) inText = true;
      else if (byte === openObject || byte === openList) depth++;
      else if (byte === closeObject || byte === closeList) depth--;
      if (!isSimple && depth === 0 && !inText) return { text: utf8.decode(captured.subarray(0, length)) };
      if (isSimple && cursor.isAtEnd) return { text: utf8.decode(captured.subarray(0, length)) };
      byte = cursor.byte();
    }
  };

  /** Reads the value that begins with `first`; returns the byte after it if that had to be read. */
  const value = (first: number, path: (string | number)[]): number | undefined => {
    const isContainer = first === openObject || first === openList;
    if (isContainer && path.length >= deepest) throw fault(`at most ${deepest} levels`, 'more');
    if (isContainer && !units.isUnit(path)) {
      container(first, path);
      return undefined;
    }
    const { text, behind } = capture(first, longestUnit);
    units.onUnit(path, parseUnit(text, fault));
    return behind;
  };

  const container = (first: number, path: (string | number)[]): void => {
    const close = first === openObject ? closeObject : closeList;
    let byte = next();
    if (byte === close) return;
    for (let index = 0; ; index++) {
      if (first === openObject) {
        if (byte !== quoteMark) throw fault('a key', shown(byte));
        path.push(String(parseUnit(capture(byte, longestKey).text, fault)));
        byte = next();
        if (byte !== colon) throw fault('":"', shown(byte));
        byte = next();
      } else path.push(index);
      let behind = value(byte, path);
      path.pop();
      if (behind === undefined || isBlank(behind)) behind = next();
      if (behind === close) return;
      if (behind !== comma) throw fault(`"," or ${shown(close)}`, shown(behind));
      byte = next();
    }
  };

  if (cursor.isAtEnd) throw dataError(where, { expected: 'JSON', got: 'an empty file' });
  value(next(), []);
}

function parseUnit(text: string, fault: (expected: string, got: string) => Error): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (token) => (token.startsWith('"') ? token : 'null')));
    } catch (error) {
      throw fault('JSON', (error as Error).message.slice(0, 80));
    }
  }
}
