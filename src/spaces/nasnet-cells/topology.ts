import type { CellTopology, Topology, TopologyEdge } from '../../arch/topology.js';
import { cellKinds, outputNodes, type CellTerms, type NasnetGenotype, type NasnetRules } from './genotype.js';
import { countCells } from './network.js';
import { nasnetOps } from './ops.js';

const inputs = [0, 1];

/** Nodes 0 and 1 are the inputs; all concatenated nodes are outputs. A skip in a reduction cell, a convolution in the network, stays a skip. */
export function nasnetCellTopology(terms: CellTerms, output: NasnetRules['output']): CellTopology {
  const edges = terms.flatMap(([name, from], i): TopologyEdge[] => {
    const op = nasnetOps[name].topology;
    return op === undefined ? [] : [{ from, to: 2 + Math.floor(i / 2), op, label: name }];
  });
  return { nodes: 2 + terms.length / 2, inputs, outputs: outputNodes(terms, output), edges };
}

/** Both kinds of cell, each as often as it occurs among `L` cells. */
export function nasnetTopology(genotype: NasnetGenotype, output: NasnetRules['output'], L: number): Topology {
  const counts = countCells(L);
  return {
    cells: cellKinds.filter((kind) => counts[kind] > 0).map((kind) => ({ name: `${kind} cell`, repeats: counts[kind], cell: nasnetCellTopology(genotype[kind], output) })),
  };
}
