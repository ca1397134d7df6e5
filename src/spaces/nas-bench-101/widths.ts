import { tailsOf, vertexCount, type NasBench101Cell } from './cell.js';

/**
 * Channels of every vertex of a module with `outChannels`: vertices that feed the output share its channels, and the first ones get
 * one more where they do not divide evenly; all others are as wide as the widest vertex they feed. The input's entry is not used.
 */
export function nasBench101Widths(cell: NasBench101Cell, outChannels: number): number[] {
  const last = vertexCount(cell) - 1;
  const widths = new Array<number>(last + 1).fill(0);
  widths[last] = outChannels;
  const feeding = tailsOf(cell, last) & ~1;
  let feeders = 0;
  for (let v = 1; v < last; v++) if ((feeding & (1 << v)) !== 0) feeders++;
  const share = Math.floor(outChannels / feeders);
  let wider = outChannels % feeders;
  for (let v = 1; v < last; v++) if ((feeding & (1 << v)) !== 0) widths[v] = share + (wider-- > 0 ? 1 : 0);
  for (let head = last - 1; head > 0; head--) {
    const tails = tailsOf(cell, head);
    for (let v = 1; v < head; v++) {
      if ((tails & (1 << v)) !== 0 && (feeding & (1 << v)) === 0) widths[v] = Math.max(widths[v] ?? 0, widths[head] ?? 0);
    }
  }
  return widths;
}
