/**
 * Cells as NASNet introduced them: inputs 0 and 1 are the outputs of the two cells before, every further node adds two operators
 * applied to earlier nodes, the output concatenates nodes. A genotype holds a normal and a reduction cell.
 */

/** An operator and the node it reads. */
export type Term = readonly [op: string, input: number];

/** The terms of nodes 2, 3, ...: two each, in node order. */
export type CellTerms = readonly Term[];

export interface NasnetGenotype {
  readonly normal: CellTerms;
  readonly reduce: CellTerms;
  /** Initial channels and number of cells, in spaces where they belong to the genotype. */
  readonly width?: number;
  readonly depth?: number;
}

export const cellKinds = ['normal', 'reduce'] as const;
export type CellKind = (typeof cellKinds)[number];

/** What tells one of these spaces from another. */
export interface NasnetRules {
  /** Operators a genotype may hold. */
  readonly ops: readonly string[];
  /** Nodes of a cell without the two inputs. */
  readonly nodes: number;
  /** Nodes that are concatenated: all, or those no other node reads. */
  readonly output: 'all' | 'loose';
  /** The two terms of a node read two different nodes. */
  readonly distinctInputs: boolean;
  /** Choices of width and depth, where they belong to the genotype. */
  readonly widths?: readonly number[];
  readonly depths?: readonly number[];
}

/** 2, 3, ...: by how many there are. */
const allNodes: number[][] = [];

/** Numbers of the nodes that make the output. Not to be changed: cells of one size share the list. */
export function outputNodes(terms: CellTerms, output: NasnetRules['output']): readonly number[] {
  const count = terms.length / 2;
  const all = (allNodes[count] ??= Array.from({ length: count }, (_, i) => i + 2));
  if (output === 'all') return all;
  const read = new Set(terms.map(([, input]) => input));
  return all.filter((node) => !read.has(node));
}
