import type { CellTopology, Topology, TopologyEdge } from '../../arch/topology.js';
import { cellKinds, cellNames, concatOf, type CellKind, type NasnetGenotype, type NasnetRules } from './genotype.js';
import { countCells } from './network.js';
import { nasnetOps } from './ops.js';

const inputs = [0, 1];

/** Every edge, made once: topologies share them. Undefined if the operator is no edge. */
const made = new Map<string, (TopologyEdge | undefined)[]>();
/** Nodes a cell may have, for the places in `made`. */
const room = 64;

function edgeOf(name: string, from: number, to: number): TopologyEdge | undefined {
  let own = made.get(name);
  if (own === undefined) made.set(name, (own = []));
  const place = from * room + to;
  if (!(place in own)) {
    const op = nasnetOps[name].topology;
    own[place] = op === undefined ? undefined : { from, to, op, label: name };
  }
  return own[place];
}

/** Nodes 0 and 1 are the inputs; all concatenated nodes are outputs. A skip in a reduction cell, a convolution in the network, stays a skip. */
export function nasnetCellTopology(genotype: NasnetGenotype, kind: CellKind, output: NasnetRules['output']): CellTopology {
  const terms = genotype[kind];
  const edges: TopologyEdge[] = [];
  for (let i = 0; i < terms.length; i++) {
    const edge = edgeOf(terms[i][0], terms[i][1], 2 + (i >> 1));
    if (edge !== undefined) edges.push(edge);
  }
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
