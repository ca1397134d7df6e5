/**
 * Cells as NASNet introduced them: inputs 0 and 1 are the outputs of the two previous cells, every further node adds two operators
 * applied to earlier nodes, the output concatenates nodes. A genotype holds a normal and a reduction cell.
 */
import type { Term } from './term.js';

/** The operator that gives zeros: an edge with it contributes nothing, for any input. */
export const noOp = 'none';

/** The terms of nodes 2, 3, ...: two each, in node order. */
export type CellTerms = readonly Term[];

export interface NasnetGenotype {
  readonly normal: CellTerms;
  readonly reduce: CellTerms;
  /** Nodes that are concatenated, in rising order; left out if the space's rule gives the same. */
  readonly normalConcat?: readonly number[];
  readonly reduceConcat?: readonly number[];
  /** Initial channels and number of cells, in spaces where they belong to the genotype. */
  readonly width?: number;
  readonly depth?: number;
  /** Whether the record of a trained network has an auxiliary classifier; kept only if the space is opened to build it then. */
  readonly aux?: true;
}

export const cellKinds = ['normal', 'reduce'] as const;
/** How topologies and drawings call the cells. */
export const cellNames = { normal: 'normal cell', reduce: 'reduce cell' } as const;
export type CellKind = (typeof cellKinds)[number];

const concatNames = { normal: 'normalConcat', reduce: 'reduceConcat' } as const;

/** The differences between these spaces. */
export interface NasnetRules {
  /** Operators that are sampled. */
  readonly ops: readonly string[];
  /** Other operators that are read. */
  readonly readOps?: readonly string[];
  /** Nodes of a sampled cell without the two inputs. */
  readonly nodes: number;
  /** Nodes that are concatenated if the genotype names none: all, or those that no other node reads. */
  readonly output: 'all' | 'loose';
  /** The two terms of a sampled node read two different nodes. */
  readonly distinctInputs: boolean;
  /** Choices of width and depth, where they belong to the genotype. */
  readonly widths?: readonly number[];
  readonly depths?: readonly number[];
  /** A record's `aux` belongs to the genotype. */
  readonly keepsAux?: boolean;
}

/** 2, 3, ...: by how many there are. */
const allNodes: number[][] = [];

/** The nodes that make the output by the space's rule. Do not change the list: cells of one size share it. */
function outputNodes(terms: CellTerms, output: NasnetRules['output']): readonly number[] {
  const count = terms.length / 2;
  const all = (allNodes[count] ??= Array.from({ length: count }, (_, i) => i + 2));
  if (output === 'all') return all;
  const read = new Set<number>();
  for (const [op, input] of terms) if (op !== noOp) read.add(input);
  return all.filter((node) => !read.has(node));
}

/** The nodes that make the output of one cell of a genotype. */
export function concatOf(genotype: NasnetGenotype, kind: CellKind, output: NasnetRules['output']): readonly number[] {
  return genotype[concatNames[kind]] ?? outputNodes(genotype[kind], output);
}

/** Whether a cell concatenates other nodes than the space's rule gives. */
export function hasConcat(genotype: NasnetGenotype, kind: CellKind): boolean {
  return genotype[concatNames[kind]] !== undefined;
}

/** The genotype with another cell. @param concat the nodes it concatenates; left out if the space's rule gives them. */
export function withCell(
  genotype: NasnetGenotype,
  kind: CellKind,
  terms: CellTerms,
  { concat, output }: { readonly concat: readonly number[] | undefined; readonly output: NasnetRules['output'] },
): NasnetGenotype {
  const { [concatNames[kind]]: _, ...rest } = genotype;
  const ruled = outputNodes(terms, output);
  const isRuled = concat === undefined || (concat.length === ruled.length && concat.every((node, i) => node === ruled[i]));
  return { ...rest, [kind]: terms, ...(isRuled ? {} : { [concatNames[kind]]: concat }) };
}

/** The genotype with other terms in a cell; nodes that the genotype names for the output stay. */
export function withTerms(
  genotype: NasnetGenotype,
  kind: CellKind,
  terms: CellTerms,
  output: NasnetRules['output'],
): NasnetGenotype {
  const concat = genotype[concatNames[kind]];
  return concat === undefined ? { ...genotype, [kind]: terms } : withCell(genotype, kind, terms, { concat, output });
}
