/**
 * The benchmark's key of a cell: an iterated MD5 of every vertex and its neighbours (Ying et al., ICML 2019, and the published library).
 * A vertex starts as md5 of "(out-degree, in-degree, label)" and becomes, as many times as there are vertices, md5 of
 * "in-hashes|out-hashes|own hash" with neighbours sorted; the key is md5 of the sorted list as Python prints it.
 * Equal for isomorphic cells and, on this space, different for all others: 423,624 keys.
 *
 * The surprising fact: two cells with the same key may differ in params, because channels that do not divide evenly go to the first
 * vertices in the order as written.
 */
import type { NasBench101Cell } from '../cell.js';
import { plainNasBench101Hash } from './plain-hash.js';
import { createWasmHash } from './wasm-hash.js';

let hash: ((cell: NasBench101Cell) => string) | undefined;

/** 32 hexadecimal digits. */
export function nasBench101Hash(cell: NasBench101Cell): string {
  return (hash ??= chooseHash())(cell);
}

function chooseHash(): (cell: NasBench101Cell) => string {
  try {
    return createWasmHash();
  } catch {
    // No WebAssembly with SIMD, or a page that refuses it.
    return plainNasBench101Hash;
  }
}
