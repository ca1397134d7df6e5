/**
 * Lengths of axes while a graph is read: a number, or a multiple of the batch. Shapes are inferred at two batches and compared,
 * so no operator needs a symbolic rule.
 */
import type { Shape } from '../../arch/types.js';

/** `batch` times the length of the batch axis. */
export interface BatchMultiple {
  readonly batch: number;
}

/** A number the file holds, or one that depends on the batch. */
export type Scalar = number | BatchMultiple;
/** Length of an axis. */
export type Dim = Scalar;

/** The two batches at which shapes are inferred. */
export const probes = [2, 3] as const;

export function isBatch(scalar: Scalar | undefined): scalar is BatchMultiple {
  return typeof scalar === 'object';
}

/** A length at a given batch. */
export function at(scalar: Scalar, batch: number): number {
  return typeof scalar === 'number' ? scalar : scalar.batch * batch;
}

export function shapeAt(dims: readonly Dim[], batch: number): number[] {
  return dims.map((dim) => at(dim, batch));
}

export function sameDim(a: Dim, b: Dim | undefined): boolean {
  return isBatch(a) ? isBatch(b) && a.batch === b.batch : a === b;
}

export function sameDims(a: readonly Dim[], b: readonly Dim[]): boolean {
  return a.length === b.length && a.every((dim, axis) => sameDim(dim, b[axis]));
}

/** The lengths that explain both probes; undefined where one is neither fixed nor a multiple of the batch. */
export function interpolate(first: Shape, second: Shape): Dim[] | undefined {
  const dims: Dim[] = [];
  for (const [axis, a] of first.entries()) {
    const b = second[axis];
    if (b === undefined) return undefined;
    if (a === b) dims.push(a);
    else if (a * probes[1] === b * probes[0] && a % probes[0] === 0) dims.push({ batch: a / probes[0] });
    else return undefined;
  }
  return dims;
}

export function multiply(a: Scalar, b: Scalar): Scalar | undefined {
  if (!isBatch(a)) return isBatch(b) ? (a === 0 ? 0 : { batch: a * b.batch }) : a * b;
  return isBatch(b) ? undefined : b === 0 ? 0 : { batch: a.batch * b };
}

/** `(batch, 3, 224, 224)` */
export function formatDims(dims: readonly Dim[]): string {
  return `(${dims.map((dim) => (isBatch(dim) ? (dim.batch === 1 ? 'batch' : `${dim.batch} batch`) : dim)).join(', ')})`;
}

/** A length as a message says it. */
export function lengthInWords(dim: Dim | undefined): string {
  if (!isBatch(dim)) return dim === undefined ? 'none' : `${dim}`;
  return dim.batch === 1 ? 'the length of the batch' : `${dim.batch} times the length of the batch`;
}
