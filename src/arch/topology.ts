/**
 * An architecture as a proxy that runs nothing sees it: its cell graphs with an operator on every edge.
 * A space with operators on vertices splits each in two, with its operator on the edge between, and joins them by links.
 */

import type { PathCounts } from './count-paths.js';

/** An operator as topology sees it. `none` edges are left out. */
export type TopologyOp =
  /** `times`: how often it is applied in a row (separable convolutions: 2). `kernel` counts taps along one side, not the dilated extent. */
  | { readonly kind: 'conv'; readonly kernel: number; readonly times: number }
  | { readonly kind: 'pool'; readonly kernel: number; readonly pool: 'avg' | 'max' }
  | { readonly kind: 'skip' }
  /** A plain wire between an operator and the next: it applies nothing, and unlike a skip it bypasses nothing. */
  | { readonly kind: 'link' };

/** An edge of a cell graph: an operator between two nodes. */
export interface TopologyEdge {
  readonly from: number;
  readonly to: number;
  readonly op: TopologyOp;
  /** The operator's published name, for drawings. */
  readonly label: string;
}

/** A directed acyclic graph; every edge goes from a smaller to a larger node number. */
export interface CellTopology {
  readonly nodes: number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly edges: readonly TopologyEdge[];
}

/** The kinds of cells a network stacks, each with how often it is repeated for scoring purposes. */
export interface Topology {
  readonly cells: readonly { readonly name: string; readonly repeats: number; readonly cell: CellTopology }[];
  /**
   * The paths of each cell, from a space that counts them faster than edge by edge. The list never changes; topologies share it whose counts,
   * names and repeats are equal.
   */
  readonly paths?: readonly PathCounts[];
  /** In a scan: the next genotype changes this object and its counts, so that nothing may be remembered by them. */
  readonly isReused?: true;
}
