/**
 * The products of all rows, or of all columns, of a matrix: whichever are fewer. Both have the same eigenvalues but for zeros, the squares of
 * the singular values.
 * @param values rows x columns numbers, row-major.
 * @returns the n x n products, and n.
 */
export function smallerGram(values: ArrayLike<number>, rows: number, columns: number): [gram: Float64Array, n: number] {
  const n = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const side = rows <= columns ? Float64Array.from(values) : turned(values, rows, columns);
  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0, a = i * length, b = j * length; k < length; k++) sum += side[a + k] * side[b + k];
      gram[i * n + j] = sum;
      gram[j * n + i] = sum;
    }
  return [gram, n];
}

function turned(values: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) out[column * rows + row] = values[row * columns + column];
  return out;
}
