import type { Arithmetic } from '../types.js';
import type { Numbers } from '../tensor/tensor.js';

/** Number storage of an arithmetic. */
export function resolveArithmetic(arithmetic: Arithmetic): {
  of(...values: number[]): Numbers;
  allocate(length: number): Numbers;
} {
  const Storage = arithmetic === 'float32' ? Float32Array : Float64Array;
  return { of: (...values) => Storage.from(values), allocate: (length) => new Storage(length) };
}
