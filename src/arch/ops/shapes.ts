import { must } from '../../core/must.js';
import { greatest } from '../../core/greatest.js';
import { Mismatch } from '../../core/mismatch.js';
import type { Shape, WindowAttrs } from '../types.js';

/** The shape of the first input. */
export function firstShape(inputs: readonly Shape[]): Shape {
  const x = inputs[0];
  if (x === undefined) throw new Mismatch('an input, got none');
  return x;
}

/** The length of an axis, which may count from the end. */
export function lengthAt(shape: Shape, axis: number): number {
  const length = shape[axis < 0 ? axis + shape.length : axis];
  if (length === undefined) throw new Mismatch(`an input with axis ${axis}, got ${formatShape(shape)}`);
  return length;
}

/** The number for a spatial axis, of a list whose length was checked. */
export const forAxis = (numbers: readonly number[], axis: number): number => must(numbers[axis], 'a number for each axis');

function requireNumbers(name: string, numbers: readonly number[], length: number, rank: number): void {
  if (numbers.length !== length)
    throw new Mismatch(`${length} numbers in ${name} for ${rank} spatial axes, got ${numbers.length}`);
}

/**
 * Spatial output lengths of a sliding window; throws if attributes and shape do not fit.
 * With `ceil` the last window may extend beyond the end padding, but none starts in it (as in PyTorch and ONNX opset 22).
 */
export function windowOutput(attrs: WindowAttrs, input: Shape, ceil: boolean): number[] {
  const rank = input.length - 2;
  if (rank < 1) throw new Mismatch(`an input (batch, channels, space ...), got ${formatShape(input)}`);
  requireNumbers('kernel', attrs.kernel, rank, rank);
  requireNumbers('stride', attrs.stride, rank, rank);
  requireNumbers('dilation', attrs.dilation, rank, rank);
  requireNumbers('padding', attrs.padding, 2 * rank, rank);
  return attrs.kernel.map((kernel, axis) => {
    const begin = forAxis(attrs.padding, axis);
    const stride = forAxis(attrs.stride, axis);
    const reached = lengthAt(input, axis + 2) + begin;
    const padded = reached + forAxis(attrs.padding, axis + rank);
    const extent = forAxis(attrs.dilation, axis) * (kernel - 1) + 1;
    const steps = (padded - extent) / stride;
    let length = (ceil ? Math.ceil(steps) : Math.floor(steps)) + 1;
    if (ceil && (length - 1) * stride >= reached) length--;
    if (length < 1) throw new Mismatch(`a padded length of at least ${extent} on spatial axis ${axis}, got ${padded}`);
    return length;
  });
}

/** Output shape of a pool. Padding must be smaller than the kernel, so that (undilated) no window lies in padding alone. */
export function poolOutput(attrs: WindowAttrs & { readonly ceil: boolean }, input: Shape): number[] {
  const space = windowOutput(attrs, input, attrs.ceil);
  const rank = space.length;
  const wide = attrs.padding.findIndex((amount, i) => amount >= forAxis(attrs.kernel, i % rank));
  if (wide >= 0) throw new Mismatch(`padding below the kernel's ${attrs.kernel[wide % rank]}, got ${attrs.padding[wide]}`);
  return [...input.slice(0, 2), ...space];
}

/** `(1, 3, 32, 32)` */
export function formatShape(shape: Shape): string {
  return `(${shape.join(', ')})`;
}

/** `3x3`, `3x3 /2`, `3x3 d2` */
export function windowLabel(attrs: WindowAttrs): string {
  const stride = greatest(attrs.stride);
  const dilation = greatest(attrs.dilation);
  return `${attrs.kernel.join('x')}${stride > 1 ? ` /${stride}` : ''}${dilation > 1 ? ` d${dilation}` : ''}`;
}

export function product(numbers: readonly number[]): number {
  let result = 1;
  for (const number of numbers) result *= number;
  return result;
}

/** Equal lengths of all axes. */
export function isSameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** NumPy broadcasting of any number of shapes. */
export function broadcastShapes(shapes: readonly Shape[]): Shape {
  const [first] = shapes;
  if (first !== undefined && shapes.every((shape) => isSameShape(shape, first))) return first;
  const rank = greatest(shapes.map((s) => s.length));
  return Array.from({ length: rank }, (_, axis) => {
    let length = 1;
    for (const shape of shapes) {
      const own = shape[axis - rank + shape.length] ?? 1;
      if (own === 1 || own === length) continue;
      if (length !== 1) throw new Mismatch(`shapes that broadcast, got ${shapes.map(formatShape).join(' and ')}`);
      length = own;
    }
    return length;
  });
}

/** A shape (1, ...) repeated along the batch of another. */
export function repeatedShape(shape: Shape, like: Shape): Shape {
  if (shape[0] !== 1) throw new Mismatch(`a shape (1, ...) to repeat along the batch, got ${formatShape(shape)}`);
  const [batch] = like;
  if (batch === undefined) throw new Mismatch('an input with a batch axis, got ()');
  return [batch, ...shape.slice(1)];
}

/** Resolves an axis that may count from the end. */
export function resolveAxis(axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(resolved) || resolved < 0 || resolved >= rank)
    throw new Mismatch(`an axis from ${-rank} to ${rank - 1}, got ${axis}`);
  return resolved;
}
