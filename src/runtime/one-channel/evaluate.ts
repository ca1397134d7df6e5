/**
 * Runs a lowered program with one weight, only where the output needs it (`walk.ts`); a value is dropped after its last reader.
 * Values are maps where operators work on maps, else tensors. Where a run left terms out, what it computed is that of many networks:
 * its result is remembered (`recall.ts`).
 */
import type { Shape } from '../../arch/types.js';
import { firstMaps, mapArithmetics, contextOf, type PreparedInput } from './first-maps.js';
import type { Program, Value } from './lower.js';
import { ZERO } from './operands.js';
import { holdMaps, releaseMaps, singleTerm } from './maps/arithmetic.js';
import { fitsMaps, toMaps, toTensor } from './maps/convert.js';
import { magnitude } from './maps/map-sum.js';
import type { MapContext, MapMachine } from './maps/machine.js';
import { isMapReduction, mapOps, reduceMaps, type MapOp } from './maps/ops.js';
import type { MapValue } from './maps/types.js';
import { constantOps } from './ops/index.js';
import { resolveArithmetic } from './ops/numbers.js';
import type { ConstantOp } from './ops/types.js';
import { programKey } from './program-key.js';
import { createRecorder, createRecollection, recall, remember, type Recollection } from './recall.js';
import type { AxisLayout } from './tensor/axis-layout.js';
import { constantTensor, normalized, storedSize, type Tensor } from './tensor/tensor.js';
import type { Arithmetic, ConstantResult } from './types.js';
import { walk, type Walker } from './walk.js';

interface Evaluation {
  readonly program: Program;
  readonly weight: number;
  readonly arithmetic: Arithmetic;
  readonly batch: number;
  readonly input: PreparedInput;
  /** Left out: everything is computed on tensors, extended arithmetic in double throughout. */
  readonly machine?: MapMachine | undefined;
}

/** Weights whose results are kept. */
const MOST_RECOLLECTIONS = 4;

/** A value that was computed: as maps, as a tensor, or both, once both were requested. */
interface Computed {
  maps?: MapValue;
  tensor?: Tensor;
}

export function evaluate(evaluation: Evaluation): ConstantResult {
  const { program, weight, arithmetic, input, machine } = evaluation;
  const { isConnected } = program;
  const { negligible } = mapArithmetics[arithmetic];
  if (machine === undefined) return { ...compute(evaluation, -Infinity), isConnected };
  let recollection = input.recollections.get(weight);
  if (recollection === undefined) {
    if (input.recollections.size >= MOST_RECOLLECTIONS) input.recollections.clear();
    input.recollections.set(weight, (recollection = createRecollection()));
  }
  const key = (program.key ??= programKey(program));
  const known = recollection.programs.get(key);
  if (known !== undefined) return { ...known, isConnected };
  const outputs = recall(recollection, { program, weight, negligible }) ?? compute(evaluation, negligible, recollection);
  remember(recollection, key, outputs);
  return { ...outputs, isConnected };
}

type Outputs = Pick<ConstantResult, 'values' | 'exponent'>;

function compute(
  { program, weight, arithmetic, batch, input, machine }: Evaluation,
  negligible: number,
  recollection?: Recollection,
): Outputs {
  const { values } = program;
  const computed = new Array<Computed | undefined>(values.length);
  /** The number of readers that have not read it yet. */
  const pending = values.map(({ uses }) => uses);
  const mapArithmetic = mapArithmetics[arithmetic];
  const context = machine && contextOf(machine, arithmetic, weight, batch);

  function run(value: Value, inputs: readonly number[]): Computed {
    const { call } = value;
    if (call.op === 'input') return { tensor: input.tensor };
    if (context === undefined) return { tensor: runOnTensors(value, inputs) };
    const first = value.readsInputOnly ? firstMaps(input, call, arithmetic, weight, context) : undefined;
    if (first !== undefined) {
      holdMaps(first);
      forget(inputs);
      return { maps: { ...first, sums: [...first.sums] } };
    }
    const op = mapOps[call.op] as MapOp<unknown> | undefined;
    if (op === undefined) return { tensor: reduced(value, context) ?? runOnTensors(value, inputs) };
    const operands = mapOperands(value, op, inputs, context);
    if (operands === undefined) return { tensor: runOnTensors(value, inputs) };
    const maps = op.run(call, operands, mapArithmetic, context);
    holdMaps(maps);
    forget(inputs);
    return { maps };
  }

  function reduced(value: Value, mapContext: MapContext): Tensor | undefined {
    const operands = isMapReduction(value.call) ? mapOperands(value, {}, value.inputs, mapContext) : undefined;
    if (operands === undefined) return undefined;
    const tensor = normalized(reduceMaps(value.call, operands[0], arithmetic, mapContext));
    forget(value.inputs);
    return tensor;
  }

  function runOnTensors({ call }: Value, inputs: readonly number[]): Tensor {
    const tensors = inputs.map((operand, i) => tensorOf(operand, call.inputShapes[i]));
    const op = constantOps[call.op as keyof typeof constantOps] as ConstantOp<unknown>;
    const tensor = normalized(op(call.attrs, tensors, { weight, arithmetic, shape: call.shape }));
    forget(inputs);
    return tensor;
  }

  /** The operands as maps, when the operator and all of them fit. */
  function mapOperands(
    { call }: Value,
    op: Pick<MapOp<unknown>, 'fits'>,
    inputs: readonly number[],
    mapContext: MapContext,
  ): MapValue[] | undefined {
    if (call.inputShapes.some((shape) => shape.length !== 4) || op.fits?.(call) === false) return undefined;
    const operands: MapValue[] = [];
    for (const operand of inputs) {
      const own = computed[operand];
      if (own === undefined) return undefined;
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
    const own = computed[number];
    if (own === undefined) return constantTensor(shape, resolveArithmetic(arithmetic).allocate(1));
    if (own.tensor === undefined && own.maps !== undefined && context !== undefined)
      own.tensor = toTensor(own.maps, arithmetic, context);
    return own.tensor as Tensor;
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

  const walker: Walker = {
    compute: (number, inputs) => void (computed[number] = run(values[number], inputs)),
    magnitudeOf: (number) => largestMagnitude(computed[number]),
    measure: (number) => (context === undefined ? -Infinity : exactMagnitude(computed[number], context)),
    leaveOut: (number) => forget([number]),
  };
  const recorder = recollection && createRecorder(program, walker);
  walk({ program, weight, negligible, walker: recorder ?? walker });
  const outputs = outputsOf(tensorOf(program.output, program.outputShape), batch);
  forget([program.output]);
  if (recollection !== undefined) recorder?.record(recollection, outputs);
  return outputs;
}

/** log2 of a bound of the root mean square of a computed value's channels; Infinity: unknown. */
function largestMagnitude(computed: Computed | undefined): number {
  if (computed?.maps === undefined) return Infinity;
  return computed.maps.sums.reduce((most, sum) => Math.max(most, magnitude(sum)), -Infinity);
}

/** log2 of the root mean square of a value whose channels are all equal; -Infinity where that is not known. */
function exactMagnitude(computed: Computed | undefined, context: MapContext): number {
  const maps = computed?.maps;
  if (maps === undefined || maps.sums.length !== 1) return -Infinity;
  const sum = singleTerm(maps, 0, context);
  return sum.terms.length === 1 && sum.terms[0].floor === -Infinity ? magnitude(sum) : -Infinity;
}

/** The first entry of every sample; of maps and sequences all entries, where they are not equal along an axis. One image is compared with none. */
export function outputsOf({ axes, data, exponent }: Tensor, batch: number): Outputs {
  const [samples, ...rest] = axes;
  const size = storedSize(rest);
  const places = rest.length > 1 && batch > 1 ? distinctPlaces(rest) : [0];
  const values = new Float64Array(batch * places.length);
  for (let b = 0, to = 0; b < batch; b++) {
    const from = samples.index[b % samples.length] * size;
    for (const place of places) values[to++] = data[from + place];
  }
  return { values, exponent };
}

/** Where the entries of a sample are stored, each as often as it occurs; along an axis of equal entries, once. */
function distinctPlaces(axes: readonly AxisLayout[]): number[] {
  return axes.reduce(
    (places, { stored, index }) => {
      const entries = stored === 1 ? [0] : Array.from(index);
      return places.flatMap((place) => entries.map((entry) => place * stored + entry));
    },
    [0],
  );
}
