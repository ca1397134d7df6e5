import { product } from '../arch/ops/shapes.js';
import { dataError } from '../core/errors.js';
import { mebibytes, mostImageBytes } from '../core/read-limits.js';
/** Images given to a forward pass: `count` samples of `shape` (without the batch axis), float32, row-major. */
export interface Images {
  readonly shape: readonly number[];
  readonly count: number;
  readonly values: Float32Array;
}

/** Looks at the size before anything is allocated. @throws a data error that states the limit. */
export function checkImageBytes(where: string, count: number, shape: readonly number[]): void {
  const bytes = 4 * count * product(shape);
  if (bytes <= mostImageBytes) return;
  throw dataError(where, {
    expected: `inputs of at most ${mebibytes(mostImageBytes)}`,
    got: `${mebibytes(bytes)} for ${count} of ${shape.join('x')}`,
  });
}
