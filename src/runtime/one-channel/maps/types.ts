/**
 * Maps: the fast form of a tensor (batch, channels, height, width) whose distinct channels are few. Each distinct channel is a sum of
 * views of maps in the kernels' memory, so weights, batch norms, ReLUs and sums are bookkeeping until a window needs the numbers.
 */
import type { Shape, WindowAttrs } from '../../../arch/types.js';
import type { Address, View } from '../kernels/types.js';
import type { AxisLayout } from '../tensor/axis-layout.js';

/** The rows and columns a map stores, with their tables in the kernels' memory. */
export interface Grid {
  readonly rows: AxisLayout;
  readonly columns: AxisLayout;
  /** Its descriptor for the kernels. */
  readonly address: Address;
  /** Places of the map: height times width. */
  readonly area: number;
  /** Stored places: rows times columns. */
  readonly stored: number;
  /** Windows over this grid, by what they divide by and their attributes' key. */
  readonly windows: { readonly [D in WindowDivisor]: Map<string, WindowGeometry> };
}

/** What a mean over a window divides by: its places inside the input, or those in the padding too. */
export type WindowDivisor = 'inside' | 'padded';

/** A window over a grid. */
export interface WindowGeometry {
  /** Its descriptor for the kernels. */
  readonly address: Address;
  readonly output: Grid;
  /** Floats of scratch for each image lane. */
  readonly scratch: number;
}

/** One map in the kernels' memory, shared by all that hold it. */
export interface StoredMap {
  readonly grid: Grid;
  readonly address: Address;
  readonly bytes: number;
  /** Mean over images and places; NaN in arithmetics that do not keep it. */
  readonly mean: number;
  readonly meanSquare: number;
  holders: number;
}

export interface Term extends View {
  readonly map: StoredMap;
}

/** The sum of `terms`, times 2^exponent. No terms: zero. */
export interface MapSum {
  readonly terms: readonly Term[];
  readonly exponent: number;
}

export interface MapValue {
  readonly shape: Shape;
  /** Channels that are equal are one entry of `sums`. */
  readonly channels: AxisLayout;
  /** Replaced by simpler equal sums when these are needed. */
  readonly sums: MapSum[];
}

/** A window and the shape it makes. `key` is equal for equal attributes. */
export interface Slide {
  readonly attrs: WindowAttrs;
  readonly key: string;
  readonly shape: Shape;
}
