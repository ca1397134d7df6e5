/**
 * A recurrent network with one constant for all weights: one step, run over a sequence, with the states fed back. All units of a layer
 * have the same value, so a cell is one number for each sample and step.
 *
 * As in the author's code (egracheva/epsinas, NAS-Bench-NLP): the first states are filled with the weight; biases of the cells' linear
 * nodes are the weight too (feed-forward networks have biases of 0); the last layer before the decoder is read at every step of
 * every sample, not only at the last one. A decoder with equal weights would only scale it: the linear layer that ends the step is left out.
 */
import type { Architecture, OpAttrs, OpName, Shape } from '../../arch/types.js';
import { dataError } from '../../core/errors.js';
import type { Images } from '../images.js';
import { lower, type Program, type Value } from './lower.js';
import { ZERO } from './operands.js';
import { constantOps } from './ops/index.js';
import { resolveArithmetic } from './ops/numbers.js';
import type { ConstantContext, ConstantOp } from './ops/types.js';
import { fullLayout, uniformLayout } from './tensor/axis-layout.js';
import { alignExponents, constantTensor, normalized, type Tensor } from './tensor/tensor.js';
import type { Arithmetic, ConstantResult } from './types.js';

interface StepsRun {
  readonly architecture: Architecture;
  /** Samples of shape (steps, features of the first input). */
  readonly sequences: Images;
  readonly batch: number;
  readonly weight: number;
  readonly arithmetic: Arithmetic;
}

/** @throws a data error when the architecture is malformed or does not take these sequences. */
export function runSteps({ architecture, sequences, batch, weight, arithmetic }: StepsRun): ConstantResult {
  const [steps, features] = sequences.shape;
  const [own, ...states] = architecture.inputs;
  if (own.shape.length !== 2 || own.shape[1] !== features)
    throw dataError(`input "${own.id}"`, {
      expected: `${features} features a step`,
      got: own.shape.slice(1).join('x'),
      code: 'mismatch',
    });
  const program = withoutDecoder(lower(architecture, batch, architecture.outputs.length));
  const numbers = resolveArithmetic(arithmetic);
  let before = states.map(({ shape }) => constantTensor([batch, ...shape.slice(1)], numbers.of(weight)));
  const context = { weight, linearBias: weight, arithmetic };
  const input = { at: (step: number): Tensor => stepInput(sequences, batch, step, arithmetic) };
  const products = (bias: boolean): readonly Tensor[] =>
    stepProducts(sequences, `${batch} ${weight} ${arithmetic} ${bias}`, () =>
      Array.from({ length: steps }, (_, step) =>
        normalized(constantOps.linear({ outFeatures: 1, bias }, [input.at(step)], { ...context, shape: [batch, 1] })),
      ),
    );
  const outputs: Tensor[] = [];
  for (let step = 0; step < steps; step++) {
    const computed = runStep(program, { before, input: () => input.at(step), product: (bias) => products(bias)[step] }, context);
    const after = program.outputs.map((output, i) =>
      output === ZERO ? constantTensor([batch, ...architecture.inputs[i].shape.slice(1)], numbers.allocate(1)) : computed[output],
    );
    outputs.push(computed[program.output] ?? after[0]);
    before = after.slice(1);
  }
  const { tensors, exponent } = alignExponents(outputs);
  const values = new Float64Array(steps * batch);
  tensors.forEach((tensor, step) => values.set(firstUnits(tensor, batch), step * batch));
  return { values, exponent, isConnected: program.isConnected };
}

/** The program with the output its last layer reads, where that is linear. */
function withoutDecoder(program: Program): Program {
  const last = program.output === ZERO ? undefined : program.values[program.output];
  return last?.call.op === 'linear' ? { ...program, output: last.inputs[0] } : program;
}

interface StepOperands {
  readonly before: readonly Tensor[];
  /** The embedded words, for operators that are not linear. */
  readonly input: () => Tensor;
  /** The embedded words through a linear layer of one unit. */
  readonly product: (bias: boolean) => Tensor;
}

function runStep(
  { values }: Program,
  { before, input, product }: StepOperands,
  context: Omit<ConstantContext, 'shape'>,
): Tensor[] {
  const computed: Tensor[] = [];
  const operand = (number: number, shape: Shape): Tensor => {
    if (number === ZERO) return constantTensor(shape, resolveArithmetic(context.arithmetic).allocate(1));
    return (computed[number] ??= number === 0 ? input() : before[number - 1]);
  };
  values.forEach((value, number) => {
    const { attrs, op, inputShapes } = value.call;
    if (op === 'input') {
      if (number > 0) computed[number] = before[number - 1];
    } else if (value.uses > 0) {
      computed[number] =
        op === 'linear' && value.readsInputOnly
          ? widened(product((attrs as OpAttrs['linear']).bias), value)
          : apply(
              value,
              value.inputs.map((from, i) => operand(from, inputShapes[i])),
              context,
            );
    }
  });
  return computed;
}

function apply({ call }: Value, operands: readonly Tensor[], context: Omit<ConstantContext, 'shape'>): Tensor {
  const op = constantOps[call.op as OpName] as ConstantOp<unknown>;
  return normalized(op(call.attrs, operands, { ...context, shape: call.shape }));
}

/** One unit as all the units of a layer. */
function widened({ axes: [samples], data, exponent }: Tensor, { call: { shape } }: Value): Tensor {
  return { axes: [samples, uniformLayout(shape[1])], data, exponent };
}

const knownProducts = new WeakMap<Float32Array, Map<string, readonly Tensor[]>>();

/** Every cell multiplies the same words with the same constant: done once for a batch, weight and arithmetic. */
function stepProducts({ values }: Images, key: string, make: () => readonly Tensor[]): readonly Tensor[] {
  let known = knownProducts.get(values);
  if (known === undefined) knownProducts.set(values, (known = new Map()));
  let products = known.get(key);
  if (products === undefined) known.set(key, (products = make()));
  return products;
}

function stepInput({ shape: [steps, features], values }: Images, batch: number, step: number, arithmetic: Arithmetic): Tensor {
  const data = resolveArithmetic(arithmetic).allocate(batch * features);
  for (let sample = 0; sample < batch; sample++)
    data.set(values.subarray((sample * steps + step) * features, (sample * steps + step + 1) * features), sample * features);
  return { axes: [fullLayout(batch), fullLayout(features)], data, exponent: 0 };
}

/** The first unit of every sample. */
function firstUnits({ axes: [samples, ...rest], data }: Tensor, batch: number): Float64Array {
  const stride = rest.reduce((size, { stored }) => size * stored, 1);
  return Float64Array.from({ length: batch }, (_, sample) => data[samples.index[sample] * stride]);
}
