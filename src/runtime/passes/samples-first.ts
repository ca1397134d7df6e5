/** Readings compare samples, which they expect along the first axis of a value (windows of samples one behind the other are as good). */
import { inferShapes } from '../../arch/infer.js';
import type { Architecture, Shape } from '../../arch/types.js';
import type { ReadingOutcome, Tap } from './types.js';

/** Why taps cannot be read at this batch: one of them has its samples elsewhere, as in a transformer that works on (tokens, samples, features). */
export function misplacedSamples(
  architecture: Architecture,
  taps: readonly Tap[],
  batch: number,
): (ReadingOutcome & { readonly ok: false }) | undefined {
  if (taps.every(({ shape }) => shape[0] === batch)) return undefined;
  const doubled = inferShapes(architecture, 2 * batch);
  const misplaced = taps.find(({ source, shape }) => {
    const twice = doubled.get(source) as Shape;
    return twice[0] !== 2 * shape[0] || twice.some((length, axis) => axis > 0 && length !== shape[axis]);
  });
  return misplaced === undefined
    ? undefined
    : {
        ok: false,
        reason: `samples do not lie along the first axis of "${misplaced.source}" (${misplaced.shape.join('x')} at batch ${batch})`,
      };
}
