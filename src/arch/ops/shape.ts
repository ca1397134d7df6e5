import { Mismatch } from '../../core/mismatch.js';
import * as v from 'valibot';
import * as s from './schema.js';
import type { OpFamily } from './types.js';
import type { Shape } from '../types.js';
import { firstShape, forAxis, formatShape, lengthAt, product, resolveAxis } from './shapes.js';

/** Start, end and length of a slice with Python's clamping rules, for a positive step. */
export function sliceRange(
  attrs: { readonly start: number; readonly end: number; readonly step: number },
  length: number,
): { start: number; length: number } {
  const clamp = (at: number): number => Math.min(length, Math.max(0, at < 0 ? at + length : at));
  const start = clamp(attrs.start);
  return { start, length: Math.max(0, Math.ceil((clamp(attrs.end) - start) / attrs.step)) };
}

/** The concrete shape of a reshape: 0 copies, one -1 is inferred. */
export function reshapeTarget(target: readonly number[], x: Shape): number[] {
  const shape = target.map((length, axis) => {
    if (length !== 0) return length;
    const copied = x[axis];
    if (copied === undefined)
      throw new Mismatch(`an input with more than ${axis} axes for the 0 in ${formatShape(target)}, got ${formatShape(x)}`);
    return copied;
  });
  const open = shape.filter((length) => length === -1).length;
  if (open > 1) throw new Mismatch(`at most one -1 in the shape, got ${formatShape(target)}`);
  const known = product(shape.filter((length) => length !== -1));
  const all = product(x);
  const fits = open === 1 ? known > 0 && all % known === 0 : known === all;
  if (!fits) throw new Mismatch(`a shape of ${all} elements for ${formatShape(x)}, got ${formatShape(target)}`);
  return shape.map((length) => (length === -1 ? all / known : length));
}

/** Operators that move numbers and compute nothing. */
export const shape: OpFamily<'concat' | 'slice' | 'pad' | 'reshape' | 'flatten' | 'transpose'> = {
  concat: {
    role: 'merge',
    joins: true,
    arity: [1, Infinity],
    attrs: v.strictObject({ axis: s.integer }),
    infer(attrs, shapes) {
      const first = firstShape(shapes);
      const axis = resolveAxis(attrs.axis, first.length);
      for (const other of shapes) {
        if (other.length !== first.length || other.some((length, i) => i !== axis && length !== first[i])) {
          throw new Mismatch(`shapes equal but for axis ${axis}, got ${shapes.map(formatShape).join(' and ')}`);
        }
      }
      return first.map((length, i) => (i === axis ? shapes.reduce((sum, other) => sum + lengthAt(other, axis), 0) : length));
    },
    label: () => 'concat',
  },
  slice: {
    role: 'shape',
    arity: [1, 1],
    attrs: v.strictObject({ axis: s.integer, start: s.integer, end: s.integer, step: s.count }),
    infer(attrs, inputs) {
      const x = firstShape(inputs);
      const axis = resolveAxis(attrs.axis, x.length);
      const all = lengthAt(x, axis);
      const { length } = sliceRange(attrs, all);
      if (length < 1)
        throw new Mismatch(
          `a slice that keeps something of axis ${axis} with length ${all}, got ${attrs.start}:${attrs.end}:${attrs.step}`,
        );
      return x.map((own, i) => (i === axis ? length : own));
    },
    label: (attrs) => `slice ${attrs.start}:${attrs.end}`,
  },
  pad: {
    role: 'shape',
    arity: [1, 1],
    attrs: v.strictObject({ pads: v.array(s.padAmount), value: s.finite }),
    zeroWhen: (attrs) => (attrs.value === 0 ? 'all' : 'never'),
    infer({ pads }, inputs) {
      const x = firstShape(inputs);
      if (pads.length !== 2 * x.length) throw new Mismatch(`${2 * x.length} pads for ${formatShape(x)}, got ${pads.length}`);
      return x.map((length, i) => length + forAxis(pads, i) + forAxis(pads, i + x.length));
    },
    label: () => 'pad',
  },
  reshape: {
    role: 'shape',
    arity: [1, 1],
    attrs: v.strictObject({ shape: v.pipe(v.array(v.pipe(s.integer, v.minValue(-1))), v.minLength(1)) }),
    infer: (attrs, inputs) => reshapeTarget(attrs.shape, firstShape(inputs)),
    label: (attrs) => `reshape ${attrs.shape.join('x')}`,
  },
  flatten: {
    role: 'shape',
    arity: [1, 1],
    attrs: v.strictObject({ axis: v.pipe(s.integer, v.minValue(1)) }),
    infer(attrs, inputs) {
      const x = firstShape(inputs);
      if (x.length < attrs.axis) throw new Mismatch(`at least ${attrs.axis} axes, got ${formatShape(x)}`);
      return [...x.slice(0, attrs.axis), product(x.slice(attrs.axis))];
    },
    label: () => 'flatten',
  },
  transpose: {
    role: 'shape',
    arity: [1, 1],
    attrs: v.strictObject({ permutation: v.array(v.pipe(s.integer, v.minValue(0))) }),
    infer({ permutation }, inputs) {
      const x = firstShape(inputs);
      if (
        permutation.length !== x.length ||
        new Set(permutation).size !== x.length ||
        permutation.some((axis) => axis < 0 || axis >= x.length)
      ) {
        throw new Mismatch(`a permutation of ${x.length} axes, got ${permutation.join(',')}`);
      }
      return permutation.map((axis) => lengthAt(x, axis));
    },
    label: (attrs) => `transpose ${attrs.permutation.join('')}`,
  },
};
