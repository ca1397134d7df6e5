/** The places of everything in a cell, for every kind of layout; `cell-svg` only draws it. */
import type { EdgeKind } from '../edge-kind.js';
import type { Point } from './curve.js';

export interface PlacedNode extends Point {
  readonly text: string;
  /** `port`: where data enters or leaves the cell. */
  readonly role: 'port' | 'inner';
  readonly halfWidth: number;
  /** Colour class of the operator that stands on the node. */
  readonly kind?: EdgeKind;
}

export interface PlacedEdge {
  /** Position of the edge in the cell's list. */
  readonly index: number;
  /** SVG path data of the line and of its arrow head. */
  readonly line: string;
  readonly head: string;
  /** Middle of the label. */
  readonly label: Point;
}

/** An edge that carries no operator: an output on its way to the concatenation. */
export type PlacedJoin = Pick<PlacedEdge, 'line' | 'head'>;

export interface CellLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly joins: readonly PlacedJoin[];
}

export const nodeRadius = 15;
export const labelSize = 12;
export const nodeTextSize = 13;
export const margin = 8;
const headLength = 9;
const headHalfWidth = 5;

export const head = { length: headLength, halfWidth: headHalfWidth } as const;
