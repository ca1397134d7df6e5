/**
 * Graph features of a cell, after GRAF (Kadlecova et al. 2024, arXiv 2404.16551): for sets of operators the shortest and the longest path that
 * uses no other, edges at the input and at the output, and for every operator its count. Ours besides: how many paths pass an operator,
 * alone and as a share. Edges that no path from an input to an output uses are left out, and numbers of nodes count for nothing.
 */
import { must } from '../../core/must.js';
import type { CellTopology } from '../../arch/topology.js';

/** What the cells of one name may hold: the published names of its operators, sorted. */
export interface CellVocabulary {
  readonly cell: string;
  readonly labels: readonly string[];
}

/** Names of features, and how a cell fills them. */
export interface CellFeatures {
  readonly names: readonly string[];
  /** Writes the features of a cell from `at` on. */
  fill(cell: CellTopology, out: Float64Array, at: number): void;
}

/** A cell of more operators is described by single operators, pairs, and all but one. */
const mostSubsets = 5;

/** Sets of operators, as bits: all of them where these are few. */
function subsetsOf(labels: number): number[] {
  const all = 2 ** labels - 1;
  const sets = new Set<number>();
  if (labels <= mostSubsets) for (let set = 1; set <= all; set++) sets.add(set);
  for (let a = 0; a < labels; a++) {
    sets.add(1 << a);
    if (labels > 1) sets.add(all & ~(1 << a));
    for (let b = 0; b < a; b++) sets.add((1 << a) | (1 << b));
  }
  sets.add(all);
  return [...sets].sort((a, b) => a - b);
}

/** Edges of a path, from the smallest node to the largest; a link is no step. */
interface Edge {
  readonly from: number;
  readonly to: number;
  /** Place of its label; -1 for a link. */
  readonly label: number;
}

/** Features of cells of a vocabulary; operators that it does not know count as none. */
export function createCellFeatures({ cell: name, labels }: CellVocabulary): CellFeatures {
  const sets = subsetsOf(labels.length);
  const textOf = (set: number): string => labels.filter((_, i) => (set >> i) & 1).join('+');
  const names = [
    `${name}: edges`,
    `${name}: paths`,
    ...labels.flatMap((label) => [
      `${name}: ${label}`,
      `${name}: paths through ${label}`,
      `${name}: share of paths through ${label}`,
      `${name}: most edges ${label} at a node`,
    ]),
    ...sets.flatMap((set) => [
      `${name}: shortest path of ${textOf(set)}`,
      `${name}: longest path of ${textOf(set)}`,
      `${name}: edges ${textOf(set)} at the input`,
      `${name}: edges ${textOf(set)} at the output`,
    ]),
  ];
  const placeOf = new Map(labels.map((label, i) => [label, i]));
  return {
    names,
    fill(cell, out, start) {
      let next = start;
      const edges = liveEdges(cell, placeOf);
      const { before, after } = countPaths(cell, edges);
      const total = cell.outputs.reduce((sum, node) => sum + at(before, node), 0);
      const steps = edges.filter(({ label }) => label >= 0);
      out[next++] = steps.length;
      out[next++] = Math.log1p(total);
      for (let label = 0; label < labels.length; label++) {
        const own = steps.filter((edge) => edge.label === label);
        const passing = own.reduce((sum, { from, to }) => sum + at(before, from) * at(after, to), 0);
        out[next++] = own.length;
        out[next++] = Math.log1p(passing);
        out[next++] = total === 0 ? 0 : passing / total;
        out[next++] = mostAtANode(own, cell.nodes);
      }
      const inputs = new Set(cell.inputs);
      const outputs = new Set(cell.outputs);
      for (const set of sets) {
        const own = edges.filter(({ label }) => label < 0 || (set >> label) & 1);
        const { shortest, longest } = pathLengths(cell, own);
        out[next++] = shortest;
        out[next++] = longest;
        out[next++] = own.filter(({ from, label }) => label >= 0 && inputs.has(from)).length;
        out[next++] = own.filter(({ to, label }) => label >= 0 && outputs.has(to)).length;
      }
    },
  };
}

function liveEdges(cell: CellTopology, placeOf: ReadonlyMap<string, number>): Edge[] {
  const edges = cell.edges
    .filter(({ op, label }) => op.kind === 'link' || placeOf.has(label))
    .map(({ from, to, op, label }) => ({ from, to, label: op.kind === 'link' ? -1 : (placeOf.get(label) as number) }))
    .sort((a, b) => a.to - b.to);
  const { before, after } = countPaths(cell, edges);
  return edges.filter(({ from, to }) => at(before, from) > 0 && at(after, to) > 0);
}

/** What is counted at a node. */
const at = (counts: Float64Array | Int32Array, node: number): number => must(counts[node], 'a node of the cell');

/** Paths from an input to each node, and from each node to an output. @param edges by their heads. */
function countPaths(cell: CellTopology, edges: readonly Edge[]): { readonly before: Float64Array; readonly after: Float64Array } {
  const before = new Float64Array(cell.nodes);
  const after = new Float64Array(cell.nodes);
  for (const node of cell.inputs) before[node] = 1;
  for (const node of cell.outputs) after[node] = 1;
  for (const { from, to } of edges) before[to] = at(before, to) + at(before, from);
  for (const { from, to } of edges.toReversed()) after[from] = at(after, from) + at(after, to);
  return { before, after };
}

/** Steps of the shortest and the longest path; without one, as many as there are nodes, and none. */
function pathLengths(cell: CellTopology, edges: readonly Edge[]): { readonly shortest: number; readonly longest: number } {
  const least = new Float64Array(cell.nodes).fill(Infinity);
  const most = new Float64Array(cell.nodes).fill(-Infinity);
  for (const node of cell.inputs) least[node] = most[node] = 0;
  for (const { from, to, label } of edges) {
    const step = label < 0 ? 0 : 1;
    least[to] = Math.min(at(least, to), at(least, from) + step);
    most[to] = Math.max(at(most, to), at(most, from) + step);
  }
  const shortest = cell.outputs.reduce((best, node) => Math.min(best, at(least, node)), Infinity);
  const longest = cell.outputs.reduce((best, node) => Math.max(best, at(most, node)), -Infinity);
  return Number.isFinite(shortest) ? { shortest, longest } : { shortest: cell.nodes, longest: 0 };
}

/** Most edges into or out of one node. */
function mostAtANode(edges: readonly Edge[], nodes: number): number {
  const into = new Int32Array(nodes);
  const outOf = new Int32Array(nodes);
  for (const { from, to } of edges) {
    into[to] = at(into, to) + 1;
    outOf[from] = at(outOf, from) + 1;
  }
  return Math.max(0, ...into, ...outOf);
}
