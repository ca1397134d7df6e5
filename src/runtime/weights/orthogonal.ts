/**
 * Rows (or columns, whichever are fewer) of a normal matrix made orthonormal: the Q of its QR decomposition with a positive
 * diagonal of R (Saxe et al. 2013; PyTorch's `orthogonal_` with gain 1). Gram-Schmidt, twice, in double precision.
 * @param normal rows x columns numbers, row-major; not changed.
 */
export function orthogonalize(normal: Float32Array, rows: number, columns: number): Float32Array {
  const wide = rows <= columns;
  const count = wide ? rows : columns;
  const length = wide ? columns : rows;
  const at = (vector: number, i: number): number => (wide ? vector * columns + i : i * columns + vector);
  const q = Array.from({ length: count }, (_, vector) => Float64Array.from({ length }, (__, i) => normal[at(vector, i)]));
  for (let vector = 0; vector < count; vector++) {
    const own = q[vector];
    for (let pass = 0; pass < 2; pass++) {
      for (let earlier = 0; earlier < vector; earlier++) {
        const other = q[earlier];
        let dot = 0;
        for (let i = 0; i < length; i++) dot += own[i] * other[i];
        for (let i = 0; i < length; i++) own[i] -= dot * other[i];
      }
    }
    const norm = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
    for (let i = 0; i < length; i++) own[i] /= norm;
  }
  const out = new Float32Array(rows * columns);
  for (let vector = 0; vector < count; vector++) for (let i = 0; i < length; i++) out[at(vector, i)] = q[vector][i];
  return out;
}
