/**
 * The hot loops of the constant-weight runtime, behind one interface: WebAssembly SIMD (`wasm.ts`) and plain TypeScript (`plain.ts`),
 * which agree bit for bit. All numbers of type `Address` are byte offsets into one memory.
 *
 * A map holds, for each stored row and column, the values of all images of the batch one after the other (`lanes`: the batch rounded
 * up to a multiple of four; what lies beyond the batch is computed but never counted). A map is read through a view,
 *   max(floor, scale * (value - pivot) + shift)   in float32, each operation rounded,
 * so that a batch norm, a ReLU and a weight cost nothing by themselves. Moments are written as two doubles: the sums of values and of
 * squares over rows, columns and images, each weighted by how many places a stored entry stands for; address 0 means that they are not
 * needed (for numbers far below 1 they cost more than everything else, because their squares are subnormal).
 *
 * This interface knows no architecture, no operator and no weight.
 */

/** A byte offset, a multiple of 16 for maps. */
export type Address = number;

export interface View {
  readonly pivot: number;
  readonly scale: number;
  readonly shift: number;
  /** -Infinity: none. */
  readonly floor: number;
}

/** What `slideWindow` does with its sums: nothing, times a factor, times factor / divisor, or divided by the divisor (rounded once). */
export const windowModes = { sum: 0, scaled: 1, mean: 2, exactMean: 3 } as const;
export type WindowMode = keyof typeof windowModes;

/** Words of a grid's descriptor: int32 height and width, addresses of float32 tables of counts, the places that it stands for. */
export const GRID_WORDS = 5;
/** Words of a term's descriptor: address of the map, its width, addresses of int32 tables of the row and column read for each row and column written, then the view. */
export const TERM_WORDS = 8;
/** Words of a window's descriptor; `window-descriptor.ts` lists them. */
export const WINDOW_WORDS = 14;

export interface Memory {
  readonly f32: Float32Array;
  readonly f64: Float64Array;
  readonly i32: Int32Array;
}

/** What a walk does not know by itself. */
export interface WalkSource {
  /** Memory that stays. */
  allocate(bytes: number): Address;
  /**
   * Writes the words of a relation between two addresses:
   *   a grid and a call: the window's descriptor, the grid it makes, its floats of scratch
   *   a grid and a grid + 1: the grid that separates what one of the two separates
   *   a grid and a grid + 2: the tables of rows and columns of the first in the second
   *   an operator and a shape's number * 256 + how many operands have it: the call, and the number of the shape it makes
   */
  relate(a: Address, b: number, target: Address): void;
}

/** Lowers networks and walks over them (`kernels/walk/walk.as.ts`), with the results of kernels called one by one. `maps/map-walk.ts` says what lies at the addresses. */
export interface WalkKernels {
  /** Bytes of memory for `reset`. */
  readonly bytes: number;
  /** Forgets what earlier walks left behind; `memory` was just reserved. */
  reset(source: WalkSource, memory: Address): void;
  /** @returns whether the network can be walked. */
  lower(blocks: Address, count: number, inputId: number, inputShape: number, inputCall: Address, outputId: number): boolean;
  /** Where `lower` leaves the parts of a network. */
  readonly program: () => Address;
  /** The number of an earlier result of the same computation; -1: none. */
  recall(run: Address): number;
  walk(run: Address): void;
  /** Keeps the number of the last walk's result. @returns false when there was no room: then all numbers are forgotten. */
  keep(run: Address, result: number): boolean;
}

export interface Kernels {
  readonly name: 'wasm' | 'plain';
  /** The bytes before this address are reserved. */
  readonly base: Address;
  /** Views of the complete memory; new objects after `reserve`. */
  memory(): Memory;
  /** Makes all bytes below `end` usable. @throws RangeError if there is not enough memory. */
  reserve(end: Address): void;
  /** target = windowed sum of a view of source, columns first; `scratch` holds an input row and `ring` output rows. Writes moments of the target. */
  slideWindow(
    window: Address,
    source: Address,
    target: Address,
    batch: number,
    view: View,
    mode: WindowMode,
    factor: number,
    scratch: Address,
    moments: Address,
  ): void;
  /** target = windowed maximum of a view of source, padding left out, otherwise as `slideWindow`. */
  slideMaximum(
    window: Address,
    source: Address,
    target: Address,
    batch: number,
    view: View,
    scratch: Address,
    moments: Address,
  ): void;
  /** target = sum of `count` views, read through their tables, first to last. Writes moments of the target. */
  combine(grid: Address, terms: Address, count: number, target: Address, batch: number, moments: Address): void;
  /** Moments of a view: float32 sums within a position, double across positions. */
  viewMoments(grid: Address, source: Address, batch: number, view: View, moments: Address): void;
  /** Moments of (view - center), all in double. */
  exactMoments(grid: Address, source: Address, batch: number, view: View, center: number, moments: Address): void;
  /** target = scale * source + shift for `count` floats (a multiple of four), computed in double and rounded once. */
  scaleShift(source: Address, target: Address, count: number, scale: number, shift: number): void;
  /** For each image the sum of a view over rows and columns, divided by `total`, as doubles. */
  imageMeans(grid: Address, source: Address, batch: number, view: View, total: number, target: Address): void;
  /** Left out: JavaScript walks, and calls the kernels above. */
  readonly walks?: WalkKernels;
}
