/**
 * Values of an architecture's learned tensors, if they are known: the IR itself holds none.
 * They are loaded on demand, because a model's weights may be larger than memory allows.
 */
import type { Shape } from './types.js';

/** The values of one weight tensor, with its shape. */
export interface TensorValues {
  readonly shape: Shape;
  /** Row-major. Every call may read the file again. */
  load(): Promise<Float32Array>;
  /** Equal for the same tensor of one file with the same transformation: readers that get it twice may share it. */
  readonly source?: string;
}

/**
 * By node id, then by the name of the parameter (`parameters` of the operator's definition).
 * A batch norm may also have `mean` and `variance`, its running statistics: they are state, not params.
 */
export type Weights = ReadonlyMap<string, { readonly [name: string]: TensorValues }>;

/** Values that are in memory. */
export function valuesOf(shape: Shape, values: Float32Array): TensorValues {
  return { shape, load: () => Promise.resolve(values) };
}
