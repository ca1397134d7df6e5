/**
 * Cholesky's factor of a matrix and solving with it, in AssemblyScript for WebAssembly SIMD. Every number is made by the operations of `plain`
 * in their order, so both give the same bits: lanes are columns, four rows go through the matrix at once.
 *
 * The factor's rows lie below the diagonal of a square, and its columns above it: both are read along memory.
 */

@inline
function at(matrix: usize, n: i32, row: i32, column: i32): usize {
  return matrix + ((<usize>row * <usize>n + <usize>column) << 3);
}

/** The four columns from `first` on of the rows there, up to `first`: four numbers side by side for each column before. */
function gather(factor: usize, panel: usize, n: i32, first: i32): void {
  for (let c = 0; c < 4; c++) {
    const row = at(factor, n, min(first + c, n - 1), 0);
    for (let k = 0; k < first; k++) store<f64>(panel + (<usize>k << 5) + (<usize>c << 3), load<f64>(row + (<usize>k << 3)));
  }
}

/** Writes the entries of a row in four columns. @returns whether the matrix is positive definite up to them. */
@inline
function finish(source: usize, factor: usize, n: i32, row: i32, first: i32, low: v128, up: v128, more: f64): bool {
  const last = min(first + 3, row);
  for (let column = first; column <= last; column++) {
    const c = column - first;
    const products =
      c === 0 ? f64x2.extract_lane(low, 0) : c === 1 ? f64x2.extract_lane(low, 1) : c === 2 ? f64x2.extract_lane(up, 0) : f64x2.extract_lane(up, 1);
    let sum = load<f64>(at(source, n, row, column)) + (row === column ? more : 0) - products;
    for (let k = first; k < column; k++) sum -= load<f64>(at(factor, n, row, k)) * load<f64>(at(factor, n, column, k));
    if (column < row) {
      const entry = sum / load<f64>(at(factor, n, column, column));
      store<f64>(at(factor, n, row, column), entry);
      store<f64>(at(factor, n, column, row), entry);
    } else if (sum > <f64>n * 2.220446049250313e-16 * load<f64>(at(source, n, row, row))) {
      store<f64>(at(factor, n, row, row), Math.sqrt(sum));
    } else return false;
  }
  return true;
}

/** @param panel room for four rows. @returns whether the matrix with `more` on its diagonal is positive definite beyond rounding. */
export function factorise(source: usize, factor: usize, panel: usize, n: i32, more: f64): bool {
  for (let first = 0; first < n; first += 4) {
    gather(factor, panel, n, first);
    for (let row = first; row < n; row += 4) {
      let a = at(factor, n, row, 0);
      let b = at(factor, n, min(row + 1, n - 1), 0);
      let c = at(factor, n, min(row + 2, n - 1), 0);
      let d = at(factor, n, min(row + 3, n - 1), 0);
      let a0 = f64x2.splat(0);
      let a1 = a0;
      let b0 = a0;
      let b1 = a0;
      let c0 = a0;
      let c1 = a0;
      let d0 = a0;
      let d1 = a0;
      for (let place = panel, end = panel + (<usize>first << 5); place < end; place += 32) {
        const low = v128.load(place);
        const up = v128.load(place, 16);
        const ofA = v128.load64_splat(a);
        const ofB = v128.load64_splat(b);
        const ofC = v128.load64_splat(c);
        const ofD = v128.load64_splat(d);
        a0 = f64x2.add(a0, f64x2.mul(ofA, low));
        a1 = f64x2.add(a1, f64x2.mul(ofA, up));
        b0 = f64x2.add(b0, f64x2.mul(ofB, low));
        b1 = f64x2.add(b1, f64x2.mul(ofB, up));
        c0 = f64x2.add(c0, f64x2.mul(ofC, low));
        c1 = f64x2.add(c1, f64x2.mul(ofC, up));
        d0 = f64x2.add(d0, f64x2.mul(ofD, low));
        d1 = f64x2.add(d1, f64x2.mul(ofD, up));
        a += 8;
        b += 8;
        c += 8;
        d += 8;
      }
      if (!finish(source, factor, n, row, first, a0, a1, more)) return false;
      if (row + 1 < n && !finish(source, factor, n, row + 1, first, b0, b1, more)) return false;
      if (row + 2 < n && !finish(source, factor, n, row + 2, first, c0, c1, more)) return false;
      if (row + 3 < n && !finish(source, factor, n, row + 3, first, d0, d1, more)) return false;
    }
  }
  return true;
}

/** target[from ... to) -= row[from ... to) times a number. */
@inline
function subtract(target: usize, row: usize, from: i32, to: i32, times: f64): void {
  const factor = f64x2.splat(times);
  let i = from;
  for (; i + 2 <= to; i += 2) {
    const place = <usize>i << 3;
    v128.store(target + place, f64x2.sub(v128.load(target + place), f64x2.mul(v128.load(row + place), factor)));
  }
  if (i < to) {
    const place = <usize>i << 3;
    store<f64>(target + place, load<f64>(target + place) - load<f64>(row + place) * times);
  }
}

/** Solves L L^T x = b in place. */
export function solve(factor: usize, x: usize, n: i32): void {
  for (let k = 0; k < n; k++) {
    const place = x + (<usize>k << 3);
    const value = load<f64>(place) / load<f64>(at(factor, n, k, k));
    store<f64>(place, value);
    subtract(x, at(factor, n, k, 0), k + 1, n, value);
  }
  for (let k = n - 1; k >= 0; k--) {
    const place = x + (<usize>k << 3);
    const value = load<f64>(place) / load<f64>(at(factor, n, k, k));
    store<f64>(place, value);
    subtract(x, at(factor, n, k, 0), 0, k, value);
  }
}
