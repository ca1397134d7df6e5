import { describe, expect, it } from 'vitest';
import { fillUniformPlain } from '../random-fill.js';
import { fillUniformBlocks } from './wasm.js';

describe('uniform numbers in WebAssembly', () => {
  it.each([16, 64, 8192, 8208, 20_000])('are the plain ones to the last bit, %d of them', (length) => {
    for (const [key0, key1, step] of [
      [0, 0, 1],
      [7, 0x9e3779b9, 1 / 8388608 / 3],
      [0xffffffff, 0x80000001, 0.1 / 8388608],
    ] as const) {
      const [wasm, plain] = [new Float32Array(length), new Float32Array(length)];
      expect(fillUniformBlocks(wasm, key0, key1, step)).toBe(length - (length % 16));
      fillUniformPlain(plain, step, [key0, key1]);
      expect(Buffer.compare(Buffer.from(wasm.buffer), Buffer.from(plain.buffer))).toBe(0);
    }
  });

  it('leave what fills no group of blocks to the caller', () => {
    const few = new Float32Array(39).fill(9);
    expect(fillUniformBlocks(few, 1, 2, 1)).toBe(32);
    expect([...few.subarray(32)]).toEqual(new Array(7).fill(9));
    expect(fillUniformBlocks(new Float32Array(15), 1, 2, 1)).toBe(0);
  });
});
