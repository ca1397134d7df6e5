import type { CellTopology, Topology, TopologyEdge } from '../../arch/topology.js';
import { cellKinds, cellNames, concatOf, type CellKind, type NasnetGenotype, type NasnetRules } from './genotype.js';
import { countCells } from './network.js';
import { nasnetOps } from './ops.js';
import type { Term } from './term.js';

const inputs = [0, 1];

/** Every edge by the number of its operator, made once: topologies share them. Null if the operator is no edge, undefined if it was not needed yet. */
const made: (TopologyEdge | null | undefined)[][] = [];
/** Nodes of a cell whose edges are kept: few enough that V8 keeps the lists as arrays, and more than any cell that is read has. */
const room = 16;

function edgeOf([name, from, number]: Term, to: number): TopologyEdge | null {
  if (to >= room) return makeEdge(name, from, to);
  while (made.length <= number) made.push(new Array<TopologyEdge | null | undefined>(room * room));
  const own = made[number];
  const place = from * room + to;
  const known = own[place];
  if (known !== undefined) return known;
  return (own[place] = makeEdge(name, from, to));
}

function makeEdge(name: string, from: number, to: number): TopologyEdge | null {
  const op = nasnetOps[name].topology;
  return op === undefined ? null : { from, to, op, label: name };
}

/** Nodes 0 and 1 are the inputs; all concatenated nodes are outputs. A skip in a reduction cell, a convolution in the network, stays a skip. */
export function nasnetCellTopology(genotype: NasnetGenotype, kind: CellKind, output: NasnetRules['output']): CellTopology {
  const terms = genotype[kind];
  // With its final length, where every operator is an edge: a list that grows takes twice the memory.
  const edges = new Array<TopologyEdge>(terms.length);
  let count = 0;
  for (let i = 0; i < terms.length; i++) {
    const edge = edgeOf(terms[i], 2 + (i >> 1));
    if (edge !== null) edges[count++] = edge;
  }
  if (count < terms.length) edges.length = count;
  return { nodes: 2 + terms.length / 2, inputs, outputs: concatOf(genotype, kind, output), edges };
}

/** Both kinds of cell, each as often as it occurs among `L` cells. */
export function nasnetTopology(genotype: NasnetGenotype, output: NasnetRules['output'], L: number): Topology {
  const counts = countCells(L);
  const cells: Topology['cells'][number][] = [];
  for (const kind of cellKinds)
    if (counts[kind] > 0)
      cells.push({ name: cellNames[kind], repeats: counts[kind], cell: nasnetCellTopology(genotype, kind, output) });
  return { cells };
}
