/**
 * Runs a lowered program with one weight, only where the output needs it: a value is computed when something that is
 * itself needed reads it, and forgotten after its last reader. Values are maps where operators work on maps, else tensors.
 */
import type { Shape } from '../../arch/types.js';
import { ZERO, type Program, type Value } from './lower.js';
import { holdMaps, type HeldMaps, type MapArithmetic, type MapContext } from './maps/arithmetic.js';
import { fitsMaps, toMaps, toTensor } from './maps/convert.js';
import { extendedMaps } from './maps/extended.js';
import { float32Maps } from './maps/float32.js';
import type { MapMachine } from './maps/machine.js';
import { mapOps, type MapOp } from './maps/ops.js';
import { constantOps } from './ops/index.js';
import { resolveArithmetic } from './ops/numbers.js';
import type { ConstantOp } from './ops/types.js';
import { constantTensor, normalized, type Tensor } from './tensor/tensor.js';
import type { Arithmetic, ConstantResult } from './types.js';

export interface Evaluation {
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
  readonly maps: Map<string, HeldMaps>;
}

/** First layers kept for the next architectures. */
const MOST_KEPT = 32;

/** A computed value: maps, a tensor, or both once somebody asked for the other. */
interface Computed {
  maps?: HeldMaps;
  tensor?: Tensor;
  /** Readers still to come. */
  pending: number;
}

const mapArithmetics: { readonly [A in Arithmetic]: MapArithmetic } = { float32: float32Maps, extended: extendedMaps };

export function evaluate(evaluation: Evaluation): ConstantResult {
  const { program, batch } = evaluation;
  const { tensorOf } = createEvaluator(evaluation);
  return { ...firstLogits(tensorOf(program.output, program.outputShape), batch), isConnected: program.isConnected };
}

function createEvaluator({ program, weight, arithmetic, batch, input, machine }: Evaluation): { tensorOf(number: number, shape: Shape): Tensor } {
  const { values } = program;
  const computed = new Array<Computed | undefined>(values.length);
  const context: MapContext | undefined = machine && { machine, batch, weight: arithmetic === 'float32' ? Math.fround(weight) : weight };

  const compute = (number: number): Computed => (computed[number] ??= run(values[number]));

  function run(value: Value): Computed {
    if (value.op === 'input') return { tensor: input.tensor, pending: value.uses };
    const kept = value.readsInputOnly && context !== undefined ? `${arithmetic} ${weight} ${value.key}` : undefined;
    const known = kept === undefined ? undefined : input.maps.get(kept);
    if (known !== undefined) return { maps: known.share(), pending: value.uses };
    for (const operand of value.inputs) if (operand !== ZERO) compute(operand);
    const result: Computed = { pending: value.uses };
    const op = mapOps[value.op] as MapOp<unknown> | undefined;
    const operands = op && context && mapOperands(value, op, context);
    if (op && context && operands) {
      result.maps = holdMaps(op.run(value.attrs, operands, mapArithmetics[arithmetic], context, value.shape), context);
      if (kept !== undefined) keep(kept, result.maps);
    } else {
      const tensors = value.inputs.map((operand, i) => tensorOf(operand, value.inputShapes[i]));
      const constantOp = constantOps[value.op] as ConstantOp<unknown>;
      result.tensor = normalized(constantOp(value.attrs, tensors, { weight, arithmetic, shape: value.shape }));
    }
    for (const operand of value.inputs) if (operand !== ZERO) release(operand);
    return result;
  }

  function keep(key: string, maps: HeldMaps): void {
    for (const [oldest, held] of input.maps) {
      if (input.maps.size < MOST_KEPT) break;
      held.release();
      input.maps.delete(oldest);
    }
    input.maps.set(key, maps.share());
  }

  /** The operands as maps, when the operator and all of them fit. */
  function mapOperands(value: Value, op: MapOp<unknown>, mapContext: MapContext): HeldMaps[] | undefined {
    if (value.inputShapes.some((shape) => shape.length !== 4) || op.fits?.(value.attrs, value.inputShapes) === false) return undefined;
    const operands: HeldMaps[] = [];
    for (const operand of value.inputs) {
      const own = operand === ZERO ? undefined : computed[operand];
      if (own === undefined) return undefined;
      if (own.maps === undefined) {
        if (own.tensor === undefined || !fitsMaps(own.tensor)) return undefined;
        own.maps = holdMaps(toMaps(own.tensor, mapContext), mapContext);
      }
      operands.push(own.maps);
    }
    return operands;
  }

  function tensorOf(number: number, shape: Shape): Tensor {
    if (number === ZERO) return constantTensor(shape, resolveArithmetic(arithmetic).allocate(1));
    const own = compute(number);
    if (own.tensor === undefined && own.maps !== undefined && context !== undefined) own.tensor = toTensor(own.maps, arithmetic, context);
    return own.tensor as Tensor;
  }

  function release(number: number): void {
    const own = computed[number] as Computed;
    if (--own.pending > 0) return;
    own.maps?.release();
    computed[number] = undefined;
  }

  return {
    tensorOf(number, shape) {
      const tensor = tensorOf(number, shape);
      if (number !== ZERO) release(number);
      return tensor;
    },
  };
}

/** The first entry of every sample. */
function firstLogits({ axes, data, exponent }: Tensor, batch: number): { readonly values: Float64Array; readonly exponent: number } {
  const [samples, ...rest] = axes;
  const stride = rest.reduce((size, { stored }) => size * stored, 1);
  const values = Float64Array.from({ length: batch }, (_, b) => data[samples.index[b % samples.length] * stride]);
  return { values, exponent };
}
