/**
 * Which values of a program are computed, and in which order: only what the output needs, operands before their readers, and of a sum
 * only the terms that do not vanish beside its largest one. The order is a function of the program and of the magnitudes that are
 * looked up on the way, so it can be walked again without computing anything (`recall.ts`).
 */
import { greatest } from '../../core/greatest.js';
import type { Call } from './calls.js';
import type { Program } from './lower.js';
import { ZERO } from './operands.js';
import { mapOps, type MapOp } from './maps/ops.js';

/** Whether a value is the sum of its operands as maps. */
function isMapSum(call: Call): boolean {
  return (call.isMapSum ??= findIsMapSum(call));
}

function findIsMapSum(call: Call): boolean {
  const op = mapOps[call.op as keyof typeof mapOps] as MapOp<unknown> | undefined;
  return call.shape.length === 4 && op?.isSum === true && op.fits?.(call) !== false;
}

/** Computes values, or remembers them. */
export interface Walker {
  /** Computes a value from the operands that matter, which are there. */
  compute(number: number, inputs: readonly number[]): void;
  /** log2 of a bound of a computed value's root mean square; Infinity: unknown. */
  magnitudeOf(number: number): number;
  /** log2 of the root mean square of a computed value whose channels are all equal, its terms put together; -Infinity: unknown. */
  measure(number: number): number;
  /** An operand of a sum is left out. */
  leaveOut(number: number): void;
}

interface WalkOptions {
  readonly program: Program;
  readonly weight: number;
  /** Summands whose root mean square is 2^negligible times another's may be left out uncomputed. */
  readonly negligible: number;
  readonly walker: Walker;
}

export function walk({ program, weight, negligible, walker }: WalkOptions): void {
  const { values } = program;
  const isComputed = new Array<boolean>(values.length).fill(false);
  /** NaN: not known yet. */
  const bounds = new Array<number>(values.length).fill(NaN);

  function compute(number: number): void {
    if (isComputed[number]) return;
    const inputs = neededInputs(number);
    for (const operand of inputs) if (operand !== ZERO) compute(operand);
    walker.compute(number, inputs);
    isComputed[number] = true;
  }

  /** The operands that matter. */
  function neededInputs(number: number): readonly number[] {
    const { call, inputs } = values[number];
    if (negligible === -Infinity || inputs.length < 2 || !isMapSum(call)) return inputs;
    const sizes = inputs.map(boundOf);
    const largest = sizes.indexOf(greatest(sizes));
    // NaN, as with a weight of 0, has no place: then all matter.
    if (largest < 0 || sizes.every((size) => size >= sizes[largest] + negligible)) return inputs;
    compute(inputs[largest]);
    const size = walker.measure(inputs[largest]);
    bounds[number] = NaN;
    return inputs.filter((operand, i) => {
      if (i === largest || sizes[i] >= size + negligible) return true;
      if (operand !== ZERO) walker.leaveOut(operand);
      return false;
    });
  }

  /** log2 of a bound of a value's root mean square, computed or not; Infinity: unknown. */
  function boundOf(number: number): number {
    if (number === ZERO) return -Infinity;
    const known = bounds[number];
    return Number.isNaN(known) ? (bounds[number] = findBound(number)) : known;
  }

  function findBound(number: number): number {
    if (isComputed[number]) return walker.magnitudeOf(number);
    const { call, inputs } = values[number];
    const op = mapOps[call.op as keyof typeof mapOps] as MapOp<unknown> | undefined;
    if (op === undefined || call.shape.length !== 4) return Infinity;
    if (op.isSum === true) return sumBound(inputs);
    return op.bound === undefined ? Infinity : op.bound(call, boundOf(inputs[0]), weight);
  }

  function sumBound(inputs: readonly number[]): number {
    let most = -Infinity;
    for (const operand of inputs) most = Math.max(most, boundOf(operand));
    return most + Math.log2(inputs.length);
  }

  // One after the other, so that the recursion is never deeper than the network between two cut points.
  for (const number of program.cutPoints) compute(number);
}
