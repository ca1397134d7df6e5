/**
 * The paths of a cell graph from an input to an output, counted. Parallel edges count separately, and only live edges count: those on
 * such a path.
 */
import type { CellTopology, TopologyEdge } from './topology.js';

/** How many paths a cell has, and what its live edges do. */
export interface PathCounts {
  readonly paths: number;
  /** Live skip edges. */
  readonly skips: number;
  /** Skip edges of all paths. */
  readonly skipPaths: number;
  /** Largest kernel among live edges; 0 if there is none. */
  readonly largest: number;
  /** By kernel: how often the paths apply a convolution. May be longer than needed. */
  readonly convs: ArrayLike<number>;
  /** By kernel: how often the paths pool. */
  readonly pools: ArrayLike<number>;
}

/** The counts of one cell, in arrays that the next cell uses again: cells are counted one at a time, millions of them. */
interface Counting extends PathCounts {
  paths: number;
  skips: number;
  skipPaths: number;
  largest: number;
  convs: Float64Array;
  pools: Float64Array;
}

let convs = new Float64Array(16);
let pools = new Float64Array(16);
const counting: Counting = { paths: 0, skips: 0, skipPaths: 0, largest: 0, convs, pools };

/** Paths from an input to each node, and from each node to an output. */
let before = new Float64Array(16);
let after = new Float64Array(16);

type Edges = readonly TopologyEdge[];

/**
 * Fills `before`.
 * @returns the edges such that all into a node come before those out of it; most spaces list them so, and then nothing is sorted.
 */
function countPathsTo(nodes: number, inputs: readonly number[], edges: Edges): Edges {
  if (before.length < nodes) {
    before = new Float64Array(2 * nodes);
    after = new Float64Array(2 * nodes);
  }
  const paths = before;
  // A loop: to call `fill` takes longer than the few nodes of a cell.
  for (let node = 0; node < nodes; node++) paths[node] = 0;
  for (let i = 0; i < inputs.length; i++) paths[inputs[i]] = 1;
  let latest = 0;
  for (let i = 0; i < edges.length; i++) {
    const edge = edges[i];
    const head = edge.to;
    if (head < latest) return countPathsTo(nodes, inputs, sortedByHead(edges));
    latest = head;
    paths[head] += paths[edge.from];
  }
  return edges;
}

/** The edges such that all into a node come before those out of it. */
export function sortedByHead(edges: Edges): Edges {
  return [...edges].sort((a, b) => a.to - b.to);
}

/**
 * Counts the paths of a cell; all counts are 0 if no live path leads from an input to an output. The next call changes the result.
 *
 * One loop forward and one back: the first 15,625 cells of a process take most of their time before V8 has compiled it.
 */
export function countPaths({ nodes, inputs, outputs, edges: given }: CellTopology): PathCounts {
  const edges = countPathsTo(nodes, inputs, given);
  const pathsTo = before;
  const pathsFrom = after;
  for (let node = 0; node < nodes; node++) pathsFrom[node] = 0;
  for (let kernel = counting.largest; kernel >= 0; kernel--) convs[kernel] = pools[kernel] = 0;
  let paths = 0;
  for (let i = 0; i < outputs.length; i++) {
    paths += pathsTo[outputs[i]];
    pathsFrom[outputs[i]] = 1;
  }
  let skips = 0;
  let skipPaths = 0;
  let largest = 0;
  for (let i = paths === 0 ? -1 : edges.length - 1; i >= 0; i--) {
    const edge = edges[i];
    // All edges out of its head come after it.
    const onward = pathsFrom[edge.to];
    pathsFrom[edge.from] += onward;
    const through = pathsTo[edge.from] * onward;
    if (through === 0) continue;
    const op = edge.op;
    const kind = op.kind;
    if (kind === 'skip') {
      skips++;
      skipPaths += through;
    } else if (kind !== 'link') {
      const kernel = op.kernel;
      if (kernel >= convs.length) makeRoom(kernel);
      if (kernel > largest) largest = kernel;
      if (kind === 'conv') convs[kernel] += through * op.times;
      else pools[kernel] += through;
    }
  }
  counting.paths = paths;
  counting.skips = skips;
  counting.skipPaths = skipPaths;
  counting.largest = largest;
  return counting;
}

function makeRoom(kernel: number): void {
  const wider = (paths: Float64Array): Float64Array<ArrayBuffer> => {
    const array = new Float64Array(2 * kernel + 1);
    array.set(paths);
    return array;
  };
  counting.convs = convs = wider(convs);
  counting.pools = pools = wider(pools);
}

/** Live paths made of skips, pools and links only. */
export function countResiduals({ nodes, inputs, outputs, edges }: CellTopology): number {
  countPathsTo(
    nodes,
    inputs,
    edges.filter(({ op }) => op.kind !== 'conv'),
  );
  return outputs.reduce((sum, node) => sum + before[node], 0);
}
