/**
 * A NAS-Bench-101 cell: a directed acyclic graph of at most 7 vertices and 9 edges, the first vertex the input, the last the output,
 * an operator on each between. Cells are kept pruned: every vertex lies on a path from input to output, as in the published table.
 */
export const nasBench101Ops = ['conv3x3-bn-relu', 'conv1x1-bn-relu', 'maxpool3x3'] as const;
export type NasBench101Op = (typeof nasBench101Ops)[number];

export const MAX_VERTICES = 7;
export const MAX_EDGES = 9;

export interface NasBench101Cell {
  /** Operators of the inner vertices, in order. */
  readonly ops: readonly NasBench101Op[];
  /** Bit x + y (y - 1) / 2 is set where there is an edge from x to y, x < y. */
  readonly edges: number;
}

/** The bit of the edge from x to y. */
export function edgeBit(x: number, y: number): number {
  return 1 << (x + (y * (y - 1)) / 2);
}

/** For x < y. */
export function hasEdge({ edges }: NasBench101Cell, x: number, y: number): boolean {
  return (edges & edgeBit(x, y)) !== 0;
}

export function vertexCount({ ops }: NasBench101Cell): number {
  return ops.length + 2;
}

export function edgeCount({ edges }: NasBench101Cell): number {
  let count = 0;
  for (let rest = edges; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** The vertices with an edge to `head`, as bits. */
export function tailsOf({ edges }: NasBench101Cell, head: number): number {
  return (edges >>> ((head * (head - 1)) / 2)) & ((1 << head) - 1);
}

/** The vertices on paths from input to output as bits; 0 where there is no such path. */
export function liveVertices(cell: NasBench101Cell): number {
  const last = vertexCount(cell) - 1;
  let reached = 1;
  for (let v = 1; v <= last; v++) if ((tailsOf(cell, v) & reached) !== 0) reached |= 1 << v;
  if ((reached & (1 << last)) === 0) return 0;
  let reaching = 1 << last;
  for (let v = last; v > 0; v--) if ((reaching & (1 << v)) !== 0) reaching |= tailsOf(cell, v);
  return reached & reaching;
}

/** How many edges join the vertices of a set, given as bits. */
export function countEdgesAmong(cell: NasBench101Cell, vertices: number): number {
  let count = 0;
  for (let v = 1; vertices >>> v !== 0; v++) {
    if ((vertices & (1 << v)) === 0) continue;
    for (let tails = tailsOf(cell, v) & vertices; tails !== 0; tails &= tails - 1) count++;
  }
  return count;
}

/** The cell without the vertices that lie on no path from input to output; undefined where there is no such path. */
export function pruneNasBench101(cell: NasBench101Cell): NasBench101Cell | undefined {
  const last = vertexCount(cell) - 1;
  const kept = liveVertices(cell);
  if (kept === 0) return undefined;
  if (kept === (1 << (last + 1)) - 1) return cell;
  const order: number[] = [];
  for (let v = 0; v <= last; v++) if ((kept & (1 << v)) !== 0) order.push(v);
  return reorderNasBench101(cell, order);
}

/** The cell on the named vertices, in their given order, which must be topological and keep input first and output last. */
export function reorderNasBench101(cell: NasBench101Cell, order: readonly number[]): NasBench101Cell {
  let edges = 0;
  for (let y = 1; y < order.length; y++) {
    for (let x = 0; x < y; x++) if (order[x] < order[y] && hasEdge(cell, order[x], order[y])) edges |= edgeBit(x, y);
  }
  return { ops: order.slice(1, -1).map((v) => cell.ops[v - 1]), edges };
}
