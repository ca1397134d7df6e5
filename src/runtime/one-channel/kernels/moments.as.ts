/** Weighted sums of values and of squares: float32 within a position, on sixteen lanes, double across positions. */
import { float, high, isPlain, spanOf, view } from './views.as';

/** Two doubles each, added up: weighted sums of values and of squares. */
let sums: v128 = f64x2.splat(0);
let squares: v128 = f64x2.splat(0);

@inline
export function clearMoments(): void {
  sums = f64x2.splat(0);
  squares = f64x2.splat(0);
}

/** Adds the float32 sums of one position, in double. */
@inline
export function addPosition(sum: v128, square: v128, rowCount: f32, columnCount: f32): void {
  const weight = f64x2.splat(<f64>rowCount * <f64>columnCount);
  sums = f64x2.add(sums, f64x2.mul(weight, f64x2.add(f64x2.promote_low_f32x4(sum), f64x2.promote_low_f32x4(high(sum)))));
  squares = f64x2.add(squares, f64x2.mul(weight, f64x2.add(f64x2.promote_low_f32x4(square), f64x2.promote_low_f32x4(high(square)))));
}

/** Adds sums that are weighted already. */
@inline
export function addSums(sum: v128, square: v128): void {
  sums = f64x2.add(sums, sum);
  squares = f64x2.add(squares, square);
}

@inline
export function storeMoments(target: usize): void {
  store<f64>(target, f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1));
  store<f64>(target + 8, f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1));
}

@inline
export function four(a: v128, b: v128, c: v128, d: v128): v128 {
  return f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
}

/** The lanes of the last vector that are images; all of them when the batch fills it. */
@inline
export function imagesOf(value: v128, batch: i32, isLast: bool): v128 {
  return isLast && (batch & 3) != 0 ? v128.and(value, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(batch & 3))) : value;
}

/** Moments of a view of a row. */
export function rowMomentsAs<V>(row: usize, width: i32, batch: i32, pivot: f32, scale: f32, shift: f32, floor: f32, rowCount: f32, columnCounts: usize): void {
  const p = f32x4.splat(pivot), a = f32x4.splat(scale), s = f32x4.splat(shift), f = f32x4.splat(floor);
  const span = spanOf(batch);
  for (let column = 0; column < width; column++) {
    const end = row + span;
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, q0 = s0, q1 = s0, q2 = s0, q3 = s0;
    for (const end4 = row + ((<usize>batch << 2) & ~63); row < end4; row += 64) {
      const v0 = view<V>(v128.load(row), p, a, s, f);
      const v1 = view<V>(v128.load(row, 16), p, a, s, f);
      const v2 = view<V>(v128.load(row, 32), p, a, s, f);
      const v3 = view<V>(v128.load(row, 48), p, a, s, f);
      s0 = f32x4.add(s0, v0);
      s1 = f32x4.add(s1, v1);
      s2 = f32x4.add(s2, v2);
      s3 = f32x4.add(s3, v3);
      q0 = f32x4.add(q0, f32x4.mul(v0, v0));
      q1 = f32x4.add(q1, f32x4.mul(v1, v1));
      q2 = f32x4.add(q2, f32x4.mul(v2, v2));
      q3 = f32x4.add(q3, f32x4.mul(v3, v3));
    }
    s0 = four(s0, s1, s2, s3);
    q0 = four(q0, q1, q2, q3);
    for (; row < end; row += 16) {
      const counted = imagesOf(view<V>(v128.load(row), p, a, s, f), batch, row + 16 == end);
      s0 = f32x4.add(s0, counted);
      q0 = f32x4.add(q0, f32x4.mul(counted, counted));
    }
    addPosition(s0, q0, rowCount, float(columnCounts, column));
  }
}

export function rowMoments(row: usize, width: i32, batch: i32, pivot: f32, scale: f32, shift: f32, floor: f32, rowCount: f32, columnCounts: usize): void {
  if (isPlain(pivot, scale, shift)) rowMomentsAs<i32>(row, width, batch, pivot, scale, shift, floor, rowCount, columnCounts);
  else rowMomentsAs<f32>(row, width, batch, pivot, scale, shift, floor, rowCount, columnCounts);
}
