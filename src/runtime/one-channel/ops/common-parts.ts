/**
 * Two shapes of the same elements, cut into parts that both are made of: (197, 768) and (197, 12, 64) both are of 197, 12 and 64. A reshape that
 * splits axes into such parts and joins them again never visits more places than an axis has, even if the product is large.
 */
import type { Shape } from '../../../arch/types.js';

interface CommonParts {
  /** For each axis of the first shape, the lengths it is split into, outermost first; none for an axis of length 1. */
  readonly apart: readonly (readonly number[])[];
  /** For each axis of the second shape, how many of these parts it joins. */
  readonly together: readonly number[];
}

/** Undefined where there are none, as for (2, 3) and (3, 2). The shapes hold equally many elements, at least one. */
export function commonParts(first: Shape, second: Shape): CommonParts | undefined {
  const apart = first.map((): number[] => []);
  const together = second.map(() => 0);
  let [i, j] = [0, 0];
  /** The rest of the axes at `i` and `j`. */
  let [own, other] = [first[0] ?? 1, second[0] ?? 1];
  for (;;) {
    while (own === 1 && i < first.length) own = first[++i] ?? 1;
    while (other === 1 && j < second.length) other = second[++j] ?? 1;
    if (i >= first.length || j >= second.length) return { apart, together };
    const part = Math.min(own, other);
    if (own % part !== 0 || other % part !== 0) return undefined;
    apart[i].push(part);
    together[j]++;
    own /= part;
    other /= part;
  }
}
