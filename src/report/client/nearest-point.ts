/** The nearest of many points on a screen: a grid of square buckets, filled once for each drawing and searched in growing rings. */

export interface PointIndex {
  /** Index of the nearest point within `reach` pixels, or -1. Of equally near points, the last wins, because it is drawn on top. */
  nearest(x: number, y: number, reach: number): number;
}

/** @param xs, ys pixels; points with a NaN are left out. */
export function indexPoints(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  width: number,
  height: number,
  bucket = 12,
): PointIndex {
  const columns = Math.max(1, Math.ceil(width / bucket));
  const rows = Math.max(1, Math.ceil(height / bucket));
  const clamp = (value: number, count: number): number => Math.min(count - 1, Math.max(0, Math.floor(value / bucket)));
  const bucketOf = (i: number): number => {
    const x = xs[i] ?? NaN;
    const y = ys[i] ?? NaN;
    return Number.isNaN(x) || Number.isNaN(y) ? -1 : clamp(y, rows) * columns + clamp(x, columns);
  };

  const starts = new Uint32Array(columns * rows + 1);
  for (let i = 0; i < xs.length; i++) {
    const b = bucketOf(i);
    if (b >= 0) countOne(starts, b + 1);
  }
  let total = 0;
  for (let b = 1; b <= columns * rows; b++) starts[b] = total += starts[b] ?? 0;
  const members = new Uint32Array(total);
  const next = starts.slice();
  for (let i = 0; i < xs.length; i++) {
    const b = bucketOf(i);
    if (b >= 0) members[countOne(next, b)] = i;
  }

  return {
    nearest(x, y, reach) {
      let best = -1;
      let bestSquare = reach * reach;
      const column = clamp(x, columns);
      const row = clamp(y, rows);
      const rings = Math.ceil(reach / bucket) + 1;
      for (let ring = 0; ring <= rings; ring++) {
        // No point in this ring or a wider one can be nearer than the point that was found.
        if (best >= 0 && (ring - 1) * bucket > Math.sqrt(bestSquare)) break;
        for (let r = Math.max(0, row - ring); r <= Math.min(rows - 1, row + ring); r++) {
          const inner = Math.abs(r - row) < ring;
          for (let c = column - ring; c <= column + ring; c += inner ? 2 * ring : 1) {
            if (c < 0 || c >= columns) continue;
            const b = r * columns + c;
            for (const i of members.subarray(starts[b], starts[b + 1])) {
              const square = ((xs[i] ?? NaN) - x) ** 2 + ((ys[i] ?? NaN) - y) ** 2;
              if (square < bestSquare || (square === bestSquare && i > best)) {
                best = i;
                bestSquare = square;
              }
            }
          }
        }
      }
      return best;
    },
  };
}

/** Raises a count by one. @returns the count before. */
function countOne(counts: Uint32Array, at: number): number {
  const before = counts[at] ?? 0;
  counts[at] = before + 1;
  return before;
}
