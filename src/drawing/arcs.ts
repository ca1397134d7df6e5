/**
 * Which edges of a cell run along the line of nodes, and which arch over or under it, and how high.
 * A two-page book embedding, greedy: good for the small, nearly planar cells it is meant for.
 */
import type { TopologyEdge } from '../arch/topology.js';

export interface Arc {
  readonly edge: TopologyEdge;
  /** Position of the edge in the cell's list. */
  readonly index: number;
  readonly side: 'above' | 'below';
  /** 1 is next to the nodes. */
  readonly level: number;
}

export interface ArcPlan {
  /** Edges between neighbours, by their tail. */
  readonly spine: ReadonlyMap<number, { readonly edge: TopologyEdge; readonly index: number }>;
  readonly arcs: readonly Arc[];
  /** Pairs of arcs on one side that cross. */
  readonly crossings: number;
}

const crosses = (a: TopologyEdge, b: TopologyEdge): boolean =>
  (a.from < b.from && b.from < a.to && a.to < b.to) || (b.from < a.from && a.from < b.to && b.to < a.to);
const overlaps = (a: TopologyEdge, b: TopologyEdge): boolean => a.from < b.to && b.from < a.to;

/** Edges from an input prefer to run above, the others below; an edge changes sides only to cross fewer. */
export function planArcs(edges: readonly TopologyEdge[], inputs: readonly number[]): ArcPlan {
  const spine = new Map<number, { edge: TopologyEdge; index: number }>();
  const rest: { edge: TopologyEdge; index: number }[] = [];
  edges.forEach((edge, index) => {
    if (edge.to === edge.from + 1 && !spine.has(edge.from)) spine.set(edge.from, { edge, index });
    else rest.push({ edge, index });
  });
  const byLength = rest.toSorted((a, b) => a.edge.to - a.edge.from - (b.edge.to - b.edge.from) || a.index - b.index);

  const sides = { above: [] as TopologyEdge[], below: [] as TopologyEdge[] };
  const side = new Map<number, 'above' | 'below'>();
  let crossings = 0;
  for (const { edge, index } of byLength.toReversed()) {
    const wanted = inputs.includes(edge.from) ? 'above' : 'below';
    const other = wanted === 'above' ? 'below' : 'above';
    const count = (list: readonly TopologyEdge[]): number => list.filter((placed) => crosses(edge, placed)).length;
    const chosen = count(sides[other]) < count(sides[wanted]) ? other : wanted;
    crossings += count(sides[chosen]);
    sides[chosen].push(edge);
    side.set(index, chosen);
  }

  const arcs: Arc[] = [];
  for (const { edge, index } of byLength) {
    const chosen = side.get(index) as 'above' | 'below';
    const under = arcs.filter((arc) => arc.side === chosen && overlaps(arc.edge, edge));
    arcs.push({ edge, index, side: chosen, level: 1 + Math.max(0, ...under.map((arc) => arc.level)) });
  }
  return { spine, arcs, crossings };
}
