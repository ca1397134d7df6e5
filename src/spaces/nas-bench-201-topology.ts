/**
 * The graphs of NAS-Bench-201's cells: the edges that are not `none`, and the paths that SED counts.
 */
import type { PathCounts } from '../arch/count-paths.js';
import type { CellTopology, Topology, TopologyEdge, TopologyOp } from '../arch/topology.js';
import { cellNumber, edges, nasBench201Ops, opNumber, type NasBench201Cell, type NasBench201Op } from './nas-bench-201-cell.js';
import { createCellPaths } from './nas-bench-201-paths.js';

const topologyOps: { readonly [op in NasBench201Op]: TopologyOp | undefined } = {
  none: undefined,
  skip_connect: { kind: 'skip' },
  nor_conv_1x1: { kind: 'conv', kernel: 1, times: 1 },
  nor_conv_3x3: { kind: 'conv', kernel: 3, times: 1 },
  avg_pool_3x3: { kind: 'pool', kernel: 3, pool: 'avg' },
};

/** Every possible edge, made once: topologies share them. */
export const nasBench201TopologyEdges: readonly ReadonlyMap<NasBench201Op, TopologyEdge>[] = edges.map(
  ([from, to]) =>
    new Map(
      nasBench201Ops.flatMap((op) => {
        const topologyOp = topologyOps[op];
        return topologyOp === undefined ? [] : [[op, { from, to, op: topologyOp, label: op }] as const];
      }),
    ),
);
const inputNodes = [0];
const outputNodes = [3];

/** The edges by place and number of the operator. */
const numberedEdges = nasBench201TopologyEdges.map((ofOps) => nasBench201Ops.map((op) => ofOps.get(op)));

const { countOf } = createCellPaths(nasBench201Ops.map((op) => topologyOps[op]));

/** The cell graph without its `none` edges. */
export function nasBench201Topology(cell: NasBench201Cell): CellTopology {
  // With room for all six: a list that grows takes twice the memory.
  const present = new Array<TopologyEdge>(6);
  let count = 0;
  for (let e = 0; e < 6; e++) {
    const edge = numberedEdges[e][opNumber(cell[e])];
    if (edge !== undefined) present[count++] = edge;
  }
  present.length = count;
  return { nodes: 4, inputs: inputNodes, outputs: outputNodes, edges: present };
}

/**
 * The topology of a cell with its paths counted. A class whose graph is made when it is read, since SED reads the counts alone, and a first
 * pass over all cells takes as long to touch new memory as to score: what is private is not copied to other threads, but `cells` is.
 */
class NumberedTopology implements Topology {
  readonly #cell: NasBench201Cell;
  readonly #number: number;

  constructor(cell: NasBench201Cell) {
    this.#cell = cell;
    this.#number = cellNumber(cell);
  }

  get cells(): Topology['cells'] {
    return [{ name: 'cell', repeats: 1, cell: nasBench201Topology(this.#cell) }];
  }

  get paths(): readonly PathCounts[] {
    return countOf(this.#number);
  }

  toJSON(): Topology {
    return { cells: this.cells, paths: this.paths };
  }
}

/** The topology of a cell of NAS-Bench-201, its graph made when it is read. */
export function topologyOfNasBench201(cell: NasBench201Cell): Topology {
  return new NumberedTopology(cell);
}
