import { graphTopology } from '../../arch/graph-topology.js';
import type { Topology } from '../../arch/topology.js';
import type { GoodItem } from './types.js';

/** Parts with more edges are not drawn. */
const mostEdges = 40;

/**
 * The cells of an architecture to show: those of its space, or those found in its graph, where the parts that occur
 * most come first and simple chains come last.
 */
export function cellsOf({ candidate, known }: Pick<GoodItem, 'candidate' | 'known'>): Topology['cells'] {
  if (typeof candidate === 'string') return known?.topology()?.cells ?? [];
  const found = graphTopology(candidate);
  if (!found.ok) return [];
  const branches = ({ cell }: Topology['cells'][number]): boolean => cell.edges.length > cell.nodes - 1;
  return found.value.cells
    .filter(({ cell }) => cell.edges.length > 0 && cell.edges.length <= mostEdges)
    .toSorted((a, b) => Number(branches(b)) - Number(branches(a)) || b.repeats - a.repeats);
}
