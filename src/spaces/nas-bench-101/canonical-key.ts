/**
 * 64 bits that are equal for cells of one published key (`hash/graph-hash.ts`), many times faster: the same rounds over vertices and their
 * neighbours, with sums of mixed words in place of MD5 of sorted texts. All 423,624 cells have different keys (bench/nas-bench-101.mjs).
 */
import { mixWords } from '../../core/hash-words.js';
import { MAX_VERTICES, nasBench101Ops, tailsOf, vertexCount, type NasBench101Cell } from './cell.js';

const labels = new Int32Array(MAX_VERTICES);
const next = new Int32Array(MAX_VERTICES);
const ins = new Int32Array(MAX_VERTICES);
const outs = new Int32Array(MAX_VERTICES);

/** Writes the key of a pruned cell. */
export function writeNasBench101Key(cell: NasBench101Cell, key: Uint32Array): void {
  const vertices = vertexCount(cell);
  outs.fill(0);
  for (let v = 0; v < vertices; v++) {
    ins[v] = v === 0 ? 0 : tailsOf(cell, v);
    for (let x = 0; x < v; x++) if ((ins[v] & (1 << x)) !== 0) outs[x] |= 1 << v;
    labels[v] = v === 0 ? 17 : v === vertices - 1 ? 18 : nasBench101Ops.indexOf(cell.ops[v - 1]);
  }
  for (let round = 0; round < vertices; round++) {
    for (let v = 0; v < vertices; v++) {
      let before = 0;
      for (let rest = ins[v]; rest !== 0; rest &= rest - 1) before = (before + labels[31 - Math.clz32(rest & -rest)]) | 0;
      let after = 0;
      for (let rest = outs[v]; rest !== 0; rest &= rest - 1) after = (after + labels[31 - Math.clz32(rest & -rest)]) | 0;
      next[v] = mixWords(mixWords(labels[v], before), after);
    }
    labels.set(next);
  }
  let low = 0;
  let high = 0;
  for (let v = 0; v < vertices; v++) {
    low = (low + mixWords(labels[v], 0x1b56c4e9)) | 0;
    high = (high + mixWords(labels[v], 0x7c0a5f3d)) | 0;
  }
  key[0] = low;
  key[1] = high;
}
