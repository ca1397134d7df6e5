import { factorisePlain } from './plain.js';
import type { Factorise } from './types.js';
import { factoriseInWasm } from './wasm.js';

/** In WebAssembly where that can be had, the same bits. A factor may be used until the next matrix is factorised. */
export const factorise: Factorise = (matrix, n, more) => {
  try {
    return factoriseInWasm(matrix, n, more);
  } catch {
    return factorisePlain(matrix, n, more);
  }
};
