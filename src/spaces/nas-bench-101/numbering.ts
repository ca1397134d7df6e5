/**
 * Every pruned cell by number: one graph of every form in which every vertex lies on a path from input to output, times all operators.
 * A cell has several numbers only where its graph maps onto itself.
 */
import { createKeySet } from '../../core/key-set.js';
import { writeNasBench101Key } from './canonical-key.js';
import { liveVertices, MAX_EDGES, MAX_VERTICES, nasBench101Ops, type NasBench101Cell, type NasBench101Op } from './cell.js';

/** The graphs with one number of vertices, as edge bits, and the number of their first cell. */
interface Family {
  readonly inner: number;
  readonly graphs: Int32Array;
  readonly first: number;
}

interface Numbering {
  readonly count: number;
  at(index: number): NasBench101Cell;
}

const radix = nasBench101Ops.length;

function graphsOf(vertices: number): Int32Array {
  const graphs: number[] = [];
  const cell = { edges: 0, ops: new Array<NasBench101Op>(vertices - 2).fill(nasBench101Ops[0]) };
  const all = 2 ** vertices - 1;
  const seen = createKeySet();
  const key = new Uint32Array(2);
  const end = 2 ** ((vertices * (vertices - 1)) / 2);
  for (let edges = 1; edges < end; edges++) {
    // Connected graphs have an edge fewer than vertices, at least.
    const count = countBits(edges);
    if (count > MAX_EDGES || count < vertices - 1) continue;
    cell.edges = edges;
    if (liveVertices(cell) !== all) continue;
    writeNasBench101Key(cell, key);
    if (seen.add(key[0], key[1])) graphs.push(edges);
  }
  return Int32Array.from(graphs);
}

function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

let made: Numbering | undefined;

/** Made at first use: this examines two million graphs. */
export function nasBench101Numbering(): Numbering {
  if (made !== undefined) return made;
  const families: Family[] = [];
  let count = 0;
  for (let vertices = 2; vertices <= MAX_VERTICES; vertices++) {
    const graphs = graphsOf(vertices);
    families.push({ inner: vertices - 2, graphs, first: count });
    count += graphs.length * radix ** (vertices - 2);
  }
  return (made = {
    count,
    at(index) {
      let family = families.length - 1;
      while (families[family].first > index) family--;
      const { inner, graphs, first } = families[family];
      const labelings = radix ** inner;
      let labels = (index - first) % labelings;
      const ops: NasBench101Op[] = [];
      for (let v = 0; v < inner; v++) {
        ops.push(nasBench101Ops[labels % radix]);
        labels = (labels - (labels % radix)) / radix;
      }
      return { edges: graphs[(index - first - ((index - first) % labelings)) / labelings], ops };
    },
  });
}

/** One cell of every canonical form, in the order of the numbers. */
export function* enumerateNasBench101(): Generator<NasBench101Cell, void> {
  const { count, at } = nasBench101Numbering();
  const seen = createKeySet();
  const key = new Uint32Array(2);
  for (let index = 0; index < count; index++) {
    const cell = at(index);
    writeNasBench101Key(cell, key);
    if (seen.add(key[0], key[1])) yield cell;
  }
}
