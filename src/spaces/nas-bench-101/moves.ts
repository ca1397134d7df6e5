/**
 * Random cells and moves between them.
 *
 * `sample` is the benchmark's `random_spec`: each of the 21 possible edges with probability 1/2, operators uniform, until a valid cell
 * comes out; it is not uniform over distinct graphs. A move changes an operator, adds or removes an edge (what dangles then is
 * pruned), or adds a vertex with one edge in and one out, beside or within an edge. The benchmark's own mutation works on unpruned
 * matrices, where a change may have no effect; pruned cells need different moves.
 */
import type { Rng } from '../../core/rng.js';
import type { Place } from '../types.js';
import {
  countEdgesAmong,
  edgeBit,
  edgeCount,
  hasEdge,
  liveVertices,
  MAX_EDGES,
  MAX_VERTICES,
  nasBench101Ops,
  pruneNasBench101,
  reorderNasBench101,
  vertexCount,
  type NasBench101Cell,
  type NasBench101Op,
} from './cell.js';
import { encodeNasBench101 } from './strings.js';

export function sampleNasBench101(rng: Rng): NasBench101Cell {
  for (;;) {
    const edges = rng.int(2 ** ((MAX_VERTICES * (MAX_VERTICES - 1)) / 2));
    const ops: NasBench101Op[] = [];
    for (let v = 0; v < MAX_VERTICES - 2; v++) ops.push(rng.pick(nasBench101Ops));
    const whole = { edges, ops };
    // Most matrices are refused: this check comes before anything is allocated.
    const live = liveVertices(whole);
    if (live !== 0 && countEdgesAmong(whole, live) <= MAX_EDGES) return pruneNasBench101(whole) as NasBench101Cell;
  }
}

/** All cells one move away, each once. */
export function neighborsNasBench101(cell: NasBench101Cell): NasBench101Cell[] {
  const found = new Map<string, NasBench101Cell>();
  const offer = (moved: NasBench101Cell): void => {
    const pruned = pruneNasBench101(moved);
    if (pruned !== undefined && edgeCount(pruned) <= MAX_EDGES) found.set(encodeNasBench101(pruned), pruned);
  };
  const vertices = vertexCount(cell);
  cell.ops.forEach((own, i) => {
    for (const op of nasBench101Ops) if (op !== own) offer({ ...cell, ops: cell.ops.with(i, op) });
  });
  for (let y = 1; y < vertices; y++) {
    for (let x = 0; x < y; x++) {
      offer({ ...cell, edges: cell.edges ^ edgeBit(x, y) });
      if (vertices === MAX_VERTICES) continue;
      for (const op of nasBench101Ops) {
        const beside = insertVertex(cell, x, y, op);
        offer(beside);
        if (hasEdge(cell, x, y)) offer({ ...beside, edges: beside.edges ^ edgeBit(x, y + 1) });
      }
    }
  }
  return [...found.values()];
}

/** The operators of vertices, and every pair of vertices: connected or not, or with a new vertex between them. */
export function placesNasBench101(cell: NasBench101Cell): Place<NasBench101Cell>[] {
  type Alternatives = Place<NasBench101Cell>['alternatives'];
  const offer = (choice: string, moved: NasBench101Cell): Alternatives => {
    const genotype = pruneNasBench101(moved);
    return genotype === undefined || edgeCount(genotype) > MAX_EDGES ? [] : [{ choice, genotype }];
  };
  const vertices = vertexCount(cell);
  const places = cell.ops.map((current, i): Place<NasBench101Cell> => ({
    name: `vertex ${i + 1}`,
    drawn: { cell: 'cell', node: i + 1 },
    current,
    alternatives: nasBench101Ops.flatMap((op) => (op === current ? [] : offer(op, { ...cell, ops: cell.ops.with(i, op) }))),
  }));
  for (let y = 1; y < vertices; y++) {
    for (let x = 0; x < y; x++) {
      const isJoined = hasEdge(cell, x, y);
      const inserted = (vertices === MAX_VERTICES ? [] : nasBench101Ops).flatMap((op) => {
        const beside = insertVertex(cell, x, y, op);
        return [
          ...offer(isJoined ? `a new ${op} beside it` : `through a new ${op}`, beside),
          ...(isJoined ? offer(`through a new ${op}`, { ...beside, edges: beside.edges ^ edgeBit(x, y + 1) }) : []),
        ];
      });
      places.push({
        name: `connection ${x} → ${y}`,
        drawn: { cell: 'cell', from: x, to: y },
        current: isJoined ? joined : apart,
        alternatives: [...offer(isJoined ? apart : joined, { ...cell, edges: cell.edges ^ edgeBit(x, y) }), ...inserted],
      });
    }
  }
  return places.filter(({ alternatives }) => alternatives.length > 0);
}

const joined = 'connected';
const apart = 'not connected';

/** The cell with a new vertex just before `head`, fed by `tail` and feeding `head`. */
function insertVertex(cell: NasBench101Cell, tail: number, head: number, op: (typeof nasBench101Ops)[number]): NasBench101Cell {
  const moved = (v: number): number => (v >= head ? v + 1 : v);
  let edges = edgeBit(tail, head) | edgeBit(head, head + 1);
  for (let y = 1; y < vertexCount(cell); y++) {
    for (let x = 0; x < y; x++) if (hasEdge(cell, x, y)) edges |= edgeBit(moved(x), moved(y));
  }
  return { ops: cell.ops.toSpliced(head - 1, 0, op), edges };
}

/** The same graph with its inner vertices in another topological order. */
export function relabelNasBench101(cell: NasBench101Cell, rng: Rng): NasBench101Cell {
  const last = vertexCount(cell) - 1;
  const order = [0];
  while (order.length < last) {
    const ready: number[] = [];
    for (let v = 1; v < last; v++) {
      if (order.includes(v)) continue;
      let isReady = true;
      for (let x = 1; x < v; x++) if (hasEdge(cell, x, v) && !order.includes(x)) isReady = false;
      if (isReady) ready.push(v);
    }
    order.push(rng.pick(ready));
  }
  return reorderNasBench101(cell, [...order, last]);
}
