import { md5 } from '@noble/hashes/legacy.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { hasEdge, nasBench101Ops, vertexCount, type NasBench101Cell } from '../cell.js';

const digest = (text: string): string => bytesToHex(md5(utf8ToBytes(text)));

/** The hash as the paper defines it, on texts: for engines without WebAssembly SIMD. */
export function plainNasBench101Hash(cell: NasBench101Cell): string {
  const vertices = Array.from({ length: vertexCount(cell) }, (_, v) => v);
  const last = vertices.length - 1;
  const ins = vertices.map((v) => vertices.filter((x) => x < v && hasEdge(cell, x, v)));
  const outs = vertices.map((v) => vertices.filter((y) => v < y && hasEdge(cell, v, y)));
  const labels = vertices.map((v) => (v === 0 ? -1 : v === last ? -2 : nasBench101Ops.findIndex((op) => op === cell.ops[v - 1])));
  let hashes = vertices.map((v) => digest(`(${outs[v]?.length}, ${ins[v]?.length}, ${labels[v]})`));
  const sorted = (set: readonly number[] = []): string[] => set.map((v) => hashes[v] ?? '').sort();
  for (let round = 0; round <= last; round++)
    hashes = hashes.map((own, v) => digest(`${sorted(ins[v]).join('')}|${sorted(outs[v]).join('')}|${own}`));
  return digest(
    `[${sorted(vertices)
      .map((hash) => `'${hash}'`)
      .join(', ')}]`,
  );
}
