import { product } from '../arch/ops/shapes.js';
import { dataError } from '../core/errors.js';
import { mebibytes, mostImageBytes } from '../core/read-limits.js';
/** Images given to a forward pass: `count` samples of `shape` (without the batch axis), float32, row-major. */
export interface Images {
  readonly shape: readonly number[];
  readonly count: number;
  readonly values: Float32Array;
  /** The class of each image, from 0, where it is known. */
  readonly labels?: ArrayLike<number>;
  /** Where each image is one number everywhere: those numbers. */
  readonly levels?: Float32Array;
}

/** Looks at the size before anything is allocated. @throws a data error that states the limit. */
export function checkImageBytes(where: string, count: number, shape: readonly number[]): void {
  const bytes = 4 * count * product(shape);
  if (bytes <= mostImageBytes) return;
  throw dataError(where, {
    expected: `inputs of at most ${mebibytes(mostImageBytes)}`,
    got: `${mebibytes(bytes)} for ${count} of ${shape.join('x')}`,
    code: 'limit-exceeded',
  });
}

/** The class of each image, from 0; a reason where images have none, or none that the network knows. */
export type Labels =
  | { readonly ok: true; readonly values: Int32Array; readonly classes: number }
  | { readonly ok: false; readonly reason: string };
