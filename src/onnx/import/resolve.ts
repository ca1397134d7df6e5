/** Arguments of ONNX operators made plain: axes from the end, slices clamped, targets with 0 and -1, all of them checked. */
import { must } from '../../core/must.js';
import { product } from '../../arch/ops/shapes.js';
import type { Call } from './call.js';
import { isBatch, type Scalar } from './dims.js';
import type { Value } from './values.js';

export function resolvedAxis(call: Call, axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(resolved) || resolved < 0 || resolved >= rank)
    throw call.fault(`an axis from ${-rank} to ${rank - 1}`, `${axis}`);
  return resolved;
}

/** A known list of plain numbers; undefined for anything else. */
export function plainList(value: Value | undefined): number[] | undefined {
  if (value?.kind !== 'known' || value.data.some(isBatch)) return undefined;
  return value.data as number[];
}

/** The scalar that a known value of one element is; undefined for anything else. */
export function plainScalar(value: Value | undefined): number | undefined {
  if (value?.kind === 'fill') return value.value;
  const list = value?.kind === 'known' && value.data.length === 1 ? plainList(value) : undefined;
  return list?.[0];
}

/** A reshape's target with 0 and -1 resolved, for a shape without the batch. */
export function resolvedTarget(call: Call, target: readonly number[], shape: readonly number[]): number[] {
  const keepsZero = call.int('allowzero') === 1;
  const resolved = target.map((length, axis) => {
    if (length !== 0 || keepsZero) return length;
    const copied = shape[axis];
    if (copied === undefined) throw call.fault(`an input with more than ${axis} axes`, `(${shape.join(', ')})`);
    return copied;
  });
  const open = resolved.filter((length) => length === -1).length;
  const knownProduct = product(resolved.filter((length) => length !== -1));
  const all = product(shape);
  if (open > 1 || resolved.some((length) => length < -1))
    throw call.fault('a shape with at most one -1', `(${target.join(', ')})`);
  const isFit = open === 1 ? knownProduct > 0 && all % knownProduct === 0 : knownProduct === all;
  if (!isFit) throw call.fault(`a shape of ${all} elements`, `(${target.join(', ')})`);
  return resolved.map((length) => (length === -1 ? all / knownProduct : length));
}

interface AxisSlice {
  readonly axis: number;
  readonly start: number;
  readonly length: number;
  readonly step: number;
  /** The bounds as they stand in the file, within 32 bits. */
  readonly written: { readonly axis: number; readonly start: number; readonly end: number; readonly step: number };
}

/**
 * A Slice's parts, whether its bounds are attributes (before opset 10) or inputs (`[starts, ends, axes, steps]`).
 * Bounds that depend on the batch are understood if they take all of an axis. Undefined when a bound is unknown.
 */
export function resolvedSlices(
  call: Call,
  inputs: readonly (Value | undefined)[],
  shape: readonly Scalar[],
): AxisSlice[] | undefined {
  const list = (place: number, name: string): readonly Scalar[] | undefined => {
    const given = inputs[place];
    if (given === undefined) return call.ints(name);
    return given.kind === 'known' ? given.data : undefined;
  };
  const starts = list(0, 'starts');
  const ends = list(1, 'ends');
  if (starts === undefined || ends === undefined) return undefined;
  if ((inputs[2] !== undefined && inputs[2].kind !== 'known') || (inputs[3] !== undefined && inputs[3].kind !== 'known'))
    return undefined;
  const axes = list(2, 'axes') ?? starts.map((_, axis) => axis);
  const steps = list(3, 'steps') ?? starts.map(() => 1);
  const isEven = ends.length === starts.length && axes.length === starts.length && steps.length === starts.length;
  const parts: AxisSlice[] = [];
  for (const [i, given] of axes.entries()) {
    const [start, end, step] = [starts[i], ends[i], steps[i]];
    if (!isEven || start === undefined || end === undefined || step === undefined)
      throw call.fault('as many starts as ends, axes and steps');
    if (isBatch(given) || isBatch(step)) return undefined;
    const axis = resolvedAxis(call, given, shape.length);
    const whole = must(shape[axis], 'the length of the axis');
    if (isBatch(whole) || isBatch(start) || isBatch(end)) {
      const takesAll =
        start === 0 && step === 1 && (isBatch(end) ? isBatch(whole) && end.batch >= whole.batch : end >= 2 ** 31 - 1);
      if (takesAll) continue;
      return undefined;
    }
    if (step === 0) throw call.fault('steps other than 0');
    const low = step > 0 ? 0 : -1;
    const high = step > 0 ? whole : whole - 1;
    const clamp = (bound: number): number => Math.min(high, Math.max(low, bound < 0 ? bound + whole : bound));
    const first = clamp(start);
    const narrow = (bound: number): number => Math.min(2 ** 31 - 1, Math.max(1 - 2 ** 31, bound));
    const written = { axis: given, start: narrow(start), end: narrow(end), step };
    parts.push({ axis, start: first, length: Math.max(0, Math.ceil((clamp(end) - first) / step)), step, written });
  }
  return parts;
}

/** Lengths of a Split's parts: given, or equal ones for as many outputs as the node has. */
export function splitLengths(call: Call, given: Value | undefined, length: number): readonly number[] | undefined {
  const lengths = plainList(given) ?? (given === undefined ? call.ints('split') : undefined);
  if (lengths !== undefined) {
    if (lengths.some((own) => own < 0) || lengths.reduce((sum, own) => sum + own, 0) !== length)
      throw call.fault(`parts that add up to ${length}`, lengths.join(', '));
    return lengths;
  }
  if (given !== undefined) return undefined;
  const parts = call.int('num_outputs') ?? call.node.outputs.length;
  if (parts < 1 || parts > length) throw call.fault(`1 to ${length} parts`, `${parts}`);
  const each = Math.ceil(length / parts);
  return Array.from({ length: parts }, (_, i) => Math.max(0, Math.min(each, length - i * each)));
}
