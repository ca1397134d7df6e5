/**
 * The kernels with memory management: grids, look-up tables and window descriptors are made once and kept,
 * maps are counted and their memory is reused.
 */
import type { WindowAttrs } from '../../../arch/types.js';
import { GRID_WORDS, WINDOW_WORDS, type Address, type Kernels } from '../kernels/types.js';
import { entriesIn, type AxisLayout } from '../tensor/axis-layout.js';
import { windowTaps, type WindowTaps } from '../tensor/window-taps.js';
import { createArena } from './arena.js';
import type { Grid, StoredMap } from './types.js';

export interface WindowGeometry {
  /** Its descriptor for the kernels. */
  readonly address: Address;
  readonly output: Grid;
  /** Floats of scratch for each image lane. */
  readonly scratch: number;
}

/** What a mean over a window divides by. */
export type WindowDivisor = 'inside' | 'padded';

export interface MapMachine {
  readonly kernels: Kernels;
  /** Bytes in use or kept for reuse. */
  size(): number;
  gridOf(rows: AxisLayout, columns: AxisLayout): Grid;
  /** Table of the entries of `coarse` that the entries of `fine` lie in. */
  entryTable(coarse: AxisLayout, fine: AxisLayout): Address;
  /** A window over a grid; `shape` is the output's. */
  windowOf(grid: Grid, attrs: WindowAttrs, shape: readonly number[], divisor: WindowDivisor): WindowGeometry;
  /** A new map that nobody holds, written by `write`, which leaves moments (sums of values and squares) at `moments`. */
  createMap(grid: Grid, batch: number, write: (target: Address, moments: Address) => void): StoredMap;
  hold(map: StoredMap): void;
  /** Lets go of a map; the last holder frees it. */
  release(map: StoredMap): void;
  /** Frees a map that was made and is held by nobody. */
  discardUnheld(map: StoredMap): void;
  /** Memory for the time of one call. */
  withScratch<T>(bytes: number, body: (address: Address) => T): T;
  /** Runs `write` and reads the two moments it left. */
  moments(write: (address: Address) => void): { readonly sum: number; readonly square: number };
}

export const lanesOf = (batch: number): number => (batch + 3) & ~3;

export function createMapMachine(kernels: Kernels): MapMachine {
  const arena = createArena(kernels);
  const grids = new Map<string, Grid>();
  const entryTables = new Map<string, Address>();
  const windows = new Map<string, WindowGeometry>();
  const momentsAt = arena.allocate(16);

  const intTable = (values: ArrayLike<number>): Address => {
    const address = arena.allocate(4 * Math.max(1, values.length));
    kernels.memory().i32.set(values, address / 4);
    return address;
  };
  const floatTable = (values: ArrayLike<number>): Address => {
    const address = arena.allocate(4 * Math.max(1, values.length));
    kernels.memory().f32.set(values, address / 4);
    return address;
  };
  const descriptor = (words: readonly number[], length: number): Address => {
    if (words.length !== length) throw new Error(`descriptor of ${words.length} words instead of ${length}`);
    return intTable(words);
  };
  const bytesOf = (grid: Grid, batch: number): number => 4 * grid.rows.stored * grid.columns.stored * lanesOf(batch);
  const discard = ({ address, bytes }: StoredMap): void => arena.free(address, bytes);

  const machine: MapMachine = {
    kernels,
    size: arena.size,
    gridOf(rows, columns) {
      const key = `${rows.id} ${columns.id}`;
      let grid = grids.get(key);
      if (grid === undefined) {
        const address = descriptor([rows.stored, columns.stored, floatTable(rows.counts), floatTable(columns.counts)], GRID_WORDS);
        grids.set(key, (grid = { rows, columns, address, area: rows.length * columns.length }));
      }
      return grid;
    },
    entryTable(coarse, fine) {
      const key = `${coarse.id} ${fine.id}`;
      let address = entryTables.get(key);
      if (address === undefined) entryTables.set(key, (address = intTable(entriesIn(coarse, fine))));
      return address;
    },
    windowOf(grid, attrs, shape, divisor) {
      const key = `${grid.rows.id} ${grid.columns.id} ${attrs.kernel} ${attrs.stride} ${attrs.padding} ${attrs.dilation} ${shape[2]} ${shape[3]} ${divisor}`;
      let window = windows.get(key);
      if (window === undefined) windows.set(key, (window = createWindow(grid, attrs, shape, divisor)));
      return window;
    },
    createMap(grid, batch, write) {
      const bytes = bytesOf(grid, batch);
      const address = arena.allocate(bytes);
      write(address, momentsAt);
      const { f64 } = kernels.memory();
      const places = batch * grid.area;
      return { grid, address, bytes, mean: f64[momentsAt / 8] / places, meanSquare: f64[momentsAt / 8 + 1] / places, holders: 0 };
    },
    hold: (map) => void map.holders++,
    release(map) {
      if (--map.holders === 0) discard(map);
    },
    discardUnheld(map) {
      if (map.holders === 0) discard(map);
    },
    withScratch(bytes, body) {
      const address = arena.allocate(bytes);
      try {
        return body(address);
      } finally {
        arena.free(address, bytes);
      }
    },
    moments(write) {
      write(momentsAt);
      const { f64 } = kernels.memory();
      return { sum: f64[momentsAt / 8], square: f64[momentsAt / 8 + 1] };
    },
  };

  function createWindow(grid: Grid, attrs: WindowAttrs, shape: readonly number[], divisor: WindowDivisor): WindowGeometry {
    const [rows, columns] = [grid.rows, grid.columns].map((layout, i) =>
      windowTaps(layout, {
        kernel: attrs.kernel[i],
        stride: attrs.stride[i],
        padBegin: attrs.padding[i],
        padEnd: attrs.padding[i + 2],
        dilation: attrs.dilation[i],
        length: shape[i + 2],
      }),
    );
    const output = machine.gridOf(rows.output, columns.output);
    const { tops, ring } = rowSchedule(rows);
    const divisors = (taps: WindowTaps): Float64Array => (divisor === 'padded' ? taps.padded : insideCounts(taps));
    const counts = kernels.memory().i32.slice(output.address / 4 + 2, output.address / 4 + 4);
    const words = [
      grid.columns.stored, rows.output.stored, columns.output.stored, ring, neighbourEdge(columns),
      intTable(rows.starts), intTable(rows.taps), intTable(tops), floatTable(divisors(rows)), counts[0],
      intTable(columns.starts), intTable(columns.taps), floatTable(divisors(columns)), counts[1],
    ];
    return { address: descriptor(words, WINDOW_WORDS), output, scratch: grid.columns.stored + ring * columns.output.stored };
  }
  return machine;
}

function insideCounts({ starts, output }: WindowTaps): Float64Array {
  return Float64Array.from({ length: output.stored }, (_, entry) => Math.max(1, starts[entry + 1] - starts[entry]));
}

/**
 * Whether every output column is the sum of a column and its two neighbours, as the kernels' short cut takes it: 1 where the right
 * neighbour of the last column is nothing, 2 where it is that column itself, 0 where the window is anything else.
 */
function neighbourEdge({ output, starts, taps }: WindowTaps): 0 | 1 | 2 {
  const entries = Array.from({ length: output.stored }, (_, entry) => taps.subarray(starts[entry], starts[entry + 1]).join());
  const last = Math.max(...taps);
  const expected = (entry: number, edge: 1 | 2): string => {
    const right = edge === 2 ? Math.min(entry + 1, last) : entry + 1;
    return [...(entry > 0 ? [entry - 1] : []), Math.min(entry, last), ...(right <= last ? [right] : [])].join();
  };
  const fits = (edge: 1 | 2): boolean => entries.length >= last + 1 && entries.every((entry, i) => entry === expected(i, edge));
  if (fits(1) && entries.length === last + 1) return 1;
  return fits(2) && entries.length <= last + 2 ? 2 : 0;
}

/** For each output row the last input row that must have been read, and how many summed rows must be kept for all windows. */
function rowSchedule({ starts, taps, output }: WindowTaps): { readonly tops: Int32Array; readonly ring: number } {
  const tops = new Int32Array(output.stored);
  let top = -1;
  let ring = 1;
  for (let row = 0; row < output.stored; row++) {
    for (let t = starts[row]; t < starts[row + 1]; t++) top = Math.max(top, taps[t]);
    tops[row] = top;
    for (let t = starts[row]; t < starts[row + 1]; t++) ring = Math.max(ring, top - taps[t] + 1);
  }
  return { tops, ring };
}
