/**
 * Least squares with coefficients that are not negative and stay near what was known before:
 * minimises |y - X b|^2 + sum over j of pull * (b_j - prior_j)^2 for b >= 0, one coefficient at a time until none moves.
 */

/** A column of X by its rows that are not zero. */
export interface SparseColumn {
  readonly rows: readonly number[];
  readonly values: readonly number[];
}

const mostSweeps = 2000;
const stillness = 1e-9;

/** @param prior left out, zeros. */
export function fitNonNegative(
  columns: readonly SparseColumn[],
  target: readonly number[],
  { pull, prior = [] }: { readonly pull: number; readonly prior?: readonly number[] },
): Float64Array {
  const b = Float64Array.from(columns, (_, j) => prior[j] ?? 0);
  const rest = Float64Array.from(target);
  columns.forEach(({ rows, values }, j) => rows.forEach((row, k) => (rest[row] -= values[k] * b[j])));
  const squares = columns.map(({ values }) => values.reduce((sum, value) => sum + value * value, 0));
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let moved = 0;
    for (let j = 0; j < columns.length; j++) {
      const weight = squares[j] + pull;
      if (weight === 0) continue;
      const { rows, values } = columns[j];
      let along = 0;
      for (let k = 0; k < rows.length; k++) along += values[k] * rest[rows[k]];
      const next = Math.max(0, (along + squares[j] * b[j] + pull * (prior[j] ?? 0)) / weight);
      const step = next - b[j];
      if (step === 0) continue;
      for (let k = 0; k < rows.length; k++) rest[rows[k]] -= values[k] * step;
      b[j] = next;
      moved = Math.max(moved, Math.abs(step) * Math.sqrt(squares[j]));
    }
    if (moved < stillness) break;
  }
  return b;
}
