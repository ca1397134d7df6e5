import { describe, expect, it } from 'vitest';
import { createRng, fillNormals, hash32, philoxPair } from './rng.js';

/** The four words of one block by the published definition, in 64-bit integers. */
function philoxBlock(key0: number, key1: number, counterLow: number, counterHigh: number, out: Uint32Array): void {
  const word = (n: bigint): bigint => BigInt.asUintN(32, n);
  let [x0, x1, x2, x3] = [BigInt(counterLow), BigInt(counterHigh), 0n, 0n];
  let [k0, k1] = [BigInt(key0), BigInt(key1)];
  for (let round = 0; round < 10; round++) {
    const [p0, p1] = [0xd2511f53n * x0, 0xcd9e8d57n * x2];
    [x0, x1, x2, x3] = [(p1 >> 32n) ^ x1 ^ k0, word(p1), (p0 >> 32n) ^ x3 ^ k1, word(p0)];
    [k0, k1] = [word(k0 + 0x9e3779b9n), word(k1 + 0xbb67ae85n)];
  }
  out.set([x0, x1, x2, x3].map(Number));
}

describe('Philox', () => {
  // Known-answer vectors published with Random123 for philox4x32-10, counters in words 0 and 1 only.
  it('equals the published vector for counter 0 and key 0', () => {
    const out = new Uint32Array(4);
    philoxBlock(0, 0, 0, 0, out);
    expect([...out].map((w) => w.toString(16))).toEqual(['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']);
    const pair = new Uint32Array(8);
    philoxPair(0, 0, 0, 0, pair);
    expect([...pair.subarray(0, 4)]).toEqual([...out]);
  });
});

describe('createRng', () => {
  it.each([0, 1, 2, 7, 64])('fills %i numbers with those that normal draws', (length) => {
    const filled = new Float32Array(length);
    fillNormals(filled, 2 ** 40 + 3, 'filled');
    const rng = createRng(2 ** 40 + 3, 'filled');
    expect([...filled]).toEqual(Array.from({ length }, () => Math.fround(rng.normal())));
  });

  it('draws the words of the blocks one after the other, at any position', () => {
    const block = new Uint32Array(4);
    for (const first of [0, 1, 2 ** 32 - 2, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 3]) {
      const rng = createRng(5, '', 4 * first);
      for (let index = first; index < first + 5000; index++) {
        philoxBlock(5, hash32(''), index >>> 0, Math.floor(index / 2 ** 32), block);
        for (let i = 0; i < 4; i++) if (rng.int(2 ** 32) !== block[i]) expect.fail(`word ${i} of block ${index}`);
      }
    }
  });

  it('gives a stream without a purpose too', () => {
    expect(createRng(0).next()).toBe(createRng(0, '').next());
    expect(createRng(0).next()).not.toBe(createRng(1).next());
  });

  it('repeats for the same seed and purpose, and differs for another seed or purpose', () => {
    const draw = (seed: number, purpose: string): number[] => {
      const rng = createRng(seed, purpose);
      return Array.from({ length: 8 }, () => rng.next());
    };
    expect(draw(1, 'a')).toEqual(draw(1, 'a'));
    expect(draw(1, 'a')).not.toEqual(draw(1, 'b'));
    expect(draw(1, 'a')).not.toEqual(draw(2, 'a'));
    expect(draw(1, 'a')).not.toEqual(draw(1 + 2 ** 32, 'a'));
  });

  it('continues exactly from a position', () => {
    const rng = createRng(7, 'x');
    for (let i = 0; i < 5; i++) rng.int(1000);
    const later = createRng(7, 'x', rng.position());
    expect(Array.from({ length: 9 }, () => later.next())).toEqual(Array.from({ length: 9 }, () => rng.next()));
  });

  it('continues from any position', () => {
    const straight = createRng(7, 'seek');
    const words = Array.from({ length: 40 }, () => straight.int(1000));
    const seeking = createRng(7, 'seek');
    for (const at of [13, 0, 39, 4, 5, 7]) {
      seeking.seek(at);
      expect(seeking.position()).toBe(at);
      expect(seeking.int(1000)).toBe(words[at]);
    }
  });

  it('draws integers as the remainder of whole words, at every size of range', () => {
    for (const n of [1, 2, 3, 7, 1000, 0x7fff, 0x8000, 1e6, 2 ** 31 + 5, 2 ** 32]) {
      const words = createRng(11, 'words');
      const ints = createRng(11, 'words');
      for (let i = 0; i < 2000; i++) {
        let word: number;
        do word = words.int(2 ** 32);
        while (word >= 2 ** 32 - (2 ** 32 % n));
        expect(ints.int(n)).toBe(word % n);
      }
    }
  });

  it('is uniform enough in mean, variance and over small ranges', () => {
    const rng = createRng(3, 'uniform');
    const n = 200_000;
    let sum = 0;
    let squares = 0;
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < n; i++) {
      const u = rng.next();
      sum += u;
      squares += u * u;
      counts[rng.int(7)]++;
    }
    expect(sum / n).toBeCloseTo(0.5, 2);
    expect(squares / n).toBeCloseTo(1 / 3, 2);
    for (const count of counts) expect(Math.abs(count - n / 7)).toBeLessThan(5 * Math.sqrt(n / 7));
  });

  it('draws normal numbers of mean 0 and variance 1', () => {
    const rng = createRng(5, 'normal');
    const values = Array.from({ length: 100_000 }, () => rng.normal());
    const mean = values.reduce((a, b) => a + b) / values.length;
    const variance = values.reduce((a, b) => a + b * b) / values.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
  });

  it('shuffles into a permutation', () => {
    const list = Array.from({ length: 50 }, (_, i) => i);
    const shuffled = createRng(1, 'shuffle').shuffle(list);
    expect(shuffled).not.toEqual(list);
    expect([...shuffled].sort((a, b) => a - b)).toEqual(list);
  });
});
