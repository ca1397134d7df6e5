/** Sliding windows: columns first, then rows, with the rows that windows still need in a ring. */
import { addPosition, clearMoments, four, imagesOf, rowMoments, storeMoments } from './moments.as';
import { copyView, float, int, isPlain, pointer, spanOf, view } from './views.as';

function add(target: usize, a: usize, b: usize, bytes: usize): void {
  const end = target + bytes;
  for (const end4 = target + (bytes & ~63); target < end4; target += 64) {
    v128.store(target, f32x4.add(v128.load(a), v128.load(b)));
    v128.store(target, f32x4.add(v128.load(a, 16), v128.load(b, 16)), 16);
    v128.store(target, f32x4.add(v128.load(a, 32), v128.load(b, 32)), 32);
    v128.store(target, f32x4.add(v128.load(a, 48), v128.load(b, 48)), 48);
    a += 64;
    b += 64;
  }
  for (; target < end; target += 16) {
    v128.store(target, f32x4.add(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
  }
}

/** target = a + c + b. */
function addThree(target: usize, a: usize, b: usize, c: usize, bytes: usize): void {
  const end = target + bytes;
  for (const end2 = target + (bytes & ~31); target < end2; target += 32) {
    v128.store(target, f32x4.add(f32x4.add(v128.load(a), v128.load(c)), v128.load(b)));
    v128.store(target, f32x4.add(f32x4.add(v128.load(a, 16), v128.load(c, 16)), v128.load(b, 16)), 16);
    a += 32;
    b += 32;
    c += 32;
  }
  for (; target < end; target += 16) {
    v128.store(target, f32x4.add(f32x4.add(v128.load(a), v128.load(c)), v128.load(b)));
    a += 16;
    b += 16;
    c += 16;
  }
}

/** target = sum of the spans at base + stride * (taps[t] mod ring); of three, the outer two first: mirror images round alike. */
function sumSpans(target: usize, base: usize, stride: usize, ring: i32, taps: usize, count: i32, bytes: usize): void {
  if (count == 0) {
    memory.fill(target, 0, bytes);
    return;
  }
  const first = base + stride * <usize>(int(taps, 0) % ring);
  if (count == 1) {
    memory.copy(target, first, bytes);
    return;
  }
  const second = base + stride * <usize>(int(taps, 1) % ring);
  if (count == 3) {
    addThree(target, first, second, base + stride * <usize>(int(taps, 2) % ring), bytes);
    return;
  }
  add(target, first, second, bytes);
  for (let t = 2; t < count; t++) add(target, target, base + stride * <usize>(int(taps, t) % ring), bytes);
}

/**
 * Sums of three neighbouring columns of a view, read once. The first column has no left neighbour; the last one's right neighbour is
 * nothing (`edge` 1) or itself (`edge` 2: what follows is uniform or a mirror image).
 */
function slideColumnsAs<V>(target: usize, source: usize, inWidth: i32, outWidth: i32, span: usize, edge: i32, pivot: f32, scale: f32, shift: f32, floor: f32): void {
  const p = f32x4.splat(pivot), a = f32x4.splat(scale), s = f32x4.splat(shift), f = f32x4.splat(floor);
  const zero = f32x4.splat(0);
  let j: usize = 0;
  for (; j + 32 <= span; j += 32) {
    let from = source + j;
    let to = target + j;
    let left0 = zero, left1 = zero;
    let here0 = view<V>(v128.load(from), p, a, s, f), here1 = view<V>(v128.load(from, 16), p, a, s, f);
    for (const end = from + <usize>(inWidth - 1) * span; from < end; ) {
      from += span;
      const next0 = view<V>(v128.load(from), p, a, s, f), next1 = view<V>(v128.load(from, 16), p, a, s, f);
      v128.store(to, f32x4.add(f32x4.add(left0, next0), here0));
      v128.store(to, f32x4.add(f32x4.add(left1, next1), here1), 16);
      to += span;
      left0 = here0;
      left1 = here1;
      here0 = next0;
      here1 = next1;
    }
    const next0 = edge == 2 ? here0 : zero, next1 = edge == 2 ? here1 : zero;
    for (let c = inWidth - 1; c < outWidth; c++) {
      v128.store(to, f32x4.add(f32x4.add(left0, next0), here0));
      v128.store(to, f32x4.add(f32x4.add(left1, next1), here1), 16);
      to += span;
      left0 = here0;
      left1 = here1;
    }
  }
  for (; j < span; j += 16) {
    let from = source + j;
    let to = target + j;
    let left = zero;
    let here = view<V>(v128.load(from), p, a, s, f);
    for (const end = from + <usize>(inWidth - 1) * span; from < end; ) {
      from += span;
      const next = view<V>(v128.load(from), p, a, s, f);
      v128.store(to, f32x4.add(f32x4.add(left, next), here));
      to += span;
      left = here;
      here = next;
    }
    const next = edge == 2 ? here : zero;
    for (let c = inWidth - 1; c < outWidth; c++) {
      v128.store(to, f32x4.add(f32x4.add(left, next), here));
      to += span;
      left = here;
    }
  }
}

function slideColumns(target: usize, source: usize, inWidth: i32, outWidth: i32, span: usize, edge: i32, pivot: f32, scale: f32, shift: f32, floor: f32): void {
  if (isPlain(pivot, scale, shift)) slideColumnsAs<i32>(target, source, inWidth, outWidth, span, edge, pivot, scale, shift, floor);
  else slideColumnsAs<f32>(target, source, inWidth, outWidth, span, edge, pivot, scale, shift, floor);
}

/** The sum of one, two or three vectors (type argument i8, i16, i32), the middle one of three last. */
@inline
function sumOf<N>(a: v128, b: v128, c: v128): v128 {
  if (sizeof<N>() == 1) return a;
  if (sizeof<N>() == 2) return f32x4.add(a, b);
  return f32x4.add(f32x4.add(a, c), b);
}

/** target = factor * the sum of one, two or three spans, and its moments. A `rowDivisor` other than 0 divides the factor. */
function finishAs<N>(
  target: usize, a: usize, b: usize, c: usize, width: i32, batch: i32,
  factor: f32, rowDivisor: f32, columnDivisors: usize, rowCount: f32, columnCounts: usize,
): void {
  const span = spanOf(batch);
  for (let column = 0; column < width; column++) {
    const f = f32x4.splat(rowDivisor == 0 ? factor : factor / (rowDivisor * float(columnDivisors, column)));
    const end = target + span;
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, q0 = s0, q1 = s0, q2 = s0, q3 = s0;
    for (const end4 = target + ((<usize>batch << 2) & ~63); target < end4; target += 64) {
      const v0 = f32x4.mul(sumOf<N>(v128.load(a), v128.load(b), v128.load(c)), f);
      const v1 = f32x4.mul(sumOf<N>(v128.load(a, 16), v128.load(b, 16), v128.load(c, 16)), f);
      const v2 = f32x4.mul(sumOf<N>(v128.load(a, 32), v128.load(b, 32), v128.load(c, 32)), f);
      const v3 = f32x4.mul(sumOf<N>(v128.load(a, 48), v128.load(b, 48), v128.load(c, 48)), f);
      v128.store(target, v0);
      v128.store(target, v1, 16);
      v128.store(target, v2, 32);
      v128.store(target, v3, 48);
      s0 = f32x4.add(s0, v0);
      s1 = f32x4.add(s1, v1);
      s2 = f32x4.add(s2, v2);
      s3 = f32x4.add(s3, v3);
      q0 = f32x4.add(q0, f32x4.mul(v0, v0));
      q1 = f32x4.add(q1, f32x4.mul(v1, v1));
      q2 = f32x4.add(q2, f32x4.mul(v2, v2));
      q3 = f32x4.add(q3, f32x4.mul(v3, v3));
      a += 64;
      b += 64;
      c += 64;
    }
    s0 = four(s0, s1, s2, s3);
    q0 = four(q0, q1, q2, q3);
    for (; target < end; target += 16) {
      const value = f32x4.mul(sumOf<N>(v128.load(a), v128.load(b), v128.load(c)), f);
      v128.store(target, value);
      const counted = imagesOf(value, batch, target + 16 == end);
      s0 = f32x4.add(s0, counted);
      q0 = f32x4.add(q0, f32x4.mul(counted, counted));
      a += 16;
      b += 16;
      c += 16;
    }
    addPosition(s0, q0, rowCount, float(columnCounts, column));
  }
}

function multiply(target: usize, bytes: usize, factor: f32): void {
  const f = f32x4.splat(factor);
  for (const end = target + bytes; target < end; target += 16) v128.store(target, f32x4.mul(v128.load(target), f));
}

function divide(target: usize, bytes: usize, divisor: f32): void {
  const d = f32x4.splat(divisor);
  for (const end = target + bytes; target < end; target += 16) v128.store(target, f32x4.div(v128.load(target), d));
}

export function slideWindow(
  geometry: usize, source: usize, target: usize, batch: i32,
  pivot: f32, scale: f32, shift: f32, floor: f32,
  mode: i32, factor: f32, scratch: usize, moments: usize,
): void {
  const inWidth = int(geometry, 0);
  const outHeight = int(geometry, 1);
  const outWidth = int(geometry, 2);
  const ring = int(geometry, 3);
  const edge = int(geometry, 4);
  const rowStarts = pointer(geometry, 5);
  const rowTaps = pointer(geometry, 6);
  const rowTops = pointer(geometry, 7);
  const rowDivisors = pointer(geometry, 8);
  const rowCounts = pointer(geometry, 9);
  const columnStarts = pointer(geometry, 10);
  const columnTaps = pointer(geometry, 11);
  const columnDivisors = pointer(geometry, 12);
  const columnCounts = pointer(geometry, 13);
  const span = spanOf(batch);
  const inBytes = <usize>inWidth * span;
  const outBytes = <usize>outWidth * span;
  const columnSums = scratch + inBytes;
  const isUnchanged = isPlain(pivot, scale, shift) && floor == -Infinity;
  let done = 0;
  clearMoments();
  for (let r = 0; r < outHeight; r++) {
    for (const top = int(rowTops, r); done <= top; done++) {
      const row = source + <usize>done * inBytes;
      const to = columnSums + <usize>(done % ring) * outBytes;
      if (edge != 0) {
        slideColumns(to, row, inWidth, outWidth, span, edge, pivot, scale, shift, floor);
        continue;
      }
      if (!isUnchanged) copyView(scratch, row, inBytes, pivot, scale, shift, floor);
      const seen = isUnchanged ? row : scratch;
      for (let c = 0; c < outWidth; c++) {
        const start = int(columnStarts, c);
        sumSpans(to + <usize>c * span, seen, span, i32.MAX_VALUE, columnTaps + (<usize>start << 2), int(columnStarts, c + 1) - start, span);
      }
    }
    const row = target + <usize>r * outBytes;
    const start = int(rowStarts, r);
    const taps = rowTaps + (<usize>start << 2);
    const count = int(rowStarts, r + 1) - start;
    const rowCount = float(rowCounts, r);
    if (count > 0 && count <= 3 && mode != 3 && moments != 0) {
      const a = columnSums + <usize>(int(taps, 0) % ring) * outBytes;
      const b = count == 1 ? a : columnSums + <usize>(int(taps, 1) % ring) * outBytes;
      const c = count < 3 ? a : columnSums + <usize>(int(taps, 2) % ring) * outBytes;
      const multiplier: f32 = mode == 0 ? 1 : factor;
      const rowDivisor: f32 = mode == 2 ? float(rowDivisors, r) : 0;
      if (count == 3) finishAs<i32>(row, a, b, c, outWidth, batch, multiplier, rowDivisor, columnDivisors, rowCount, columnCounts);
      else if (count == 2) finishAs<i16>(row, a, b, c, outWidth, batch, multiplier, rowDivisor, columnDivisors, rowCount, columnCounts);
      else finishAs<i8>(row, a, b, c, outWidth, batch, multiplier, rowDivisor, columnDivisors, rowCount, columnCounts);
      continue;
    }
    sumSpans(row, columnSums, outBytes, ring, taps, count, outBytes);
    if (mode == 1) multiply(row, outBytes, factor);
    else if (mode != 0) {
      for (let c = 0; c < outWidth; c++) {
        const divisor = float(rowDivisors, r) * float(columnDivisors, c);
        if (mode == 2) multiply(row + <usize>c * span, span, factor / divisor);
        else divide(row + <usize>c * span, span, divisor);
      }
    }
    if (moments != 0) rowMoments(row, outWidth, batch, 0, 1, 0, -Infinity, rowCount, columnCounts);
  }
  if (moments != 0) storeMoments(moments);
}

function largest(target: usize, a: usize, b: usize, bytes: usize): void {
  for (const end = target + bytes; target < end; target += 16) {
    v128.store(target, f32x4.pmax(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
  }
}

/** target = elementwise maximum of the spans at base + stride * (taps[t] mod ring); zero where there are none. */
function largestOfSpans(target: usize, base: usize, stride: usize, ring: i32, taps: usize, count: i32, bytes: usize): void {
  if (count == 0) memory.fill(target, 0, bytes);
  else memory.copy(target, base + stride * <usize>(int(taps, 0) % ring), bytes);
  for (let t = 1; t < count; t++) largest(target, target, base + stride * <usize>(int(taps, t) % ring), bytes);
}

export function slideMaximum(
  geometry: usize, source: usize, target: usize, batch: i32,
  pivot: f32, scale: f32, shift: f32, floor: f32,
  scratch: usize, moments: usize,
): void {
  const inWidth = int(geometry, 0);
  const outHeight = int(geometry, 1);
  const outWidth = int(geometry, 2);
  const ring = int(geometry, 3);
  const rowStarts = pointer(geometry, 5);
  const rowTaps = pointer(geometry, 6);
  const rowTops = pointer(geometry, 7);
  const columnStarts = pointer(geometry, 10);
  const columnTaps = pointer(geometry, 11);
  const span = spanOf(batch);
  const inBytes = <usize>inWidth * span;
  const outBytes = <usize>outWidth * span;
  const columnMaxima = scratch + inBytes;
  let done = 0;
  clearMoments();
  for (let r = 0; r < outHeight; r++) {
    for (const top = int(rowTops, r); done <= top; done++) {
      copyView(scratch, source + <usize>done * inBytes, inBytes, pivot, scale, shift, floor);
      const to = columnMaxima + <usize>(done % ring) * outBytes;
      for (let c = 0; c < outWidth; c++) {
        const start = int(columnStarts, c);
        largestOfSpans(to + <usize>c * span, scratch, span, i32.MAX_VALUE, columnTaps + (<usize>start << 2), int(columnStarts, c + 1) - start, span);
      }
    }
    const row = target + <usize>r * outBytes;
    const start = int(rowStarts, r);
    largestOfSpans(row, columnMaxima, outBytes, ring, rowTaps + (<usize>start << 2), int(rowStarts, r + 1) - start, outBytes);
    if (moments != 0) rowMoments(row, outWidth, batch, 0, 1, 0, -Infinity, float(pointer(geometry, 9), r), pointer(geometry, 13));
  }
  if (moments != 0) storeMoments(moments);
}
