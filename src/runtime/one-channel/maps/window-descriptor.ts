/** A window over a grid, written out for the kernels. */
import { WINDOW_WORDS, type Address } from '../kernels/types.js';
import type { AxisLayout } from '../tensor/axis-layout.js';
import { windowTaps, type WindowTaps } from '../tensor/window-taps.js';
import type { Grid, Slide, WindowDivisor, WindowGeometry } from './types.js';

interface Tables {
  gridOf(rows: AxisLayout, columns: AxisLayout): Grid;
  intTable(values: ArrayLike<number>): Address;
  floatTable(values: ArrayLike<number>): Address;
}

export function describeWindow(
  grid: Grid,
  { attrs, shape }: Slide,
  divisor: WindowDivisor,
  { gridOf, intTable, floatTable }: Tables,
): WindowGeometry {
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
  const output = gridOf(rows.output, columns.output);
  const { tops, ring } = rowSchedule(rows);
  const divisors = (taps: WindowTaps): Address => floatTable(divisor === 'padded' ? taps.padded : insideCounts(taps));
  const words = [
    grid.columns.stored,
    output.rows.stored,
    output.columns.stored,
    ring,
    neighbourEdge(columns, grid.columns.stored),
    intTable(rows.starts),
    intTable(rows.taps),
    intTable(tops),
    divisors(rows),
    floatTable(output.rows.counts),
    intTable(columns.starts),
    intTable(columns.taps),
    divisors(columns),
    floatTable(output.columns.counts),
  ];
  if (words.length !== WINDOW_WORDS) throw new Error(`window of ${words.length} words`);
  return { address: intTable(words), output, scratch: grid.columns.stored + ring * output.columns.stored };
}

function insideCounts({ starts, output }: WindowTaps): Float64Array {
  return Float64Array.from({ length: output.stored }, (_, entry) => Math.max(1, starts[entry + 1] - starts[entry]));
}

/**
 * Whether every output column is the sum of a column and its two neighbours, as the kernels' short cut takes it: 1 where the right
 * neighbour of the last column is nothing, 2 where it is that column itself, 0 where the window is anything else.
 */
function neighbourEdge(taps: WindowTaps, inputs: number): 0 | 1 | 2 {
  const entries = taps.output.stored;
  if (entries === inputs && readsNeighbours(taps, inputs, 1)) return 1;
  return (entries === inputs || entries === inputs + 1) && readsNeighbours(taps, inputs, 2) ? 2 : 0;
}

function readsNeighbours({ output, starts, taps }: WindowTaps, inputs: number, edge: 1 | 2): boolean {
  const last = inputs - 1;
  for (let entry = 0; entry < output.stored; entry++) {
    let at = starts[entry];
    if (entry > 0 && taps[at++] !== entry - 1) return false;
    if (taps[at++] !== Math.min(entry, last)) return false;
    const right = edge === 2 ? Math.min(entry + 1, last) : entry + 1;
    if (right <= last && taps[at++] !== right) return false;
    if (at !== starts[entry + 1]) return false;
  }
  return true;
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
