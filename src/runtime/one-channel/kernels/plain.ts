/** The kernels in plain TypeScript: the WebAssembly kernels are compared with them, and they run where there is no SIMD. */
import { TERM_WORDS, type Address, type Kernels, type Memory, type View } from './types.js';

const { fround } = Math;

/** Rounds as the kernels do: after every operation. */
function viewed(value: number, pivot: number, scale: number, shift: number, floor: number): number {
  const view = fround(fround(fround(value - pivot) * scale) + shift);
  return floor < view ? view : floor;
}

function rounded({ pivot, scale, shift, floor }: View): View {
  return { pivot: fround(pivot), scale: fround(scale), shift: fround(shift), floor: fround(floor) };
}

/** The two lanes of the SIMD kernel's double accumulators. */
interface Moments {
  readonly sums: [number, number];
  readonly squares: [number, number];
}

const noMoments = (): Moments => ({ sums: [0, 0], squares: [0, 0] });

/** Weighted moments of a row, in the order of the SIMD kernel: float32 within a position, on sixteen lanes and the rest on four; then double. */
function rowMoments(
  values: Float32Array,
  width: number,
  batch: number,
  rowCount: number,
  columnCounts: Float32Array,
  totals: Moments,
): void {
  const lanes = (batch + 3) & ~3;
  const unrolled = batch & ~15;
  const s = new Float32Array(16);
  const q = new Float32Array(16);
  for (let c = 0; c < width; c++) {
    s.fill(0);
    q.fill(0);
    for (let b = 0; b < unrolled; b++) {
      const value = values[c * lanes + b];
      s[b & 15] += value;
      q[b & 15] += fround(value * value);
    }
    for (const folded of [s, q])
      for (let l = 0; l < 4; l++) folded[l] = fround(folded[l] + folded[l + 4]) + fround(folded[l + 8] + folded[l + 12]);
    for (let b = unrolled; b < batch; b++) {
      const value = values[c * lanes + b];
      s[b & 3] += value;
      q[b & 3] += fround(value * value);
    }
    const weight = rowCount * columnCounts[c];
    for (const half of [0, 1] as const) {
      totals.sums[half] += weight * (s[half] + s[half + 2]);
      totals.squares[half] += weight * (q[half] + q[half + 2]);
    }
  }
}

/** Adds up spans of `count` floats; the middle one of three last, so that mirror images round in the same way. */
function sumSpans(f32: Float32Array, target: number, spans: readonly number[], count: number): void {
  if (spans.length === 0) f32.fill(0, target, target + count);
  else if (spans.length === 3)
    for (let i = 0; i < count; i++) f32[target + i] = fround(f32[spans[0] + i] + f32[spans[2] + i]) + f32[spans[1] + i];
  else {
    f32.copyWithin(target, spans[0], spans[0] + count);
    for (const span of spans.slice(1)) for (let i = 0; i < count; i++) f32[target + i] += f32[span + i];
  }
}

/** The largest of spans of `count` floats, place by place. */
function largestOfSpans(f32: Float32Array, target: number, spans: readonly number[], count: number): void {
  if (spans.length === 0) f32.fill(0, target, target + count);
  else f32.copyWithin(target, spans[0], spans[0] + count);
  for (const span of spans.slice(1))
    for (let i = 0; i < count; i++) if (f32[span + i] > f32[target + i]) f32[target + i] = f32[span + i];
}

/** The arguments that both sliding kernels share. */
interface Slide {
  readonly window: Address;
  readonly source: Address;
  readonly target: Address;
  readonly batch: number;
  readonly view: View;
  readonly scratch: Address;
  readonly moments: Address;
}

export function createPlainKernels(): Kernels {
  let memory = viewsOf(new ArrayBuffer(1 << 16));

  const storeMoments = (at: Address, { sums, squares }: Moments): void => {
    if (at !== 0) memory.f64.set([sums[0] + sums[1], squares[0] + squares[1]], at / 8);
  };
  const gridAt = (address: Address): { height: number; width: number; rowCounts: number; columnCounts: number } => {
    const at = address / 4;
    const { i32 } = memory;
    return { height: i32[at], width: i32[at + 1], rowCounts: i32[at + 2] / 4, columnCounts: i32[at + 3] / 4 };
  };

  /** Columns first, then rows: `reduce` writes what becomes of some spans, `finish` completes a row at float `row`. */
  const slide = (
    { window, source, target, batch, view, scratch, moments }: Slide,
    reduce: (f32: Float32Array, target: number, spans: readonly number[], count: number) => void,
    finish: (row: number, divisors: readonly number[], lanes: number) => void,
  ): void => {
    const { f32, i32 } = memory;
    const { pivot, scale, shift, floor } = rounded(view);
    const at = window / 4;
    const [inWidth, outHeight, outWidth, ring] = i32.subarray(at, at + 4);
    const [rowStarts, rowTaps, rowTops, rowDivisors, rowCounts, columnStarts, columnTaps, columnDivisors, columnCounts] = i32
      .subarray(at + 5, at + 14)
      .map((address) => address / 4);
    const lanes = (batch + 3) & ~3;
    const viewRow = scratch / 4;
    const reduced = viewRow + inWidth * lanes;
    const totals = noMoments();
    let done = 0;
    for (let r = 0; r < outHeight; r++) {
      for (; done <= i32[rowTops + r]; done++) {
        for (let i = 0; i < inWidth * lanes; i++)
          f32[viewRow + i] = viewed(f32[source / 4 + done * inWidth * lanes + i], pivot, scale, shift, floor);
        for (let c = 0; c < outWidth; c++) {
          const taps = i32.subarray(columnTaps + i32[columnStarts + c], columnTaps + i32[columnStarts + c + 1]);
          reduce(
            f32,
            reduced + ((done % ring) * outWidth + c) * lanes,
            Array.from(taps, (tap) => viewRow + tap * lanes),
            lanes,
          );
        }
      }
      const row = target / 4 + r * outWidth * lanes;
      const taps = i32.subarray(rowTaps + i32[rowStarts + r], rowTaps + i32[rowStarts + r + 1]);
      reduce(
        f32,
        row,
        Array.from(taps, (tap) => reduced + (tap % ring) * outWidth * lanes),
        outWidth * lanes,
      );
      finish(
        row,
        Array.from({ length: outWidth }, (_, c) => fround(f32[rowDivisors + r] * f32[columnDivisors + c])),
        lanes,
      );
      rowMoments(f32.subarray(row), outWidth, batch, f32[rowCounts + r], f32.subarray(columnCounts), totals);
    }
    storeMoments(moments, totals);
  };

  return {
    name: 'plain',
    base: 1024,
    memory: () => memory,
    reserve(end) {
      if (end <= memory.f32.byteLength) return;
      const grown = viewsOf(new ArrayBuffer(Math.max(Math.ceil(end / 16) * 16, 2 * memory.f32.byteLength)));
      grown.i32.set(memory.i32);
      memory = grown;
    },

    slideWindow(window, source, target, batch, view, mode, factor, scratch, moments) {
      slide({ window, source, target, batch, view, scratch, moments }, sumSpans, (row, divisors, lanes) => {
        if (mode === 'sum') return;
        const { f32 } = memory;
        divisors.forEach((divisor, c) => {
          const multiplier = mode === 'scaled' ? fround(factor) : fround(fround(factor) / divisor);
          for (let i = row + c * lanes; i < row + (c + 1) * lanes; i++)
            f32[i] = mode === 'exactMean' ? f32[i] / divisor : f32[i] * multiplier;
        });
      });
    },

    slideMaximum(window, source, target, batch, view, scratch, moments) {
      slide({ window, source, target, batch, view, scratch, moments }, largestOfSpans, () => undefined);
    },

    combine(grid, terms, count, target, batch, moments) {
      const { f32, i32 } = memory;
      const { height, width, rowCounts, columnCounts } = gridAt(grid);
      const lanes = (batch + 3) & ~3;
      const totals = noMoments();
      for (let r = 0; r < height; r++) {
        const row = target / 4 + r * width * lanes;
        for (let t = 0; t < count; t++) {
          const at = terms / 4 + t * TERM_WORDS;
          const [source, inWidth, rows, columns] = i32.subarray(at, at + 4);
          const [pivot, scale, shift, floor] = f32.subarray(at + 4, at + 8);
          for (let c = 0; c < width; c++) {
            const from = source / 4 + (i32[rows / 4 + r] * inWidth + i32[columns / 4 + c]) * lanes;
            for (let b = 0; b < lanes; b++) {
              const value = viewed(f32[from + b], pivot, scale, shift, floor);
              f32[row + c * lanes + b] = t === 0 ? value : f32[row + c * lanes + b] + value;
            }
          }
        }
        rowMoments(f32.subarray(row), width, batch, f32[rowCounts + r], f32.subarray(columnCounts), totals);
      }
      storeMoments(moments, totals);
    },

    viewMoments(grid, source, batch, view, moments) {
      const { f32 } = memory;
      const { pivot, scale, shift, floor } = rounded(view);
      const { height, width, rowCounts, columnCounts } = gridAt(grid);
      const count = width * ((batch + 3) & ~3);
      const totals = noMoments();
      for (let r = 0; r < height; r++) {
        const row = f32
          .slice(source / 4 + r * count, source / 4 + (r + 1) * count)
          .map((value) => viewed(value, pivot, scale, shift, floor));
        rowMoments(row, width, batch, f32[rowCounts + r], f32.subarray(columnCounts), totals);
      }
      storeMoments(moments, totals);
    },

    exactMoments(grid, source, batch, view, center, moments) {
      const { f32 } = memory;
      const { pivot, scale, shift, floor } = rounded(view);
      const { height, width, rowCounts, columnCounts } = gridAt(grid);
      const lanes = (batch + 3) & ~3;
      const totals = noMoments();
      for (let place = 0; place < height * width; place++) {
        const sum = [0, 0];
        const square = [0, 0];
        for (let b = 0; b < batch; b += 4) {
          const d = [0, 1, 2, 3].map((lane) =>
            b + lane < batch ? viewed(f32[source / 4 + place * lanes + b + lane], pivot, scale, shift, floor) - center : 0,
          );
          for (const half of [0, 1]) {
            sum[half] += d[half] + d[half + 2];
            square[half] += d[half] * d[half] + d[half + 2] * d[half + 2];
          }
        }
        const weight = f32[rowCounts + Math.floor(place / width)] * f32[columnCounts + (place % width)];
        for (const half of [0, 1] as const) {
          totals.sums[half] += weight * sum[half];
          totals.squares[half] += weight * square[half];
        }
      }
      storeMoments(moments, totals);
    },

    scaleShift(source, target, count, scale, shift) {
      const { f32 } = memory;
      const [a, s] = [fround(scale), fround(shift)];
      for (let i = 0; i < count; i++) f32[target / 4 + i] = f32[source / 4 + i] * a + s;
    },

    imageMeans(grid, source, batch, view, total, target) {
      const { f32, f64 } = memory;
      const { pivot, scale, shift, floor } = rounded(view);
      const { height, width, rowCounts, columnCounts } = gridAt(grid);
      const lanes = (batch + 3) & ~3;
      const means = f64.subarray(target / 8, target / 8 + lanes).fill(0);
      for (let place = 0; place < height * width; place++) {
        const weight = (f32[rowCounts + Math.floor(place / width)] * f32[columnCounts + (place % width)]) / total;
        for (let b = 0; b < lanes; b++)
          means[b] += weight * viewed(f32[source / 4 + place * lanes + b], pivot, scale, shift, floor);
      }
    },
  };
}

function viewsOf(buffer: ArrayBuffer): Memory {
  return { f32: new Float32Array(buffer), f64: new Float64Array(buffer), i32: new Int32Array(buffer) };
}
