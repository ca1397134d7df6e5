/**
 * Runs a lowered program with one weight, only where the output needs it: a value is computed when a needed value
 * reads it, and is dropped after its last reader. Values are maps where operators work on maps, else tensors.
 */
import { greatest } from '../../core/greatest.js';
import type { Shape } from '../../arch/types.js';
import { ZERO, type Program, type Value } from './lower.js';
import { holdMaps, releaseMaps, singleTerm, type MapArithmetic } from './maps/arithmetic.js';
import { fitsMaps, toMaps, toTensor } from './maps/convert.js';
import { extendedMaps } from './maps/extended.js';
import { float32Maps } from './maps/float32.js';
import { magnitude } from './maps/map-sum.js';
import type { MapContext, MapMachine } from './maps/machine.js';
import { mapOps, mapReductions, type MapOp, type MapReduction } from './maps/ops.js';
import type { MapValue } from './maps/types.js';
import { constantOps } from './ops/index.js';
import { resolveArithmetic } from './ops/numbers.js';
import type { ConstantOp } from './ops/types.js';
import { constantTensor, normalized, type Tensor } from './tensor/tensor.js';
import type { Arithmetic, ConstantResult } from './types.js';

interface Evaluation {
  readonly program: Program;
  readonly weight: number;
  readonly arithmetic: Arithmetic;
  readonly batch: number;
  readonly input: PreparedInput;
  /** Left out: everything is computed on tensors, extended arithmetic in double throughout. */
  readonly machine?: MapMachine | undefined;
}

/** The images of a run, and maps that depend on them alone: every architecture with the same first layer shares those. */
export interface PreparedInput {
  readonly tensor: Tensor;
  readonly firstValues: Map<string, MapValue>;
}

/** First layers kept for the next architectures. */
const MOST_FIRST_VALUES = 32;

/** A value that was computed: as maps, as a tensor, or both, once both were requested. */
interface Computed {
  maps?: MapValue;
  tensor?: Tensor;
}

const mapArithmetics: { readonly [A in Arithmetic]: MapArithmetic } = { float32: float32Maps, extended: extendedMaps };

export function evaluate({ program, weight, arithmetic, batch, input, machine }: Evaluation): ConstantResult {
  const { values } = program;
  const computed = new Array<Computed | undefined>(values.length);
  /** The number of readers that have not read it yet. */
  const pending = values.map(({ uses }) => uses);
  const bounds: (number | undefined)[] = [];
  const mapArithmetic = mapArithmetics[arithmetic];
  const context: MapContext | undefined = machine && {
    machine,
    batch,
    weight: arithmetic === 'float32' ? Math.fround(weight) : weight,
    moments: mapArithmetic.keepsMoments ? machine.moments : 0,
  };

  const compute = (number: number): Computed => (computed[number] ??= run(values[number], number));

  function run(value: Value, number: number): Computed {
    if (value.op === 'input') return { tensor: input.tensor };
    if (context === undefined) return { tensor: runOnTensors(value, value.inputs) };
    const kept = value.readsInputOnly ? `${arithmetic} ${weight} ${value.key}` : undefined;
    const known = kept === undefined ? undefined : input.firstValues.get(kept);
    if (known !== undefined) {
      holdMaps(known);
      forget(value.inputs);
      return { maps: { ...known, sums: [...known.sums] } };
    }
    const op = mapOps[value.op] as MapOp<unknown> | undefined;
    if (op === undefined) return { tensor: reduceMaps(value, context) ?? runOnTensors(value, value.inputs) };
    const inputs = needed(value, op, number, context);
    const operands = mapOperands(value, op, inputs, context);
    if (operands === undefined) return { tensor: runOnTensors(value, inputs) };
    const maps = op.run(value, operands, mapArithmetic, context);
    holdMaps(maps);
    forget(inputs);
    if (kept !== undefined) keep(kept, maps, context.machine);
    return { maps };
  }

  function reduceMaps(value: Value, mapContext: MapContext): Tensor | undefined {
    const reduction = mapReductions[value.op as keyof typeof mapReductions] as MapReduction<unknown> | undefined;
    const operands = reduction && mapOperands(value, reduction, value.inputs, mapContext);
    if (reduction === undefined || operands === undefined) return undefined;
    const tensor = normalized(reduction.run(value, operands[0], arithmetic, mapContext));
    forget(value.inputs);
    return tensor;
  }

  function runOnTensors(value: Value, inputs: readonly number[]): Tensor {
    const tensors = inputs.map((operand, i) => tensorOf(operand, value.inputShapes[i]));
    const op = constantOps[value.op as keyof typeof constantOps] as ConstantOp<unknown>;
    const tensor = normalized(op(value.attrs, tensors, { weight, arithmetic, shape: value.shape }));
    forget(inputs);
    return tensor;
  }

  /**
   * The operands that matter. A sum does not compute operands that vanish beside its largest one; it keeps all others.
   */
  function needed(value: Value, op: MapOp<unknown>, number: number, mapContext: MapContext): readonly number[] {
    if (op.isSum !== true || mapArithmetic.negligible === -Infinity || value.shape.length !== 4 || op.fits?.(value) === false)
      return value.inputs;
    const sizes = value.inputs.map(boundOf);
    const largest = sizes.indexOf(greatest(sizes));
    if (sizes.every((size) => size >= sizes[largest] + mapArithmetic.negligible)) return value.inputs;
    const size = exactMagnitude(compute(value.inputs[largest]), mapContext);
    const matters = (i: number): boolean => i === largest || sizes[i] >= size + mapArithmetic.negligible;
    const inputs = value.inputs.filter((operand, i) => {
      if (!matters(i)) forget([operand]);
      return matters(i);
    });
    bounds[number] = undefined;
    return inputs;
  }

  /** log2 of a bound of a value's root mean square, without computing it; Infinity: unknown. */
  function boundOf(number: number): number {
    if (number === ZERO) return -Infinity;
    return (bounds[number] ??= findBound(values[number], computed[number]));
  }

  function findBound(value: Value, own: Computed | undefined): number {
    if (own?.maps !== undefined) return own.maps.sums.reduce((most, sum) => Math.max(most, magnitude(sum)), -Infinity);
    const op = mapOps[value.op as keyof typeof mapOps] as MapOp<unknown> | undefined;
    if (own !== undefined || op === undefined || value.shape.length !== 4) return Infinity;
    if (op.isSum === true) return sumBound(value.inputs);
    return op.bound === undefined ? Infinity : op.bound(value, boundOf(value.inputs[0]), weight);
  }

  function sumBound(inputs: readonly number[]): number {
    let most = -Infinity;
    for (const operand of inputs) most = Math.max(most, boundOf(operand));
    return most + Math.log2(inputs.length);
  }

  /** The operands as maps, when the operator and all of them fit. */
  function mapOperands(
    value: Value,
    op: Pick<MapOp<unknown>, 'fits'>,
    inputs: readonly number[],
    mapContext: MapContext,
  ): MapValue[] | undefined {
    if (value.inputShapes.some((shape) => shape.length !== 4) || op.fits?.(value) === false) return undefined;
    const operands: MapValue[] = [];
    for (const operand of inputs) {
      if (operand === ZERO) return undefined;
      const own = compute(operand);
      if (own.maps === undefined) {
        if (own.tensor === undefined || !fitsMaps(own.tensor, mapContext.batch)) return undefined;
        own.maps = toMaps(own.tensor, mapContext);
        holdMaps(own.maps);
      }
      operands.push(own.maps);
    }
    return operands;
  }

  function tensorOf(number: number, shape: Shape): Tensor {
    if (number === ZERO) return constantTensor(shape, resolveArithmetic(arithmetic).allocate(1));
    const own = compute(number);
    if (own.tensor === undefined && own.maps !== undefined && context !== undefined)
      own.tensor = toTensor(own.maps, arithmetic, context);
    return own.tensor as Tensor;
  }

  function keep(key: string, maps: MapValue, mapMachine: MapMachine): void {
    for (const [oldest, held] of input.firstValues) {
      if (input.firstValues.size < MOST_FIRST_VALUES) break;
      releaseMaps(held, mapMachine);
      input.firstValues.delete(oldest);
    }
    const own = { ...maps, sums: [...maps.sums] };
    holdMaps(own);
    input.firstValues.set(key, own);
  }

  /** One reader of each has read it, or will not read it. */
  function forget(numbers: readonly number[]): void {
    for (const number of numbers) {
      if (number === ZERO || --pending[number] > 0) continue;
      const own = computed[number];
      if (own === undefined) forget(values[number].inputs);
      else if (own.maps !== undefined && machine !== undefined) releaseMaps(own.maps, machine);
      computed[number] = undefined;
    }
  }

  // One after the other, so that the recursion is never deeper than the network between two cut points.
  for (const number of program.cutPoints) compute(number);
  const result = firstLogits(tensorOf(program.output, program.outputShape), batch);
  forget([program.output]);
  return { ...result, isConnected: program.isConnected };
}

/** log2 of the root mean square of a value whose channels are all equal; -Infinity where that is not known. */
function exactMagnitude({ maps }: Computed, context: MapContext): number {
  if (maps === undefined || maps.sums.length !== 1) return -Infinity;
  const sum = singleTerm(maps, 0, context);
  return sum.terms.length === 1 && sum.terms[0].floor === -Infinity ? magnitude(sum) : -Infinity;
}

/** The first entry of every sample. */
function firstLogits(
  { axes, data, exponent }: Tensor,
  batch: number,
): { readonly values: Float64Array; readonly exponent: number } {
  const [samples, ...rest] = axes;
  const stride = rest.reduce((size, { stored }) => size * stored, 1);
  const values = Float64Array.from({ length: batch }, (_, b) => data[samples.index[b % samples.length] * stride]);
  return { values, exponent };
}
