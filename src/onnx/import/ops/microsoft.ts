/** Operators that ONNX Runtime fuses (domain com.microsoft), split again. */
import type { Call } from '../call.js';
import { shortestFloat } from '../../../core/shortest-float.js';
import { fixedDim, learnedInput, required, vectorInput, type Handler, type HandlerFamily, type Translation } from '../handler.js';
import type { NodeValue, Value } from '../values.js';
import { activationOps } from './activation.js';
import { conv, gemm } from './linear.js';
import { microsoftQuantizedOps } from './quantized.js';

/** The activation that `activation` and `activation_params` name, applied to the result. */
function activated(call: Call, x: NodeValue, translation: Translation): NodeValue {
  const name = call.text('activation');
  if (name === undefined || name === '') return x;
  const params = (call.floats('activation_params') ?? []).map(shortestFloat);
  const alpha = params[0] ?? call.float('activation_alpha');
  const beta = params[1] ?? call.float('activation_beta');
  if (!Object.hasOwn(activationOps, name)) throw call.fault('a known activation', name);
  const float = (asked: string): number | undefined =>
    name === 'Clip' ? (asked === 'min' ? params[0] : params[1]) : asked === 'alpha' ? alpha : asked === 'beta' ? beta : undefined;
  const made = activationOps[name]({ ...call, opset: 6, float }, [x], translation);
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

/** Attention of packed queries, keys and values: (batch, tokens, features) times (features, 3 x hidden), without mask or past. */
const attention: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  for (const [place, what] of [
    [3, 'mask'],
    [4, 'past'],
    [5, 'bias of the scores'],
  ] as const)
    if (inputs[place] !== undefined && place !== 3) throw call.fault(`attention without a ${what}`);
  const heads = call.int('num_heads') ?? 0;
  const x = draft.asNode(required(call, inputs, 0));
  const projected = draft.asNode(
    gemm(
      { ...call, float: () => undefined, int: () => undefined },
      [x, required(call, inputs, 1), inputs[2]],
      translation,
    ) as Value,
  );
  const all = fixedDim(call, projected.shape, 2);
  const tokens = fixedDim(call, x.shape, 1);
  const hidden = all / 3;
  const width = hidden / heads;
  if (!Number.isInteger(width) || (call.ints('qkv_hidden_sizes') ?? [hidden]).some((own) => own !== hidden))
    throw call.fault('queries, keys and values of equal width that heads divide', `${all} for ${heads} heads`);
  const part = (at: number, permutation: readonly number[], name: string): NodeValue => {
    const cut = draft.emit(
      'slice',
      [projected],
      { axis: 2, start: at * hidden, end: (at + 1) * hidden, step: 1 },
      { part: name },
    );
    const apart = draft.emit('reshape', [cut], { shape: [0, tokens, heads, width] }, { part: `${name}/heads` });
    return draft.emit('transpose', [apart], { permutation }, { part: `${name}/turned` });
  };
  const scores = draft.emit('matmul', [part(0, [0, 2, 1, 3], 'query'), part(1, [0, 2, 3, 1], 'key')], {}, { part: 'products' });
  const scale = call.float('scale') || 1 / Math.sqrt(width);
  const scaled = draft.emit('affine', [scores], { scale, shift: 0 }, { part: 'scores' });
  const weights = draft.emit('softmax', [scaled], { axis: -1 }, { part: 'weights' });
  const mixed = draft.emit('matmul', [weights, part(2, [0, 2, 1, 3], 'value')], {}, { part: 'mixed' });
  const back = draft.emit('transpose', [mixed], { permutation: [0, 2, 1, 3] }, { part: 'back' });
  return draft.emit('reshape', [back], { shape: [0, tokens, hidden] });
};

/** Operators of com.microsoft. */
export const microsoftOps: HandlerFamily = {
  ...microsoftQuantizedOps,
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
  Attention: attention,
};
