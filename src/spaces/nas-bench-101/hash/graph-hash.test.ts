import { expect, it } from 'vitest';
import { createRng } from '../../../core/rng.js';
import { sampleNasBench101 } from '../moves.js';
import { pruneNasBench101 } from '../cell.js';
import { decodeNasBench101 } from '../strings.js';
import { nasBench101Hash } from './graph-hash.js';
import { plainNasBench101Hash } from './plain-hash.js';
import { createWasmHash } from './wasm-hash.js';

it('is the same in WebAssembly and on texts, for cells of every size', () => {
  const wasmHash = createWasmHash();
  const sizes = new Set<number>();
  const rng = createRng(1, 'hash test');
  const cells = Array.from({ length: 300 }, () => sampleNasBench101(rng));
  // Few random cells are small: those of five vertices and fewer are parts of larger ones.
  const parts = cells.flatMap(({ ops, edges }) =>
    [0, 1, 2, 3].flatMap(
      (inner) =>
        pruneNasBench101({ ops: ops.slice(0, inner), edges: edges & (2 ** (((inner + 2) * (inner + 1)) / 2) - 1) }) ?? [],
    ),
  );
  for (const cell of [...cells, ...parts]) {
    sizes.add(cell.ops.length);
    expect(wasmHash(cell)).toBe(plainNasBench101Hash(cell));
  }
  expect([...sizes].sort()).toEqual([0, 1, 2, 3, 4, 5]);
});

it('is the published key of the first record', () => {
  const cell = decodeNasBench101(
    '0100110001000000010010000010000001000000010000000:input,conv3x3-bn-relu,maxpool3x3,conv3x3-bn-relu,conv3x3-bn-relu,conv1x1-bn-relu,output',
  );
  expect(nasBench101Hash(cell)).toBe('00005c142e6f48ac74fdcf73e3439874');
  expect(plainNasBench101Hash(cell)).toBe('00005c142e6f48ac74fdcf73e3439874');
});
