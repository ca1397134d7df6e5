import { describe, expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { edgeCount, pruneNasBench101 } from './cell.js';
import { nasBench101Hash } from './hash/graph-hash.js';
import { enumerateNasBench101, nasBench101Numbering } from './numbering.js';
import { encodeNasBench101 } from './strings.js';

describe('the numbers of NAS-Bench-101', () => {
  it('hold pruned cells of at most nine edges, each as written once', () => {
    const { count, at } = nasBench101Numbering();
    expect(count).toBe(450_808);
    const rng = createRng(1, 'numbers');
    const texts = new Set<string>();
    const numbers = new Set([0, 1, count - 1, ...Array.from({ length: 3000 }, () => rng.int(count))]);
    for (const number of numbers) {
      const cell = at(number);
      expect(pruneNasBench101(cell)).toBe(cell);
      expect(edgeCount(cell)).toBeLessThanOrEqual(9);
      texts.add(encodeNasBench101(cell));
    }
    expect(texts.size).toBe(numbers.size);
  });

  it('are enumerated one for each canonical form: all 423,624', () => {
    let count = 0;
    const hashes = new Set<string>();
    for (const cell of enumerateNasBench101()) {
      if (count++ % 200 === 0) hashes.add(nasBench101Hash(cell));
    }
    expect(count).toBe(423_624);
    expect(hashes.size).toBe(Math.ceil(423_624 / 200));
  });
});
