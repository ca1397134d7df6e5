/**
 * The kernels with memory management: grids, look-up tables and window descriptors are made once and kept,
 * maps are counted and their memory is reused.
 */
import { must } from '../../../core/must.js';
import { GRID_WORDS, type Address, type Kernels } from '../kernels/types.js';
import { entriesIn, refineLayouts, type AxisLayout } from '../tensor/axis-layout.js';
import { createArena } from './arena.js';
import type { Grid, Slide, StoredMap, WindowDivisor, WindowGeometry } from './types.js';
import { describeWindow } from './window-descriptor.js';

export interface MapMachine {
  readonly kernels: Kernels;
  /** The address where kernels write moments: two doubles. */
  readonly moments: Address;
  /** Bytes in use or kept for reuse. */
  size(): number;
  gridOf(rows: AxisLayout, columns: AxisLayout): Grid;
  /** The grid whose descriptor is at an address. */
  gridAt(address: Address): Grid;
  /** The grid that separates what one of two separates. */
  join(a: Grid, b: Grid): Grid;
  /** Table of the entries of `coarse` that the entries of `fine` lie in. */
  entryTable(coarse: AxisLayout, fine: AxisLayout): Address;
  windowOf(grid: Grid, slide: Slide, divisor: WindowDivisor): WindowGeometry;
  allocate(bytes: number): Address;
  free(address: Address, bytes: number): void;
  /** A map at `address` (allocated with `mapBytes`) without a holder, with the moments that the kernel has just left at `moments` (0: none). */
  claimMap(grid: Grid, batch: number, address: Address, moments: Address): StoredMap;
  /** Releases a map; the last holder frees it. */
  release(map: StoredMap): void;
  /** Frees a map without a holder. */
  discardUnheld(map: StoredMap): void;
}

/** The part of the machine that belongs to a run. */
export interface MapContext {
  readonly machine: MapMachine;
  readonly batch: number;
  readonly weight: number;
  /** Where kernels leave the moments of new maps; 0 in arithmetics that take them when they need them. */
  readonly moments: Address;
}

/** Images of a batch, rounded up to complete vectors. */
export const lanesOf = (batch: number): number => (batch + 3) & ~3;

export const mapBytes = (grid: Grid, batch: number): number => 4 * grid.stored * lanesOf(batch);

const pairKey = (a: AxisLayout, b: AxisLayout): number => a.id * 2 ** 26 + b.id;

export function createMapMachine(kernels: Kernels): MapMachine {
  const arena = createArena(kernels);
  const grids = new Map<number, Grid>();
  const gridsByAddress = new Map<Address, Grid>();
  const entryTables = new Map<number, Address>();
  const moments = arena.allocate(16);

  const intTable = (values: ArrayLike<number>): Address => {
    const address = arena.allocate(4 * values.length);
    kernels.memory().i32.set(values, address / 4);
    return address;
  };
  const floatTable = (values: ArrayLike<number>): Address => {
    const address = arena.allocate(4 * values.length);
    kernels.memory().f32.set(values, address / 4);
    return address;
  };
  const discard = ({ address, bytes }: StoredMap): void => arena.free(address, bytes);

  const gridOf = (rows: AxisLayout, columns: AxisLayout): Grid => {
    const key = pairKey(rows, columns);
    let grid = grids.get(key);
    if (grid === undefined) {
      const area = rows.length * columns.length;
      const words = [rows.stored, columns.stored, floatTable(rows.counts), floatTable(columns.counts), area];
      if (words.length !== GRID_WORDS) throw new Error(`grid of ${words.length} words`);
      grid = {
        rows,
        columns,
        address: intTable(words),
        area,
        stored: rows.stored * columns.stored,
        windows: { inside: new Map(), padded: new Map() },
      };
      grids.set(key, grid);
      gridsByAddress.set(grid.address, grid);
    }
    return grid;
  };

  return {
    kernels,
    moments,
    size: arena.size,
    gridOf,
    gridAt: (address) => must(gridsByAddress.get(address), 'the grid at an address'),
    join: (a, b) => gridOf(refineLayouts([a.rows, b.rows]), refineLayouts([a.columns, b.columns])),
    entryTable(coarse, fine) {
      const key = pairKey(coarse, fine);
      let address = entryTables.get(key);
      if (address === undefined) entryTables.set(key, (address = intTable(entriesIn(coarse, fine))));
      return address;
    },
    windowOf(grid, slide, divisor) {
      const windows = grid.windows[divisor];
      let window = windows.get(slide.key);
      if (window === undefined)
        windows.set(slide.key, (window = describeWindow(grid, slide, divisor, { gridOf, intTable, floatTable })));
      return window;
    },
    allocate: arena.allocate,
    free: arena.free,
    claimMap(grid, batch, address, from) {
      if (from === 0) return { grid, address, bytes: mapBytes(grid, batch), mean: NaN, meanSquare: NaN, holders: 0 };
      const { f64 } = kernels.memory();
      const values = batch * grid.area;
      return {
        grid,
        address,
        bytes: mapBytes(grid, batch),
        mean: f64[from / 8] / values,
        meanSquare: f64[from / 8 + 1] / values,
        holders: 0,
      };
    },
    release(map) {
      if (--map.holders === 0) discard(map);
    },
    discardUnheld(map) {
      if (map.holders === 0) discard(map);
    },
  };
}
