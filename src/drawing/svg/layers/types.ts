/** A graph as its layout in layers sees it: boxes and lines between them, which run from left to right. */
import type { Point } from '../curve.js';

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** A line with the box of its label. Every line goes from a smaller to a larger number of a node. */
export interface Line extends Box {
  readonly from: number;
  readonly to: number;
}

/** Room between neighbours of one layer, between lines, and between two layers. */
export interface Room {
  readonly nodes: number;
  readonly lines: number;
  readonly layers: number;
  readonly margin: number;
}

export interface Layers {
  readonly width: number;
  readonly height: number;
  /** The middle of every node. */
  readonly nodes: readonly Point[];
  /** The middle of the label of every line, and the points that the line passes between its nodes, from left to right. */
  readonly lines: readonly { readonly label: Point; readonly through: readonly Point[] }[];
}

/** What stands in the layers: nodes first, then the points of lines, of which one holds the label. */
export interface Items {
  readonly count: number;
  /** The layer of each. */
  readonly layer: Int32Array;
  readonly width: Float64Array;
  readonly height: Float64Array;
  readonly isNode: Uint8Array;
  /** Pieces of lines between neighbouring layers. */
  readonly links: readonly Link[];
  /** The points of each line, from left to right. */
  readonly points: readonly (readonly number[])[];
  /** The point of each line that holds its label. */
  readonly labels: readonly number[];
  /** What stands in each layer, at first in the order of the numbers. */
  readonly layers: number[][];
}

/** `weight`: how much the piece should be level. */
export interface Link {
  readonly left: number;
  readonly right: number;
  readonly weight: number;
}
