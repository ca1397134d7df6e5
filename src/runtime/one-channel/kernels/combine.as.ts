/** The sum of several views as a map. */
import { addPosition, clearMoments, four, imagesOf, rowMoments, storeMoments } from './moments.as';
import { addView, copyView, float, int, isPlain, pointer, spanOf, view } from './views.as';

/** Bytes of a term's descriptor. */
const TERM: usize = 32;

/** target = one view + another, read in one go. */
function addTwoAs<A, B>(target: usize, a: usize, b: usize, bytes: usize, first: usize, second: usize): void {
  const ap = v128.load32_splat(first, 16), aa = v128.load32_splat(first, 20), as = v128.load32_splat(first, 24), af = v128.load32_splat(first, 28);
  const bp = v128.load32_splat(second, 16), ba = v128.load32_splat(second, 20), bs = v128.load32_splat(second, 24), bf = v128.load32_splat(second, 28);
  const end = target + bytes;
  for (const end2 = target + (bytes & ~31); target < end2; target += 32) {
    v128.store(target, f32x4.add(view<A>(v128.load(a), ap, aa, as, af), view<B>(v128.load(b), bp, ba, bs, bf)));
    v128.store(target, f32x4.add(view<A>(v128.load(a, 16), ap, aa, as, af), view<B>(v128.load(b, 16), bp, ba, bs, bf)), 16);
    a += 32;
    b += 32;
  }
  for (; target < end; target += 16) {
    v128.store(target, f32x4.add(view<A>(v128.load(a), ap, aa, as, af), view<B>(v128.load(b), bp, ba, bs, bf)));
    a += 16;
    b += 16;
  }
}

@inline
function isPlainTerm(term: usize): bool {
  return isPlain(float(term, 4), float(term, 5), float(term, 6));
}

function addTwo(target: usize, a: usize, b: usize, bytes: usize, first: usize, second: usize): void {
  if (isPlainTerm(first)) {
    if (isPlainTerm(second)) addTwoAs<i32, i32>(target, a, b, bytes, first, second);
    else addTwoAs<i32, f32>(target, a, b, bytes, first, second);
  } else if (isPlainTerm(second)) addTwoAs<f32, i32>(target, a, b, bytes, first, second);
  else addTwoAs<f32, f32>(target, a, b, bytes, first, second);
}

/** target = target (type argument A: i8) or a view of `a` (A: i32, f32) + a view of `b`, with its moments: the sums of `rowMoments`, in its order. */
function addWithMomentsAs<A, B>(target: usize, a: usize, b: usize, width: i32, batch: i32, first: usize, second: usize, rowCount: f32, columnCounts: usize): void {
  const ap = v128.load32_splat(first, 16), aa = v128.load32_splat(first, 20), as = v128.load32_splat(first, 24), af = v128.load32_splat(first, 28);
  const bp = v128.load32_splat(second, 16), ba = v128.load32_splat(second, 20), bs = v128.load32_splat(second, 24), bf = v128.load32_splat(second, 28);
  const least = f32x4.splat(-Infinity);
  const span = spanOf(batch);
  for (let column = 0; column < width; column++) {
    const end = target + span;
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, q0 = s0, q1 = s0, q2 = s0, q3 = s0;
    for (const end4 = target + ((<usize>batch << 2) & ~63); target < end4; target += 64) {
      let v0 = f32x4.add(operand<A>(v128.load(a), ap, aa, as, af), view<B>(v128.load(b), bp, ba, bs, bf));
      let v1 = f32x4.add(operand<A>(v128.load(a, 16), ap, aa, as, af), view<B>(v128.load(b, 16), bp, ba, bs, bf));
      let v2 = f32x4.add(operand<A>(v128.load(a, 32), ap, aa, as, af), view<B>(v128.load(b, 32), bp, ba, bs, bf));
      let v3 = f32x4.add(operand<A>(v128.load(a, 48), ap, aa, as, af), view<B>(v128.load(b, 48), bp, ba, bs, bf));
      v128.store(target, v0);
      v128.store(target, v1, 16);
      v128.store(target, v2, 32);
      v128.store(target, v3, 48);
      v0 = f32x4.pmax(least, v0);
      v1 = f32x4.pmax(least, v1);
      v2 = f32x4.pmax(least, v2);
      v3 = f32x4.pmax(least, v3);
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
    }
    s0 = four(s0, s1, s2, s3);
    q0 = four(q0, q1, q2, q3);
    for (; target < end; target += 16) {
      const value = f32x4.add(operand<A>(v128.load(a), ap, aa, as, af), view<B>(v128.load(b), bp, ba, bs, bf));
      v128.store(target, value);
      const counted = imagesOf(f32x4.pmax(least, value), batch, target + 16 == end);
      s0 = f32x4.add(s0, counted);
      q0 = f32x4.add(q0, f32x4.mul(counted, counted));
      a += 16;
      b += 16;
    }
    addPosition(s0, q0, rowCount, float(columnCounts, column));
  }
}

/** The numbers as they are, or a view of them. */
@inline
function operand<A>(value: v128, pivot: v128, scale: v128, shift: v128, floor: v128): v128 {
  return sizeof<A>() == 1 ? value : view<A>(value, pivot, scale, shift, floor);
}

function addTwoWithMoments(target: usize, a: usize, b: usize, width: i32, batch: i32, first: usize, second: usize, rowCount: f32, columnCounts: usize): void {
  if (isPlainTerm(first)) {
    if (isPlainTerm(second)) addWithMomentsAs<i32, i32>(target, a, b, width, batch, first, second, rowCount, columnCounts);
    else addWithMomentsAs<i32, f32>(target, a, b, width, batch, first, second, rowCount, columnCounts);
  } else if (isPlainTerm(second)) addWithMomentsAs<f32, i32>(target, a, b, width, batch, first, second, rowCount, columnCounts);
  else addWithMomentsAs<f32, f32>(target, a, b, width, batch, first, second, rowCount, columnCounts);
}

function addOneWithMoments(target: usize, source: usize, width: i32, batch: i32, term: usize, rowCount: f32, columnCounts: usize): void {
  if (isPlainTerm(term)) addWithMomentsAs<i8, i32>(target, target, source, width, batch, term, term, rowCount, columnCounts);
  else addWithMomentsAs<i8, f32>(target, target, source, width, batch, term, term, rowCount, columnCounts);
}

/** Where a term's row that is written to row `r` begins. */
@inline
function rowOf(term: usize, r: i32, span: usize): usize {
  return pointer(term, 0) + <usize>(int(pointer(term, 2), r) * int(term, 1)) * span;
}

/** Where the column that is written to column `c` lies in a row. */
@inline
function columnOf(term: usize, c: i32, span: usize): usize {
  return <usize>int(pointer(term, 3), c) * span;
}

export function combine(grid: usize, terms: usize, count: i32, target: usize, batch: i32, moments: usize): void {
  const height = int(grid, 0);
  const width = int(grid, 1);
  const rowCounts = pointer(grid, 2);
  const columnCounts = pointer(grid, 3);
  const span = spanOf(batch);
  const bytes = <usize>width * span;
  const end = terms + <usize>count * TERM;
  clearMoments();
  for (let r = 0; r < height; r++) {
    const row = target + <usize>r * bytes;
    const rowCount = float(rowCounts, r);
    let hasMoments = moments == 0;
    let term = terms;
    if (count >= 2) {
      const second = terms + TERM;
      const a = rowOf(terms, r, span), b = rowOf(second, r, span);
      if (int(terms, 1) == width && int(second, 1) == width) {
        if (count == 2 && !hasMoments) {
          addTwoWithMoments(row, a, b, width, batch, terms, second, rowCount, columnCounts);
          hasMoments = true;
        } else addTwo(row, a, b, bytes, terms, second);
      } else
        for (let c = 0; c < width; c++)
          addTwo(row + <usize>c * span, a + columnOf(terms, c, span), b + columnOf(second, c, span), span, terms, second);
      term += 2 * TERM;
    }
    for (; term < end; term += TERM) {
      const source = rowOf(term, r, span);
      const isWhole = int(term, 1) == width;
      if (isWhole && !hasMoments && term + TERM == end && term != terms) {
        addOneWithMoments(row, source, width, batch, term, rowCount, columnCounts);
        hasMoments = true;
        continue;
      }
      for (let c = 0, pieces = isWhole ? 1 : width; c < pieces; c++) {
        const from = isWhole ? source : source + columnOf(term, c, span);
        const to = row + <usize>c * span;
        const size = isWhole ? bytes : span;
        if (term == terms) copyView(to, from, size, float(term, 4), float(term, 5), float(term, 6), float(term, 7));
        else addView(to, from, size, float(term, 4), float(term, 5), float(term, 6), float(term, 7));
      }
    }
    if (!hasMoments) rowMoments(row, width, batch, 0, 1, 0, -Infinity, rowCount, columnCounts);
  }
  if (moments != 0) storeMoments(moments);
}
