import { describe, expect, it } from 'vitest';
import { createRng } from '../../rng.js';
import { factorisePlain } from './plain.js';
import { factoriseInWasm } from './wasm.js';

/** Products of random rows, positive definite where they are long. */
function products(n: number, length: number): Float64Array {
  const rng = createRng(n, `${length}`);
  const rows = Array.from({ length: n }, () => Float64Array.from({ length }, () => rng.normal()));
  return Float64Array.from({ length: n * n }, (_, place) => {
    const [a, b] = [rows[Math.floor(place / n)], rows[place % n]];
    return a.reduce((sum, value, k) => sum + value * b[k], 0);
  });
}

describe("Cholesky's factor in WebAssembly", () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 33, 130, 203])('solves as the plain one does, to the last bit: %i rows', (n) => {
    const matrix = products(n, n + 5);
    for (const more of [0, 0.25]) {
      const [wasm, plain] = [factoriseInWasm, factorisePlain].map((factorise) => {
        const x = Float64Array.from({ length: n }, (_, i) => Math.sin(i + 1));
        const factor = factorise(matrix, n, more);
        if (factor === undefined) throw new Error('not positive definite');
        factor.solve(x);
        factor.solve(x);
        return x;
      });
      expect(Buffer.compare(Buffer.from(wasm.buffer), Buffer.from(plain.buffer))).toBe(0);
    }
  });

  it('refuses what the plain one refuses', () => {
    const singular = products(40, 20);
    const indefinite = products(9, 20).map((value) => -value);
    const unknown = products(12, 20).fill(NaN, 60, 61);
    for (const factorise of [factoriseInWasm, factorisePlain]) {
      expect(factorise(singular, 40, 0)).toBeUndefined();
      expect(factorise(singular, 40, 1)).toBeDefined();
      expect(factorise(indefinite, 9, 0)).toBeUndefined();
      expect(factorise(unknown, 12, 0)).toBeUndefined();
    }
  });

  it('solves', () => {
    const n = 50;
    const matrix = products(n, 80);
    const x = Float64Array.from({ length: n }, (_, i) => i - 20);
    const right = Float64Array.from(x, (_, i) => x.reduce((sum, value, k) => sum + value * (matrix[i * n + k] ?? NaN), 0));
    factoriseInWasm(matrix, n, 0)?.solve(right);
    right.forEach((value, i) => expect(value).toBeCloseTo(i - 20, 8));
  });
});
