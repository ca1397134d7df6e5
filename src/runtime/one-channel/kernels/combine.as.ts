/** The sum of several views as a map. */
import { clearMoments, rowMoments, storeMoments } from './moments.as';
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
    let term = terms;
    if (count >= 2) {
      const second = terms + TERM;
      const a = rowOf(terms, r, span), b = rowOf(second, r, span);
      if (int(terms, 1) == width && int(second, 1) == width) addTwo(row, a, b, bytes, terms, second);
      else
        for (let c = 0; c < width; c++)
          addTwo(row + <usize>c * span, a + columnOf(terms, c, span), b + columnOf(second, c, span), span, terms, second);
      term += 2 * TERM;
    }
    for (; term < end; term += TERM) {
      const source = rowOf(term, r, span);
      const isWhole = int(term, 1) == width;
      for (let c = 0, pieces = isWhole ? 1 : width; c < pieces; c++) {
        const from = isWhole ? source : source + columnOf(term, c, span);
        const to = row + <usize>c * span;
        const size = isWhole ? bytes : span;
        if (term == terms) copyView(to, from, size, float(term, 4), float(term, 5), float(term, 6), float(term, 7));
        else addView(to, from, size, float(term, 4), float(term, 5), float(term, 6), float(term, 7));
      }
    }
    if (moments != 0) rowMoments(row, width, batch, 0, 1, 0, -Infinity, float(rowCounts, r), columnCounts);
  }
  if (moments != 0) storeMoments(moments);
}
