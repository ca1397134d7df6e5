import { sideOf } from '../core/linear-algebra/side-of.js';
import type { ReadingValues } from '../runtime/passes/types.js';

/** Correlations from n x n products of centred rows, row-major; undefined where a row is constant. */
export function correlations(products: ReadingValues): Float64Array | undefined {
  const n = sideOf(products);
  const deviations = Float64Array.from({ length: n }, (_, i) => Math.sqrt(products[i * n + i]));
  if (n === 0 || deviations.some((deviation) => !(deviation > 0))) return undefined;
  return Float64Array.from({ length: n * n }, (_, place) => {
    const [i, j] = [Math.floor(place / n), place % n];
    return i === j ? 1 : products[place] / (deviations[i] * deviations[j]);
  });
}
