import { ascendingOrder } from '../core/statistics/ascending-order.js';

/** Indices from the largest value to the smallest; equal values keep their order. What is no number comes last. */
export function bestOrder(values: Float64Array): Uint32Array {
  return ascendingOrder(values.map((value) => (Number.isNaN(value) ? Infinity : -value)));
}
