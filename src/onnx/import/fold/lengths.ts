import { product } from '../../../arch/ops/shapes.js';
import type { Call } from '../call.js';
import type { KnownValue } from '../values.js';
import { mostElements } from './types.js';

/**
 * The number of elements of a tensor that is to be computed while reading.
 * @throws a data error when a length is none, or when there are too many elements.
 */
export function elementCount(call: Call, shape: readonly number[]): number {
  const elements = product(shape);
  if (!(elements <= mostElements) || !shape.every((length) => Number.isInteger(length) && length >= 0)) {
    throw call.fault(`constants of at most ${mostElements} elements`, `(${shape.join(', ')})`);
  }
  return elements;
}

/** The value itself. @throws a data error when its shape does not say how many numbers it has. */
export function wholeTable(call: Call, value: KnownValue): KnownValue {
  const elements = elementCount(call, value.shape);
  if (elements !== value.data.length)
    throw call.fault(`${elements} numbers for (${value.shape.join(', ')})`, `${value.data.length}`);
  return value;
}
