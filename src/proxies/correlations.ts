import { must } from '../core/must.js';
import { sideOf } from '../core/linear-algebra/side-of.js';
import type { ReadingValues } from '../runtime/passes/types.js';

/** Correlations from n x n products of centred rows, row-major; undefined where a row is constant. */
export function correlations(products: ReadingValues): Float64Array | undefined {
  const n = sideOf(products);
  const deviations = Float64Array.from({ length: n }, (_, i) => Math.sqrt(must(products[i * n + i], 'a product of each row')));
  if (n === 0 || deviations.some((deviation) => !(deviation > 0))) return undefined;
  return Float64Array.from({ length: n * n }, (_, place) => {
    const [i, j] = [Math.floor(place / n), place % n];
    if (i === j) return 1;
    const scale = must(deviations[i], 'a deviation of each row') * must(deviations[j], 'a deviation of each row');
    return must(products[place], 'a product of each pair') / scale;
  });
}
