import { describe, expect, it } from 'vitest';
import { elementTypes } from './element-types.js';

const numbersOf = (type: number, bytes: readonly number[], count = bytes.length): number[] => {
  const element = elementTypes[type];
  const view = new DataView(Uint8Array.from(bytes).buffer);
  return Array.from({ length: count }, (_, i) => element.read(view, element.bytes * i));
};

describe('numbers of at most a byte', () => {
  it('of 4 bits share a byte, the first in its lower half', () => {
    expect(numbersOf(21, [0x21, 0xf0], 4)).toEqual([1, 2, 0, 15]);
    expect(numbersOf(22, [0x7f, 0x80], 3)).toEqual([-1, 7, 0]);
    expect(numbersOf(22, [0x7f, 0x80], 4)[3]).toBe(-8);
    // One sign, two exponent bits, one fraction bit.
    expect(numbersOf(23, [0x10, 0x32, 0x54, 0x76], 8)).toEqual([0, 0.5, 1, 1.5, 2, 3, 4, 6]);
    expect(numbersOf(23, [0xf9], 2)).toEqual([-0.5, -6]);
  });

  it('of 8 bits have four or five exponent bits, with and without infinities', () => {
    expect(numbersOf(17, [0x38, 0x7e, 0x7f, 0x01, 0xb8])).toEqual([1, 448, NaN, 2 ** -9, -1]);
    expect(numbersOf(18, [0x40, 0x7f, 0x80])).toEqual([1, 240, NaN]);
    expect(numbersOf(19, [0x3c, 0x7b, 0x7c, 0xfc, 0x7d, 0x01])).toEqual([1, 57344, Infinity, -Infinity, NaN, 2 ** -16]);
    expect(numbersOf(20, [0x40, 0x7f, 0x80])).toEqual([1, 57344, NaN]);
  });
});
