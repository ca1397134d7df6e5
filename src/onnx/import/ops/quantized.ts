/**
 * Quantised networks as the networks they encode: stored integers become the weights, activations pass through unrounded.
 * Scales and zero points of activations are arguments, not parameters.
 */
import { must } from '../../../core/must.js';
import { lengthAt, product } from '../../../arch/ops/shapes.js';
import type { TensorValues } from '../../../arch/weights.js';
import type { Call } from '../call.js';
import { plainList, resolvedAxis } from '../resolve.js';
import { inputName, outputName, required, tensorInput, type Handler, type HandlerFamily, type Translation } from '../handler.js';
import type { NodeValue, Value, WeightValue } from '../values.js';
import { conv, linear, turned } from './linear.js';
import { averagePool } from './pooling.js';
import { recurrent } from './recurrent.js';
import { concatenated } from './shape.js';

type Inputs = readonly (Value | undefined)[];

/** The number for a part of a weight, or the one for all of it. @throws a data error where the file has too few. */
function numberFor(call: Call, numbers: Float32Array, part: number): number {
  const number = numbers.length === 1 ? numbers[0] : numbers[part];
  if (number === undefined)
    throw call.fault('a scale and a zero point for each part of the weight', `${numbers.length} for part ${part + 1}`);
  return number;
}

/** (q - zero point) times scale; scale and zero point are one for all, one along an axis, or one a block along it. */
export function dequantised(
  call: Call,
  q: TensorValues,
  scale: TensorValues,
  zero: TensorValues | undefined,
  axis: number,
): TensorValues {
  const along = product(scale.shape) === 1 ? undefined : axis;
  return {
    shape: q.shape,
    ...(q.source === undefined ? {} : { source: `${q.source}\ndequantised` }),
    async load() {
      const [values, scales, zeros] = await Promise.all([q.load(), scale.load(), zero?.load()]);
      if (along === undefined) return values.map((value) => (value - (zeros?.[0] ?? 0)) * numberFor(call, scales, 0));
      const inner = product(q.shape.slice(along + 1));
      const length = lengthAt(q.shape, along);
      const isBlocked = scale.shape.length === q.shape.length;
      const blocks = isBlocked ? lengthAt(scale.shape, along) : length;
      const size = Math.ceil(length / blocks);
      return values.map((value, i) => {
        const place = Math.floor(i / inner) % length;
        const block = Math.floor(place / size);
        const at = isBlocked ? (Math.floor(i / (inner * length)) * blocks + block) * inner + (i % inner) : block;
        return (value - (zeros === undefined ? 0 : numberFor(call, zeros, at))) * numberFor(call, scales, at);
      });
    },
  };
}

function asWeight(root: string, values: TensorValues): WeightValue {
  return { kind: 'weight', root, values, moves: [], shape: values.shape };
}

const isStored = (value: Value | undefined): boolean => value?.kind === 'weight' || value?.kind === 'known';

function optional(call: Call, inputs: Inputs, place: number, what: string): TensorValues | undefined {
  return inputs[place] === undefined ? undefined : tensorInput(call, inputs, place, what);
}

const dequantizeLinear: Handler = (call, inputs) => {
  const x = required(call, inputs, 0);
  if (!isStored(x)) return x;
  const q = tensorInput(call, inputs, 0, 'a tensor');
  const axis = q.shape.length === 0 ? 0 : resolvedAxis(call, call.int('axis') ?? Math.min(1, q.shape.length - 1), q.shape.length);
  const values = dequantised(call, q, tensorInput(call, inputs, 1, 'a scale'), optional(call, inputs, 2, 'a zero point'), axis);
  return asWeight(outputName(call), values);
};

/** Quantised activations pass through; a stored tensor is unchanged. */
const passing: Handler = (call, inputs) => required(call, inputs, 0);

/** The input as it is, with scale 1 and zero point 0. */
const dynamicQuantizeLinear: Handler = (call, inputs) => {
  const number = (value: number, isFloat: boolean): Value => ({ kind: 'known', shape: [], data: [value], isFloat });
  return [required(call, inputs, 0), number(1, true), number(0, false)];
};

const one: TensorValues = { shape: [], load: () => Promise.resolve(Float32Array.of(1)) };

interface Places {
  readonly weight: number;
  readonly scale?: number;
  readonly zero?: number;
}

/** A stored integer matrix or kernel as the weight it encodes. */
function storedWeight(call: Call, inputs: Inputs, { weight, scale, zero }: Places, axis: number): TensorValues {
  const q = tensorInput(call, inputs, weight, 'a weight');
  return dequantised(
    call,
    q,
    scale === undefined ? one : tensorInput(call, inputs, scale, 'a scale'),
    zero === undefined ? undefined : optional(call, inputs, zero, 'a zero point'),
    axis,
  );
}

function product2(
  call: Call,
  x: NodeValue,
  b: Value | undefined,
  places: Places,
  inputs: Inputs,
  translation: Translation,
): NodeValue {
  if (!isStored(b))
    return translation.draft.emit('matmul', [x, translation.draft.asNode(required(call, inputs, places.weight))], {});
  const weight = storedWeight(call, inputs, places, 1);
  if (weight.shape.length !== 2) throw call.fault('a weight of two axes', `(${weight.shape.join(', ')})`);
  return linear(call, x, turned(weight), undefined, translation);
}

const node = (call: Call, inputs: Inputs, place: number, { draft }: Translation): NodeValue =>
  draft.asNode(required(call, inputs, place));

/** A convolution with the weight in `places`, and a bias in units of both scales. */
function quantisedConv(places: Places, bias?: { readonly place: number; readonly scale: number }): Handler {
  return (call, inputs, translation) => {
    const weight = asWeight(inputName(call, places.weight), storedWeight(call, inputs, places, 0));
    const given = bias === undefined ? undefined : optional(call, inputs, bias.place, 'a bias');
    const scaled =
      given === undefined || bias === undefined || places.scale === undefined
        ? undefined
        : asWeight(
            inputName(call, bias.place),
            scaledBias(
              call,
              given,
              tensorInput(call, inputs, bias.scale, 'a scale'),
              tensorInput(call, inputs, places.scale, 'a scale'),
            ),
          );
    return conv(call, [required(call, inputs, 0), weight, scaled], translation);
  };
}

function scaledBias(call: Call, bias: TensorValues, a: TensorValues, b: TensorValues): TensorValues {
  return {
    ...bias,
    async load() {
      const [values, first, second] = await Promise.all([bias.load(), a.load(), b.load()]);
      return values.map((value, i) => value * (first[0] ?? NaN) * numberFor(call, second, i));
    },
  };
}

/** Stored weights of an LSTM's gates, (directions, features, gates) where ONNX has the last two the other way round. */
function gates(call: Call, inputs: Inputs, { weight, scale, zero }: Required<Places>): WeightValue {
  const q = tensorInput(call, inputs, weight, 'a weight');
  const scales = tensorInput(call, inputs, scale, 'a scale');
  const zeros = optional(call, inputs, zero, 'a zero point');
  const [directions, features, width] = q.shape;
  if (q.shape.length !== 3 || directions === undefined || features === undefined || width === undefined)
    throw call.fault('a weight of three axes', `(${q.shape.join(', ')})`);
  return asWeight(inputName(call, weight), {
    shape: [directions, width, features],
    ...(q.source === undefined ? {} : { source: `${q.source}\ndequantised gates` }),
    async load() {
      const [values, factors, shifts] = await Promise.all([q.load(), scales.load(), zeros?.load()]);
      // One for each direction, or for each gate of each direction.
      const numberOf = (numbers: Float32Array, direction: number, gate: number): number =>
        numberFor(call, numbers, numbers.length === directions ? direction : direction * width + gate);
      return values.map((_, i) => {
        const direction = Math.floor(i / (width * features));
        const gate = Math.floor(i / features) % width;
        const value = must(values[(direction * features + (i % features)) * width + gate], 'a value of each gate');
        const shift = shifts === undefined ? 0 : numberOf(shifts, direction, gate);
        return (value - shift) * numberOf(factors, direction, gate);
      });
    },
  });
}

/** Its last inputs are scales and zero points of both weights; the others are those of an LSTM. */
const dynamicQuantizeLstm: Handler = (call, inputs, translation) =>
  recurrent(
    call,
    [
      inputs[0],
      gates(call, inputs, { weight: 1, scale: 8, zero: 9 }),
      gates(call, inputs, { weight: 2, scale: 10, zero: 11 }),
      ...inputs.slice(3, 8),
    ],
    translation,
  );

/** Weights of 2, 4 or 8 bits, (outputs, blocks, bytes of a block), the first number in a byte's lowest bits: one scale a block. */
const matMulNBits: Handler = (call, inputs, translation) => {
  const [rows, columns, size] = [call.int('K') ?? 0, call.int('N') ?? 0, call.int('block_size') ?? 0];
  const bits = call.int('bits') ?? 4;
  if (![2, 4, 8].includes(bits)) throw call.fault('weights of 2, 4 or 8 bits', `${bits}`);
  if (plainList(inputs[4])?.some((place, i) => place !== Math.floor(i / size)) === true || inputs[4]?.kind === 'weight')
    throw call.fault('blocks of neighbouring numbers', 'an order of their own');
  const packed = tensorInput(call, inputs, 1, 'a weight');
  const scale = tensorInput(call, inputs, 2, 'scales');
  const zero = optional(call, inputs, 3, 'zero points');
  const blocks = Math.ceil(rows / size);
  const each = 8 / bits;
  const blockBytes = size / each;
  const zeroRow = Math.ceil(blocks / each);
  const isZeroPacked = zero !== undefined && product(zero.shape) === columns * zeroRow && zeroRow !== blocks;
  if (
    !(rows > 0 && columns > 0 && size > 0) ||
    product(packed.shape) !== columns * blocks * blockBytes ||
    product(scale.shape) !== columns * blocks ||
    (zero !== undefined && !isZeroPacked && product(zero.shape) !== columns * blocks)
  )
    throw call.fault(
      `a weight (${columns}, ${blocks}, ${blockBytes}) with ${columns * blocks} scales`,
      `(${packed.shape.join(', ')}) with ${product(scale.shape)}`,
    );
  const bitsAt = (bytes: Float32Array, row: number, length: number, i: number): number =>
    (must(bytes[row * length + Math.floor(i / each)], 'a byte of each number') >> ((i % each) * bits)) & (2 ** bits - 1);
  const weight: TensorValues = {
    shape: [columns, rows],
    ...(packed.source === undefined ? {} : { source: `${packed.source}\nof ${bits} bits` }),
    async load() {
      const [bytes, scales, zeros] = await Promise.all([packed.load(), scale.load(), zero?.load()]);
      const middle = 2 ** (bits - 1);
      return Float32Array.from({ length: columns * rows }, (_, at) => {
        const [column, row] = [Math.floor(at / rows), at % rows];
        const block = Math.floor(row / size);
        const part = column * blocks + block;
        const shift =
          zeros === undefined
            ? middle
            : isZeroPacked
              ? bitsAt(zeros, column, zeroRow, block)
              : must(zeros[part], 'a zero point of each block');
        const value = bitsAt(bytes, column, blocks * blockBytes, row);
        return (value - shift) * must(scales[part], 'a scale of each block');
      });
    },
  };
  const x = node(call, inputs, 0, translation);
  return linear(call, x, weight, optional(call, inputs, 5, 'a bias'), translation);
};

function binary(op: 'add' | 'mul'): Handler {
  return (call, inputs, translation) => {
    const operand = (place: number): NodeValue => {
      const value = required(call, inputs, place);
      if (!isStored(value)) return translation.draft.asNode(value);
      const values = storedWeight(call, inputs, { weight: place, scale: place + 1, zero: place + 2 }, 0);
      return translation.draft.asNode(asWeight(inputName(call, place), values));
    };
    return translation.draft.emit(op, [operand(0), operand(3)], {});
  };
}

/** The operators of ONNX. */
export const quantizedOps: HandlerFamily = {
  QuantizeLinear: passing,
  DequantizeLinear: dequantizeLinear,
  DynamicQuantizeLinear: dynamicQuantizeLinear,
  QLinearConv: quantisedConv({ weight: 3, scale: 4, zero: 5 }, { place: 8, scale: 1 }),
  ConvInteger: quantisedConv({ weight: 1, zero: 3 }),
  QLinearMatMul: (call, inputs, translation) =>
    product2(call, node(call, inputs, 0, translation), inputs[3], { weight: 3, scale: 4, zero: 5 }, inputs, translation),
  MatMulInteger: (call, inputs, translation) =>
    product2(call, node(call, inputs, 0, translation), inputs[1], { weight: 1, zero: 3 }, inputs, translation),
};

/** ONNX Runtime's. */
export const microsoftQuantizedOps: HandlerFamily = {
  QuantizeLinear: passing,
  DequantizeLinear: dequantizeLinear,
  QLinearAdd: binary('add'),
  QLinearMul: binary('mul'),
  QLinearGlobalAveragePool: (call, inputs, { draft }) =>
    draft.emit('globalAvgPool', [draft.asNode(required(call, inputs, 0))], {}),
  QLinearSigmoid: (call, inputs, { draft }) => draft.emit('sigmoid', [draft.asNode(required(call, inputs, 0))], {}),
  QLinearLeakyRelu: (call, inputs, { draft }) =>
    draft.emit('leakyRelu', [draft.asNode(required(call, inputs, 0))], { slope: call.float('alpha') ?? 0.01 }),
  QLinearSoftmax: (call, inputs, { draft }) =>
    draft.emit('softmax', [draft.asNode(required(call, inputs, 0))], { axis: call.int('axis') ?? -1 }),
  QLinearConcat: (call, inputs, translation) =>
    concatenated(
      call,
      inputs.slice(2).flatMap((value, i) => (i % 3 === 0 && value !== undefined ? [value] : [])),
      translation,
    ),
  MatMulIntegerToFloat: (call, inputs, translation) =>
    biased(
      call,
      product2(call, node(call, inputs, 0, translation), inputs[1], { weight: 1, scale: 3, zero: 5 }, inputs, translation),
      inputs[6],
      translation,
    ),
  DynamicQuantizeMatMul: (call, inputs, translation) =>
    biased(
      call,
      product2(call, node(call, inputs, 0, translation), inputs[1], { weight: 1, scale: 2, zero: 3 }, inputs, translation),
      inputs[4],
      translation,
    ),
  DynamicQuantizeLSTM: dynamicQuantizeLstm,
  MatMulNBits: matMulNBits,
  QLinearAveragePool: (call, inputs, translation) => {
    if (call.int('channels_last') === 1) throw call.fault('channels before the places');
    return averagePool(call, inputs.slice(0, 1), translation);
  },
  QGemm: (call, inputs, translation) => {
    const stored = storedWeight(call, inputs, { weight: 3, scale: 4, zero: 5 }, call.int('transB') === 1 ? 0 : 1);
    const bias = optional(call, inputs, 6, 'a bias');
    const scaled =
      bias && scaledBias(call, bias, tensorInput(call, inputs, 1, 'a scale'), tensorInput(call, inputs, 4, 'a scale'));
    return linear(
      call,
      node(call, inputs, 0, translation),
      call.int('transB') === 1 ? stored : turned(stored),
      scaled,
      translation,
    );
  },
};

function biased(call: Call, y: NodeValue, bias: Value | undefined, { draft }: Translation): NodeValue {
  if (bias === undefined) return y;
  const learned: Value = bias.kind === 'known' ? asWeight(outputName(call), tensorInput(call, [bias], 0, 'a bias')) : bias;
  return draft.emit('add', [y, draft.asNode(learned)], {}, { part: 'biased' });
}
