/** Operators that ONNX Runtime fuses (domain com.microsoft), split again. */
import { ownValue } from '../../../core/own-value.js';
import type { TensorValues } from '../../../arch/weights.js';
import type { Call } from '../call.js';
import { shortestFloat } from '../../../core/shortest-float.js';
import {
  fixedDim,
  type Handler,
  type HandlerFamily,
  inputName,
  learnedInput,
  required,
  tensorInput,
  type Translation,
  vectorInput,
} from '../handler.js';
import type { NodeValue, Value } from '../values.js';
import { elementCount } from '../fold/lengths.js';
import { plainList, plainScalar } from '../resolve.js';
import { activationOps } from './activation.js';
import { microsoftAttentionOps } from './attention.js';
import { conv, gemm } from './linear.js';
import { dequantised, microsoftQuantizedOps } from './quantized.js';

/** The activation that `activation` and `activation_params` name, applied to the result. */
function activated(call: Call, x: NodeValue, translation: Translation): NodeValue {
  const name = call.text('activation');
  if (name === undefined || name === '') return x;
  const params = (call.floats('activation_params') ?? []).map(shortestFloat);
  const alpha = params[0] ?? call.float('activation_alpha');
  const beta = params[1] ?? call.float('activation_beta');
  const activation = ownValue(activationOps, name);
  if (activation === undefined) throw call.fault('a known activation', name);
  const float = (asked: string): number | undefined =>
    name === 'Clip' ? (asked === 'min' ? params[0] : params[1]) : asked === 'alpha' ? alpha : asked === 'beta' ? beta : undefined;
  const made = activation({ ...call, opset: 6, float }, [x], translation);
  return translation.draft.asNode(made as Value);
}

/** A product of matrices with either one turned, times alpha. */
const fusedMatMul: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const turn = (value: Value, isTurned: boolean, part: string): NodeValue => {
    const x = draft.asNode(value);
    if (!isTurned) return x;
    const rank = x.shape.length;
    const permutation = x.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
    return draft.emit('transpose', [x], { permutation }, { part });
  };
  const [a, b] = [required(call, inputs, 0), required(call, inputs, 1)];
  const alpha = call.float('alpha') ?? 1;
  const y = draft.emit(
    'matmul',
    [turn(a, call.int('transA') === 1, 'left'), turn(b, call.int('transB') === 1, 'right')],
    {},
    alpha === 1 ? {} : { part: 'product' },
  );
  return alpha === 1 ? y : draft.emit('affine', [y], { scale: alpha, shift: 0 });
};

function plus(
  call: Call,
  inputs: readonly (Value | undefined)[],
  place: number,
  x: NodeValue,
  translation: Translation,
): NodeValue {
  if (inputs[place] === undefined) return x;
  return translation.draft.emit(
    'add',
    [x, learnedInput(call, inputs, place, 'a bias', translation)],
    {},
    { part: `plus${place}` },
  );
}

/** A layer norm of the sum of input, skip and bias; the sum is the fourth output. */
const skipLayerNorm: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const both = draft.emit(
    'add',
    [draft.asNode(required(call, inputs, 0)), draft.asNode(required(call, inputs, 1))],
    {},
    { part: 'sum' },
  );
  const x = plus(call, inputs, 4, both, translation);
  const length = fixedDim(call, x.shape, x.shape.length - 1);
  const eps = call.float('epsilon') ?? 1e-12;
  const scale = vectorInput(call, inputs, 2, 'a scale', length);
  const shift =
    inputs[3] === undefined
      ? { shape: [length], load: () => Promise.resolve(new Float32Array(length)) }
      : vectorInput(call, inputs, 3, 'a shift', length);
  const y = draft.emit('layerNorm', [x], { axis: -1, eps: eps > 0 ? eps : 1e-12, affine: true }, { weights: { scale, shift } });
  return [y, x, x, x];
};

/** x / sqrt(mean x^2 + eps) times a scale. */
function rootMeanSquareNorm(
  call: Call,
  inputs: readonly (Value | undefined)[],
  x: NodeValue,
  scale: number,
  translation: Translation,
): NodeValue {
  const { draft } = translation;
  const axis = call.int('axis') ?? -1;
  if (axis !== -1 && axis !== x.shape.length - 1) throw call.fault('the last axis', `${axis}`);
  const square = draft.emit('mul', [x, x], {}, { part: 'square' });
  const mean = draft.emit('mean', [square], { axes: [-1], keepDims: true }, { part: 'mean' });
  const shifted = draft.emit('affine', [mean], { scale: 1, shift: call.float('epsilon') ?? 1e-5 }, { part: 'shifted' });
  const root = draft.emit('unary', [shifted], { function: 'sqrt' }, { part: 'root' });
  const normed = draft.emit('div', [x, root], {}, { part: 'normed' });
  return draft.emit('mul', [normed, learnedInput(call, inputs, scale, 'a scale', translation)], {});
}

const simplifiedLayerNorm: Handler = (call, inputs, translation) =>
  rootMeanSquareNorm(call, inputs, translation.draft.asNode(required(call, inputs, 0)), 1, translation);

const skipSimplifiedLayerNorm: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const both = draft.emit(
    'add',
    [draft.asNode(required(call, inputs, 0)), draft.asNode(required(call, inputs, 1))],
    {},
    { part: 'sum' },
  );
  const x = plus(call, inputs, 3, both, translation);
  return [rootMeanSquareNorm(call, inputs, x, 2, translation), x, x, x];
};

function gelu(approximate: 'none' | 'tanh', bias: number | undefined): Handler {
  return (call, inputs, translation) => {
    const x = translation.draft.asNode(required(call, inputs, 0));
    const y = bias === undefined ? x : plus(call, inputs, bias, x, translation);
    return translation.draft.emit('gelu', [y], { approximate });
  };
}

/** Words, their places and their segments, summed and normed; also the mask, which ONNX Runtime turns into lengths, and the sum. */
const embedLayerNorm =
  (
    tensors: (call: Call, inputs: readonly (Value | undefined)[], place: number, what: string) => TensorValues,
    idsPlace?: number,
  ): Handler =>
  (call, inputs, translation) => {
    const { draft } = translation;
    const ids = draft.asNode(required(call, inputs, 0));
    const tokens = fixedDim(call, ids.shape, 1);
    const table = (place: number, what: string): TensorValues => tensors(call, inputs, place, what);
    const embedded = (of: NodeValue, place: number, part: string): NodeValue => {
      const weight = table(place, 'a table');
      const [count, features] = weight.shape;
      if (count === undefined || features === undefined) throw call.fault('a table of two axes', `(${weight.shape.join(', ')})`);
      return draft.emit('embedding', [of], { count, features }, { weights: { weight }, part });
    };
    const words = embedded(ids, 2, 'words');
    const given = idsPlace === undefined ? undefined : inputs[idsPlace];
    const start = given === undefined ? 0 : plainScalar(given);
    const positions = given === undefined || start === 0 ? undefined : plainList(given);
    if (given !== undefined && given.kind !== 'node' && start !== 0 && positions === undefined)
      throw call.fault('positions that are known or fed');
    const places =
      given?.kind === 'node'
        ? embedded(given, 3, 'places')
        : knownPlaces(
            call,
            table(3, 'a table'),
            positions ?? Array.from({ length: elementCount(call, [tokens]) }, (_, i) => i),
            translation,
          );
    const placed = draft.emit('add', [words, places], {}, { part: 'placed' });
    const segments = inputs[1];
    const sum =
      segments === undefined || inputs[4] === undefined
        ? placed
        : draft.emit('add', [placed, embedded(draft.asNode(segments), 4, 'segments')], {}, { part: 'sum' });
    const length = fixedDim(call, sum.shape, 2);
    const eps = call.float('epsilon') ?? 1e-12;
    const flat = (values: TensorValues): TensorValues => ({ ...values, shape: [length] });
    const weights = { scale: flat(table(5, 'a scale')), shift: flat(table(6, 'a shift')) };
    const y = draft.emit('layerNorm', [sum], { axis: -1, eps: eps > 0 ? eps : 1e-12, affine: true }, { weights });
    return [y, inputs[7] ?? { kind: 'known', shape: [1], data: [tokens], isFloat: false }, sum];
  };

/** Rows of a learned table, the same for every sample. */
function knownPlaces(call: Call, table: TensorValues, positions: readonly number[], { draft }: Translation): NodeValue {
  const all = draft.asNode({ kind: 'weight', root: inputName(call, 3), values: table, moves: [], shape: table.shape });
  return draft.emit('gather', [all], { axis: 0, indices: [...positions] }, { part: 'places' });
}

/** Tables of 8 bits: the scales of place n are n + 6 places behind it, their zero points 5 behind these. */
const quantisedTable = (call: Call, inputs: readonly (Value | undefined)[], place: number, what: string): TensorValues =>
  dequantised(
    call,
    tensorInput(call, inputs, place, what),
    tensorInput(call, inputs, place + 6, 'a scale'),
    inputs[place + 11] === undefined ? undefined : tensorInput(call, inputs, place + 11, 'a zero point'),
    0,
  );

/** Operators of com.microsoft. */
export const microsoftOps = {
  ...microsoftQuantizedOps,
  ...microsoftAttentionOps,
  FusedConv: (call, inputs, translation) => {
    const y = translation.draft.asNode(
      conv(call, inputs.slice(0, 3), translation, call.text('activation') === undefined ? undefined : 'conv') as Value,
    );
    const sum =
      inputs[3] === undefined
        ? y
        : translation.draft.emit('add', [y, translation.draft.asNode(required(call, inputs, 3))], {}, { part: 'sum' });
    return activated(call, sum, translation);
  },
  FusedGemm: (call, inputs, translation) =>
    activated(call, translation.draft.asNode(gemm(call, inputs, translation) as Value), translation),
  FusedMatMul: fusedMatMul,
  TransposeMatMul: fusedMatMul,
  Gelu: gelu('none', undefined),
  BiasGelu: gelu('none', 1),
  FastGelu: gelu('tanh', 1),
  QuickGelu: (call, inputs, { draft }) => {
    const x = draft.asNode(required(call, inputs, 0));
    const line = draft.emit('affine', [x], { scale: call.float('alpha') ?? 1.702, shift: 0 }, { part: 'line' });
    return draft.emit('mul', [x, draft.emit('sigmoid', [line], {}, { part: 'gate' })], {});
  },
  SkipLayerNormalization: skipLayerNorm,
  SimplifiedLayerNormalization: simplifiedLayerNorm,
  SkipSimplifiedLayerNormalization: skipSimplifiedLayerNorm,
  EmbedLayerNormalization: embedLayerNorm(tensorInput, 8),
  /** The mask stands between the tables and their scales. */
  QEmbedLayerNormalization: embedLayerNorm(quantisedTable),
  GemmFastGelu: (call, inputs, translation) => {
    const y = translation.draft.asNode(gemm(call, inputs, translation) as Value);
    return translation.draft.emit('gelu', [y], { approximate: 'tanh' }, { part: 'gelu' });
  },
} satisfies HandlerFamily;
