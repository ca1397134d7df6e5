import { firstTap } from './taps.js';
import { must } from '../core/must.js';
import { sideOf } from '../core/linear-algebra/side-of.js';
import type { ReadingValues, TapValue } from '../runtime/passes/types.js';
import { product } from '../arch/ops/shapes.js';

/** How often two samples' codes agree, over all units of some taps: n x n integers. */
interface AgreementKernel {
  readonly samples: number;
  readonly units: number;
  readonly counts: Float64Array;
}

const entry = (matrix: ReadingValues, place: number): number => must(matrix[place], 'an entry of the matrix');

/**
 * From counts of units that are on in both, G: two samples agree in G[i][j] units that are on and in D - G[i][i] - G[j][j] + G[i][j]
 * that are off.
 */
export function agreementKernel(taps: readonly TapValue[]): AgreementKernel {
  const samples = taps.length === 0 ? 0 : sideOf(firstTap(taps).values);
  const both = new Float64Array(samples * samples);
  let units = 0;
  for (const [values, times] of distinctValues(taps))
    for (let i = 0; i < both.length; i++) both[i] = entry(both, i) + times * entry(values, i);
  for (const { shape } of taps) units += product(shape.slice(1));
  const counts = new Float64Array(samples * samples);
  for (let i = 0; i < samples; i++) {
    for (let j = 0; j < samples; j++)
      counts[i * samples + j] =
        2 * entry(both, i * samples + j) - entry(both, i * samples + i) - entry(both, j * samples + j) + units;
  }
  return { samples, units, counts };
}

/** Arrays that several taps share, each once, with the number of taps. */
export function distinctValues(taps: readonly TapValue[]): Map<TapValue['values'], number> {
  const times = new Map<TapValue['values'], number>();
  for (const { values } of taps) times.set(values, (times.get(values) ?? 0) + 1);
  return times;
}
