import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssayError } from '../../../core/errors.js';
import { bytesSource } from '../../../core/byte-source.js';
import { fixtureBytes } from '../../../../test/import-fixture.js';
import { chunksOf } from '../bytes/chunks.js';
import { readPickle, type ReadPickleOptions } from './read-pickle.js';
import type { PickleValue } from './values.js';

function read(bytes: Uint8Array, options: Partial<ReadPickleOptions> = {}, window = 1 << 20): PickleValue {
  return readPickle(() => chunksOf(bytesSource(bytes), 0, bytes.length, window), { where: 'f.pickle', ...options });
}

/** A pickle of protocol 2 with this between its start and its end. */
function program(text: string): Uint8Array {
  return Uint8Array.from(`\x80\x02${text}.`, (character) => character.charCodeAt(0));
}

const protocols = [2, 3, 4];

describe('readPickle', () => {
  it('reads every kind of value that benchmarks hold, in each protocol', () => {
    for (const protocol of protocols) {
      const value = read(fixtureBytes(`values-${protocol}.pickle`)) as Map<string, PickleValue>;
      const shared = value.get('shared') as PickleValue[];
      expect(shared[0]).toBe(shared[1]);
      expect(Object.fromEntries(value)).toEqual({
        none: null,
        flags: [true, false],
        numbers: [0, 255, 256, 65535, -1, 2 ** 31, -(2 ** 40), 0.5],
        large: 2n ** 70n,
        text: 'Zürich →',
        long: 'x'.repeat(300),
        bytes: Uint8Array.of(0, 255),
        empty: [[], [], new Map()],
        triple: [1, 2, 3],
        four: [1, 2, 3, 4],
        set: new Set([1]),
        ordered: new Map([['a', 1]]),
        default: new Map([['b', [2]]]),
        scalar: 0.25,
        integer: -7,
        array: { kind: 'array', shape: [2, 3], values: Float64Array.of(0, 1, 2, 3, 4, 5) },
        big: { kind: 'array', shape: [1], values: Float64Array.of(1.5) },
        shared: [
          [1, 2],
          [1, 2],
        ],
      });
    }
  });

  it('reads the same in one go, twice over and through a window of a few bytes', () => {
    for (const protocol of protocols) {
      const bytes = fixtureBytes(`values-${protocol}.pickle`);
      const whole = read(bytes);
      expect(read(bytes, { isLarge: true })).toEqual(whole);
      expect(read(bytes, { isLarge: true }, 3)).toEqual(whole);
    }
  });

  it('keeps the parts of a dictionary that `keep` returns', () => {
    const keep = (key: PickleValue, value: PickleValue): PickleValue =>
      key === 'numbers' ? (value as PickleValue[]).length : key === 'shared' ? null : value;
    const value = read(fixtureBytes('values-4.pickle'), { keep, isLarge: true }) as Map<string, PickleValue>;
    expect([value.get('numbers'), value.get('shared'), value.get('scalar')]).toEqual([8, null, 0.25]);
  });

  it('refuses code, by name and place', () => {
    const refusals: [string, string][] = [
      ['cos\nsystem\n', 'f.pickle byte 2: pickle opcode GLOBAL: expected a name that stands for data, got "os.system"'],
      ['cbuiltins\neval\n', 'got "builtins.eval"'],
      ['cposix\nsystem\nU\x02ls\x85R', 'got "posix.system"'],
      ['ccollections\nOrderedDict\n)R}U\x01xK\x01sb0N', ''],
      [
        '(iposix\nsystem\n',
        'f.pickle byte 3: expected a pickle opcode that holds data, got INST (refused: pickles are read, never run)',
      ],
      ['\x82\x01', 'got EXT1'],
      ['(lo', 'got LIST'],
      ['}\x92', 'got NEWOBJ_EX'],
      ['K\x01)R', 'expected a name and its arguments, got a number and a list'],
      ['cbuiltins\nlist\n)R', 'expected a name that makes data, got "builtins.list"'],
      ['K\x01}b', 'expected an object that has a state, got a number'],
      ['\xff', 'got 0xff (the file is damaged or not a pickle)'],
    ];
    for (const [text, message] of refusals) {
      if (message === '') expect(read(program(text))).toBe(null);
      else expect(() => read(program(text))).toThrow(message);
    }
  });

  it('skips tensors and storages', () => {
    expect(read(program('ctorch.storage\n_load_from_bytes\nU\x02ab\x85R'))).toEqual({ kind: 'opaque', name: 'a storage' });
    expect(read(program('(U\x07storagectorch\nFloatStorage\nU\x010U\x03cpuK\x06tQ'))).toEqual({
      kind: 'opaque',
      name: 'a storage',
    });
    expect(read(program('ctorch._utils\n_rebuild_tensor_v2\n(K\x01QK\x00)tR'))).toEqual({ kind: 'opaque', name: 'a tensor' });
  });

  it('refuses values that the stack or the memo does not have', () => {
    const refusals: [string, string][] = [
      ['', 'opcode STOP: expected one value at the end, got 0'],
      ['K\x01K\x02', 'expected one value at the end, got 2'],
      ['0', 'opcode POP: expected a value on the stack, got none'],
      ['(0', 'expected a value on the stack, got none'],
      ['K\x01e', 'opcode APPENDS: expected a mark on the stack, got none'],
      ['h\x07', 'opcode BINGET: expected a number of the memo, got 7'],
      ['K\x01K\x02a', 'expected a list to append to, got a number'],
      [']K\x01K\x02s', 'expected a dictionary to add to, got a list'],
      ['}(K\x01u', 'expected a value for every key'],
      ['(', 'expected one value at the end'],
      [`\x8b\xff\xff\xff\x7f`, 'expected at most 64 bytes in one value, got 2,147,483,647'],
      ['X\xff\xff\xff\x7f', 'expected at most 67,108,864 bytes in one value'],
      ['\x8d\xff\xff\xff\xff\xff\xff\xff\xff', 'expected a length below 2^53'],
      ['X\x01\x00\x00\x00\xff', 'byte 7: expected text in UTF-8'],
      ['cnumpy\ndtype\nU\x02c8\x85R', 'expected a numpy type among'],
    ];
    for (const [text, message] of refusals) expect(() => read(program(text))).toThrow(message);
    expect(() => read(Uint8Array.of(1, 2, 3))).toThrow('f.pickle byte 0: expected a pickle of protocol 2 to 4, got byte 0x01');
    expect(() => read(Uint8Array.of(0x80, 9))).toThrow('expected protocol 2 to 4, got 9');
    expect(() => read(new Uint8Array())).toThrow('f.pickle byte 0: expected 1 more bytes, got the end (the file is truncated)');
  });

  it('holds no more values than allowed, but releases any number', () => {
    const many = (count: number): Uint8Array => program(`](${'K\x01'.repeat(count)}e`);
    expect(() => read(many(1000), { maxValues: 900 })).toThrow('expected at most 900 values to keep at once, got more');
    const entries = Array.from({ length: 50 }, (_, i) => `(K${String.fromCharCode(i)}](${'K\x01'.repeat(100)}eK\x00Nu`).join('');
    const big = program(`}${entries}`);
    expect(() => read(big, { maxValues: 2000 })).toThrow('at most 2,000 values');
    const value = read(big, { maxValues: 2000, keep: () => 'gone' }) as Map<PickleValue, PickleValue>;
    expect([value.size, value.get(7)]).toEqual([50, 'gone']);
  });

  it('shares referenced values instead of copying them, for any number of references', () => {
    // A list of two references to a list of two references, 200 deep: 2^200 leaves as a tree.
    let value = read(program(`](K\x01K\x02eq\x00${'0](h\x00h\x00eq\x00'.repeat(200)}`)) as PickleValue[];
    for (let depth = 0; depth < 200; depth++) {
      expect(value[0]).toBe(value[1]);
      value = value[0] as PickleValue[];
    }
    expect(value).toEqual([1, 2]);
  });

  it('answers every truncation with one clear line', () => {
    const bytes = fixtureBytes('values-4.pickle');
    for (let length = 0; length < bytes.length; length++) {
      expect(() => read(bytes.subarray(0, length))).toThrow(/^f\.pickle byte \d+: expected [^\n]+$/);
    }
  });

  it('answers any damage with a value or a data error, in bounded time', () => {
    const originals = protocols.map((protocol) => fixtureBytes(`values-${protocol}.pickle`));
    fc.assert(
      fc.property(
        fc.constantFrom(...originals),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (original, changes, isLarge) => {
          const bytes = original.slice();
          for (const [place, byte] of changes) bytes[place % bytes.length] = byte;
          try {
            read(bytes, { isLarge });
          } catch (error) {
            if (!(error instanceof AssayError) || error.kind !== 'data' || !/^f\.pickle byte \d+/.test(error.message))
              throw error;
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('answers any bytes after a start with a value or a data error', () => {
    const codes = [...'.NK](}eatus)h\x85\x86\x87q\x94Rb0\x8c\x88CG2c\x93Q\x8f\x90'].map((character) => character.charCodeAt(0));
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...codes) }, { weight: 1, arbitrary: fc.nat(255) }), {
          maxLength: 60,
        }),
        (rest) => {
          try {
            read(Uint8Array.of(0x80, 4, ...rest, 0x2e));
          } catch (error) {
            if (!(error instanceof AssayError)) throw error;
          }
        },
      ),
      { numRuns: 5000 },
    );
  });
});
