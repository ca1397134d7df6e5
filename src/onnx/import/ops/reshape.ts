/**
 * Reshapes, where the batch of a file is hidden: a target may copy it, compute it, leave it to -1, or contain the batch size
 * for which the file was written. The IR must hold for any batch, so the batch's axis is found in the target and becomes 0 or -1.
 */
import { lengthAt, product } from '../../../arch/ops/shapes.js';
import type { Call } from '../call.js';
import { at, formatDims, isBatch, sameDim, sameDims, type Dim, type Scalar } from '../dims.js';
import { resolvedTarget } from '../resolve.js';
import { nodeInput, required, type Handler, type Translation } from '../handler.js';
import type { EmitOptions } from '../draft.js';
import type { NodeValue } from '../values.js';

/** `x` with new axes; at most one of them depends on the batch. */
export function reshapeTo(x: NodeValue, target: readonly Dim[], { draft }: Translation, options: EmitOptions = {}): NodeValue {
  const shape = target.map((dim, axis) => (!isBatch(dim) ? dim : sameDim(dim, x.shape[axis]) ? 0 : -1));
  return draft.emit('reshape', [x], { shape }, options);
}

/** Numbers in a row that belong to one sample: everything inside of the batch's place. */
function batchStride(x: NodeValue): number {
  const axis = x.shape.findIndex(isBatch);
  return x.inner * product(x.shape.slice(axis + 1) as number[]);
}

interface Place {
  readonly axis: number;
  readonly inner: number;
  readonly length: number;
}

/**
 * Axes of the target that the batch can be part of: those whose strides enclose that of the batch. With a batch of 1 a boundary between two
 * axes belongs to both.
 */
function candidates(target: readonly number[], stride: number, batch: number): Place[] {
  const found: Place[] = [];
  let suffix = 1;
  for (const [axis, length] of [...target.entries()].toReversed()) {
    const inner = stride / suffix;
    const outer = (length * suffix) / (stride * batch);
    if (Number.isInteger(inner) && Number.isInteger(outer) && outer >= 1) found.unshift({ axis, inner, length: length / batch });
    suffix *= length;
  }
  return found;
}

/**
 * Among several: an axis that is only the batch (where it was before, or the first), then not the last axis, which holds
 * channels, and the inner of two, as heads are split off channels: (tokens, batch, heads x dim) -> (tokens, batch x heads, dim).
 */
function choose(places: readonly Place[], before: number, rank: number): Place | undefined {
  const pure = places.filter(({ length }) => length === 1);
  if (pure.length > 0) return pure.find(({ axis }) => axis === before) ?? pure[0];
  const kept = places.filter(({ axis }) => axis < rank - 1);
  return (kept.length > 0 ? kept : places).at(-1);
}

/** The target's lengths with the batch in its place. */
function placeBatch(
  call: Call,
  x: NodeValue,
  target: readonly Scalar[],
  writtenBatch: number | undefined,
): { readonly dims: Dim[]; readonly inner: number } {
  const copies = call.int('allowzero') !== 1;
  const resolved = target.map((dim, axis) => {
    if (dim !== 0 || !copies) return dim;
    const copied = x.shape[axis];
    if (copied === undefined) throw call.fault(`an input with more than ${axis} axes`, formatDims(x.shape));
    return copied;
  });
  const stride = batchStride(x);
  const named = resolved.findIndex(isBatch);
  if (named >= 0 || writtenBatch === undefined) {
    const carrier = named >= 0 ? named : resolved.indexOf(-1);
    if (carrier < 0) throw call.fault('a shape that holds for any batch', formatDims(resolved));
    // Lengths at one sample: where the batch is an explicit factor, the other axes are as they say.
    const one = resolvedTarget(
      call,
      resolved.map((dim) => at(dim, 1)),
      x.shape.map((dim) => at(dim, 1)),
    );
    const inner = stride / product(one.slice(carrier + 1));
    return {
      dims: one.map((length, axis) => (axis === carrier ? { batch: length } : length)),
      inner: Number.isInteger(inner) ? inner : lengthAt(one, carrier),
    };
  }
  const written = resolvedTarget(
    call,
    resolved as number[],
    x.shape.map((dim) => at(dim, writtenBatch)),
  );
  const place = choose(candidates(written, stride, writtenBatch), x.shape.findIndex(isBatch), written.length);
  if (place === undefined)
    throw call.fault(
      'a shape that holds for any batch',
      formatDims(written),
      `the file was written for a batch of ${writtenBatch}`,
    );
  return { dims: written.map((length, axis) => (axis === place.axis ? { batch: place.length } : length)), inner: place.inner };
}

export const reshape: Handler = (call, inputs, translation) => {
  const { draft, writtenBatch } = translation;
  const x = nodeInput(call, inputs, 0, translation);
  const given = inputs[1] === undefined ? undefined : required(call, inputs, 1);
  if (given !== undefined && given.kind !== 'known') throw call.fault('a target shape that is known');
  const target: readonly Scalar[] | undefined = given?.data ?? call.ints('shape');
  if (target === undefined) throw call.fault('a target shape', 'none');
  if (!x.shape.some(isBatch)) {
    if (target.some(isBatch)) throw call.fault('a target without the batch', formatDims(target));
    return draft.emit('reshape', [x], { shape: resolvedTarget(call, target as number[], x.shape as number[]) });
  }
  const { dims, inner } = placeBatch(call, x, target, writtenBatch);
  const asWritten = target.filter((dim): dim is number => !isBatch(dim));
  // A target of 0 and -1 that already holds for any batch stays as it is written.
  if (asWritten.length === target.length && call.int('allowzero') !== 1) {
    const shapes = [1, 2].map((batch) => x.shape.map((dim) => at(dim, batch)));
    const hold = shapes.every((shape, i) => {
      try {
        const lengths = resolvedTarget(call, asWritten, shape);
        return dims.every((dim, axis) => lengths[axis] === at(dim, i + 1));
      } catch {
        return false;
      }
    });
    if (hold) return draft.emit('reshape', [x], { shape: asWritten }, { inner });
  }
  return reshapeTo(x, dims, translation, { inner });
};

/** The axes from `axis` on as one, those before it as one. */
export const flatten: Handler = (call, inputs, translation) => {
  const x = nodeInput(call, inputs, 0, translation);
  const given = call.int('axis') ?? 1;
  const axis = given < 0 ? given + x.shape.length : given;
  if (axis === 1 && isBatch(x.shape[0])) return translation.draft.emit('flatten', [x], { axis: 1 });
  if (axis < 0 || axis > x.shape.length) throw call.fault(`an axis from 0 to ${x.shape.length}`, `${given}`);
  const join = (dims: readonly Dim[]): Dim => {
    const factor = dims.reduce<number>((all, dim) => all * (isBatch(dim) ? dim.batch : dim), 1);
    return dims.some(isBatch) ? { batch: factor } : factor;
  };
  return reshapeTo(x, [join(x.shape.slice(0, axis)), join(x.shape.slice(axis))], translation);
};

/** Axes of length 1 added or dropped. */
export function withAxes(x: NodeValue, target: readonly Dim[], translation: Translation, options: EmitOptions = {}): NodeValue {
  return sameDims(target, x.shape) ? x : reshapeTo(x, target, translation, { ...options, inner: x.inner });
}
