/**
 * The hot loops of the constant-weight runtime, in AssemblyScript for WebAssembly SIMD. `types.ts` says what each export computes.
 * Maps lie row by row, column by column, with the images of the batch innermost (`lanes` of them, a multiple of four), so that every
 * loop runs over contiguous images; borders, symmetry and strides are table look-ups outside it.
 */
import { addSums, clearMoments, rowMoments, storeMoments } from './moments.as';
import { float, high, int, pointer, spanOf, view } from './views.as';

export { combine } from './combine.as';
export { slideMaximum, slideWindow } from './windows.as';
export { bytesNeeded, keep, lower, programAt, recall, reset, walk } from './walk/walk.as';

export function viewMoments(grid: usize, source: usize, batch: i32, pivot: f32, scale: f32, shift: f32, floor: f32, moments: usize): void {
  const height = int(grid, 0);
  const width = int(grid, 1);
  const bytes = <usize>width * spanOf(batch);
  clearMoments();
  for (let r = 0; r < height; r++) {
    rowMoments(source + <usize>r * bytes, width, batch, pivot, scale, shift, floor, float(pointer(grid, 2), r), pointer(grid, 3));
  }
  storeMoments(moments);
}

export function exactMoments(grid: usize, source: usize, batch: i32, pivot: f32, scale: f32, shift: f32, floor: f32, center: f64, moments: usize): void {
  const p = f32x4.splat(pivot), a = f32x4.splat(scale), s = f32x4.splat(shift), f = f32x4.splat(floor);
  const middle = f64x2.splat(center);
  const height = int(grid, 0);
  const width = int(grid, 1);
  const span = spanOf(batch);
  clearMoments();
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      let sum = f64x2.splat(0), square = sum;
      for (const end = source + span; source < end; source += 16) {
        const value = view<f32>(v128.load(source), p, a, s, f);
        const left = source + 16 == end && (batch & 3) != 0 ? batch & 3 : 4;
        let low = f64x2.sub(f64x2.promote_low_f32x4(value), middle);
        let up = f64x2.sub(f64x2.promote_low_f32x4(high(value)), middle);
        if (left < 4) {
          if (left < 2) low = f64x2.replace_lane(low, 1, 0);
          up = left < 3 ? f64x2.splat(0) : f64x2.replace_lane(up, 1, 0);
        }
        sum = f64x2.add(sum, f64x2.add(low, up));
        square = f64x2.add(square, f64x2.add(f64x2.mul(low, low), f64x2.mul(up, up)));
      }
      const weight = f64x2.splat(<f64>float(pointer(grid, 2), r) * <f64>float(pointer(grid, 3), c));
      addSums(f64x2.mul(weight, sum), f64x2.mul(weight, square));
    }
  }
  storeMoments(moments);
}

export function scaleShift(source: usize, target: usize, count: i32, scale: f32, shift: f32): void {
  const a = f64x2.splat(<f64>scale);
  const s = f64x2.splat(<f64>shift);
  for (const end = target + (<usize>count << 2); target < end; target += 16) {
    const value = v128.load(source);
    const low = f32x4.demote_f64x2_zero(f64x2.add(f64x2.mul(f64x2.promote_low_f32x4(value), a), s));
    const up = f32x4.demote_f64x2_zero(f64x2.add(f64x2.mul(f64x2.promote_low_f32x4(high(value)), a), s));
    v128.store(target, v128.shuffle<i32>(low, up, 0, 1, 4, 5));
    source += 16;
  }
}

export function imageMeans(grid: usize, source: usize, batch: i32, pivot: f32, scale: f32, shift: f32, floor: f32, total: f64, target: usize): void {
  const p = f32x4.splat(pivot), a = f32x4.splat(scale), s = f32x4.splat(shift), f = f32x4.splat(floor);
  const height = int(grid, 0);
  const width = int(grid, 1);
  const span = spanOf(batch);
  memory.fill(target, 0, span << 1);
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      const weight = f64x2.splat((<f64>float(pointer(grid, 2), r) * <f64>float(pointer(grid, 3), c)) / total);
      let to = target;
      for (const end = source + span; source < end; source += 16) {
        const value = view<f32>(v128.load(source), p, a, s, f);
        v128.store(to, f64x2.add(v128.load(to), f64x2.mul(weight, f64x2.promote_low_f32x4(value))));
        v128.store(to, f64x2.add(v128.load(to, 16), f64x2.mul(weight, f64x2.promote_low_f32x4(high(value)))), 16);
        to += 32;
      }
    }
  }
}
