import { must } from '../must.js';
import { requireNumbers } from '../require-shape.js';

/**
 * numpy's default ("linear") percentile, `percent` from 0 to 100, of at least one number; rounds as numpy does,
 * because "strictly above the 90th percentile" decides by equality. @throws RangeError on an empty list or NaN.
 */
export function percentile(values: ArrayLike<number>, percent: number): number {
  requireNumbers('values', values);
  const sorted = Float64Array.from(values).toSorted();
  const last = sorted.length - 1;
  if (last < 0 || Number.isNaN(sorted[last]))
    throw new RangeError(`percentile: expected at least one number and no NaN, got ${last < 0 ? 'none' : 'NaN'}`);
  const position = (percent / 100) * last;
  const below = Math.floor(position);
  const low = must(sorted[below], 'a value at the place');
  const high = must(sorted[Math.min(below + 1, last)], 'a value after it');
  const part = position - below;
  if (low === high) return low;
  return part >= 0.5 ? high - (high - low) * (1 - part) : low + (high - low) * part;
}
