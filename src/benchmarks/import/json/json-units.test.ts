import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssayError } from '../../../core/errors.js';
import { bytesSource } from '../../../core/byte-source.js';
import { chunksOf } from '../bytes/chunks.js';
import { readJsonUnits, type JsonPath } from './json-units.js';

function units(text: string, isUnit: (path: JsonPath) => boolean, window = 1 << 20): [string, unknown][] {
  const found: [string, unknown][] = [];
  const bytes = new TextEncoder().encode(text);
  readJsonUnits(chunksOf(bytesSource(bytes), 0, bytes.length, window), 'f.json', {
    isUnit,
    onUnit: (path, value) => found.push([path.join('/'), value]),
  });
  return found;
}

describe('readJsonUnits', () => {
  it('returns units and simple values with their paths', () => {
    const text = ' {"a" : [ {"x": "}\\"]"}, 3 , null] , "b": {"c": true, "d": {}}, "é\\n": -1.5e3 } ';
    expect(units(text, (path) => path.length === 2)).toEqual([
      ['a/0', { x: '}"]' }],
      ['a/1', 3],
      ['a/2', null],
      ['b/c', true],
      ['b/d', {}],
      ['é\n', -1500],
    ]);
    expect(units('[]', () => false)).toEqual([]);
    expect(units('7', () => false)).toEqual([['', 7]]);
  });

  it("reads Python's NaN and Infinity as null, in texts as they are", () => {
    expect(units('[{"a": NaN, "b": "NaN", "c": -Infinity}, NaN]', (path) => path.length === 1)).toEqual([
      ['0', { a: null, b: 'NaN', c: null }],
      ['1', null],
    ]);
  });

  it('finds the same as JSON.parse, through a window of any size', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.integer({ min: 1, max: 20 }), fc.nat(3), (value, window, depth) => {
        const text = JSON.stringify(value);
        const rebuilt: unknown[] = [];
        units(text, () => true, window).forEach(([, unit]) => rebuilt.push(unit));
        expect(rebuilt).toEqual([JSON.parse(text)]);
        const count = (part: unknown, at: number): number =>
          typeof part !== 'object' || part === null || at === depth
            ? 1
            : Object.values(part).reduce((sum: number, inner) => sum + count(inner, at + 1), 0);
        expect(units(text, (path) => path.length === depth, window)).toHaveLength(count(JSON.parse(text), 0));
      }),
      { numRuns: 300 },
    );
  });

  it('names the byte of an error', () => {
    const wrong: [string, string][] = [
      ['', 'f.json: expected JSON, got an empty file'],
      ['{"a": 1', 'the file is truncated'],
      ['{"a" 1}', 'f.json byte 5: expected ":", got "1"'],
      ['{a: 1}', 'f.json byte 1: expected a key, got "a"'],
      ['[1 2]', 'expected "," or "]", got "2"'],
      ['[tru]', 'f.json byte 4: expected JSON, got'],
      ['['.repeat(100), 'expected at most 64 levels, got more'],
    ];
    for (const [text, message] of wrong) expect(() => units(text, () => false)).toThrow(message);
  });

  it('answers any damage with a value or a data error', () => {
    const original = '{"cifar10": {"(4, 0)": {"id": "0", "synflow": {"score": 40.5, "time": NaN}}, "x": [1, 2, [3]]}}';
    fc.assert(
      fc.property(fc.nat(original.length - 1), fc.constantFrom(...'{}[]",:0aN\\ '), fc.nat(3), (place, character, depth) => {
        try {
          units(original.slice(0, place) + character + original.slice(place + 1), (path) => path.length === depth);
        } catch (error) {
          if (!(error instanceof AssayError)) throw error;
        }
      }),
      { numRuns: 1000 },
    );
  });
});
