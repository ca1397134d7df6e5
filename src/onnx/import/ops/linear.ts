/** Convolutions and matrix products. */
import { lengthAt, product } from '../../../arch/ops/shapes.js';
import type { TensorValues } from '../../../arch/weights.js';
import type { Call } from '../call.js';
import { lengthInWords } from '../dims.js';
import { afterMove, matrixTurn, movedNumbers, movedValues } from '../moved-values.js';
import { plainScalar } from '../resolve.js';
import { turnedMatrix } from '../strided.js';
import {
  learnedInput,
  nodeInput,
  required,
  tensorInput,
  vectorInput,
  type Handler,
  type HandlerFamily,
  type Translation,
} from '../handler.js';
import type { NodeValue, Value, WeightValue } from '../values.js';
import { transposedAttrs, windowAttrs } from './windows.js';

/** @param part names the convolution, where it is not all of its node. */
export const conv = (call: Call, inputs: readonly (Value | undefined)[], translation: Translation, part?: string): NodeValue => {
  const x = nodeInput(call, inputs, 0, translation);
  const weight = tensorInput(call, inputs, 1, 'a weight');
  const [outChannels, inGroup, ...sides] = weight.shape;
  const kernel = call.ints('kernel_shape') ?? sides;
  const groups = call.int('group') ?? 1;
  if (weight.shape.length !== x.shape.length || outChannels === undefined || inGroup === undefined)
    throw call.fault(`a weight of ${Math.max(3, x.shape.length)} axes`, `(${weight.shape.join(', ')})`);
  if (kernel.join() !== sides.join()) throw call.fault(`a kernel_shape as the weight's (${sides.join(', ')})`, kernel.join(', '));
  if (!(groups >= 1) || x.shape[1] !== inGroup * groups)
    throw call.fault(`${inGroup * groups} input channels for this weight`, lengthInWords(x.shape[1]));
  const bias = inputs[2] === undefined ? undefined : vectorInput(call, inputs, 2, 'a bias', outChannels);
  const attrs = { ...windowAttrs(call, x, kernel), outChannels, groups, bias: bias !== undefined };
  if (attrs.padding.some((amount) => amount < 0)) throw call.fault('padding of at least 0', attrs.padding.join(', '));
  return translation.draft.emit('conv', [x], attrs, {
    weights: { weight, ...(bias && { bias }) },
    ...(part === undefined ? {} : { part }),
  });
};

const convTranspose: Handler = (call, inputs, translation) => {
  const x = nodeInput(call, inputs, 0, translation);
  const weight = tensorInput(call, inputs, 1, 'a weight');
  const [inChannels, outGroup, ...kernel] = weight.shape;
  const groups = call.int('group') ?? 1;
  if (weight.shape.length !== x.shape.length || inChannels === undefined || outGroup === undefined)
    throw call.fault(`a weight of ${Math.max(3, x.shape.length)} axes`, `(${weight.shape.join(', ')})`);
  if (x.shape[1] !== inChannels) throw call.fault(`${inChannels} input channels for this weight`, lengthInWords(x.shape[1]));
  const outChannels = outGroup * groups;
  const bias = inputs[2] === undefined ? undefined : vectorInput(call, inputs, 2, 'a bias', outChannels);
  const attrs = { ...transposedAttrs(call, x, kernel), outChannels, groups, bias: bias !== undefined };
  return translation.draft.emit('convTranspose', [x], attrs, { weights: { weight, ...(bias && { bias }) } });
};

/** A matrix with its two axes exchanged: ONNX multiplies from the right, the IR's weight is (out, in). */
export function turned({ shape, load, source }: TensorValues): TensorValues {
  const rows = lengthAt(shape, 0);
  const columns = lengthAt(shape, 1);
  return {
    shape: [columns, rows],
    load: async () => turnedMatrix(await load(), rows, columns),
    ...(source === undefined ? {} : { source: afterMove(source, matrixTurn) }),
  };
}

function scaled(tensor: TensorValues, factor: number): TensorValues {
  if (factor === 1) return tensor;
  return {
    shape: tensor.shape,
    load: async () => (await tensor.load()).map((value) => factor * value),
    ...(tensor.source === undefined ? {} : { source: afterMove(tensor.source, `times ${factor}`) }),
  };
}

export function linear(
  call: Call,
  x: NodeValue,
  weight: TensorValues,
  bias: TensorValues | undefined,
  { draft }: Translation,
): NodeValue {
  const [outFeatures, inFeatures] = weight.shape;
  if (outFeatures === undefined) throw call.fault('a weight of two axes', '()');
  const own = x.shape.at(-1);
  if (own !== inFeatures) throw call.fault(`${inFeatures} input features for this weight`, lengthInWords(own));
  return draft.emit('linear', [x], { outFeatures, bias: bias !== undefined }, { weights: { weight, ...(bias && { bias }) } });
}

const isStored = (value: Value): boolean => value.kind === 'weight' || value.kind === 'known';

export const gemm: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const [alpha, beta] = [call.float('alpha') ?? 1, call.float('beta') ?? 1];
  const a = nodeInput(call, inputs, 0, translation);
  const x = call.int('transA') === 1 ? draft.emit('transpose', [a], { permutation: [1, 0] }, { part: 'transpose' }) : a;
  const given = required(call, inputs, 1);
  const isTurned = call.int('transB') === 1;
  if (!isStored(given)) {
    const b = draft.asNode(given);
    const y = draft.emit(
      'matmul',
      [x, isTurned ? draft.emit('transpose', [b], { permutation: [1, 0] }, { part: 'turn' }) : b],
      {},
      { part: 'product' },
    );
    const z = alpha === 1 ? y : draft.emit('affine', [y], { scale: alpha, shift: 0 }, { part: 'scale' });
    if (inputs[2] === undefined) return z;
    const c = nodeInput(call, inputs, 2, translation);
    return draft.emit('add', [z, beta === 1 ? c : draft.emit('affine', [c], { scale: beta, shift: 0 }, { part: 'beta' })], {});
  }
  const stored = tensorInput(call, inputs, 1, 'a weight');
  if (stored.shape.length !== 2) throw call.fault('a weight of two axes', `(${stored.shape.join(', ')})`);
  const weight = scaled(isTurned ? stored : turned(stored), alpha);
  const outFeatures = lengthAt(weight.shape, 0);
  const c = inputs[2];
  const isVector = c !== undefined && isStored(c) && c.kind !== 'node' && product(c.shape as number[]) === outFeatures;
  if (c === undefined || plainScalar(c) === 0) return linear(call, x, weight, undefined, translation);
  if (isVector) return linear(call, x, weight, scaled(vectorInput(call, inputs, 2, 'a bias', outFeatures), beta), translation);
  const y = draft.emit('linear', [x], { outFeatures, bias: false }, { weights: { weight }, part: 'product' });
  const added = learnedInput(call, inputs, 2, 'a bias', translation);
  return draft.emit(
    'add',
    [y, beta === 1 ? added : draft.emit('affine', [added], { scale: beta, shift: 0 }, { part: 'beta' })],
    {},
  );
};

const matMul: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const [a, b] = [required(call, inputs, 0), required(call, inputs, 1)];
  // Two stored matrices: the left one is a table of coordinates or the like, what multiplies it is learned.
  const left = a.kind === 'weight' && isStored(b) && !translation.isOwn ? (movedNumbers(a) ?? a) : a;
  // In files of Assay a learned operand of a product of activations has the name of its node, a weight that of its layer.
  const isOperand = translation.isOwn && (b.kind === 'known' || (b.kind === 'weight' && b.root.endsWith('/value')));
  if (isStored(b) && !isOperand && (b as WeightValue).shape.length === 2) {
    const tensor = b.kind === 'weight' ? movedValues(b) : tensorInput(call, inputs, 1, 'a weight');
    return linear(call, draft.asNode(left), turned(tensor), undefined, translation);
  }
  return draft.emit('matmul', [draft.asNode(left), draft.asNode(b)], {});
};

/** `bhid,bhjd->bhij` and the like: one axis summed, one axis of each side kept, the others shared. */
const einsum: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const equation = (call.text('equation') ?? '').replace(/\s/g, '');
  const [, first = '', second = '', result = ''] = /^([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)$/.exec(equation) ?? [];
  const given = [nodeInput(call, inputs, 0, translation), nodeInput(call, inputs, 1, translation)] as const;
  if (first === '' || inputs.length !== 2) throw call.fault('a product of two tensors', JSON.stringify(equation));
  const [left, right, out] = [[...first], [...second], [...result]] as const;
  const shared = out.filter((letter) => left.includes(letter) && right.includes(letter));
  const summed = left.filter((letter) => right.includes(letter) && !out.includes(letter));
  const rows = left.filter((letter) => !right.includes(letter));
  const columns = right.filter((letter) => !left.includes(letter));
  const isPlain =
    summed.length === 1 &&
    rows.length === 1 &&
    columns.length === 1 &&
    out.length === shared.length + 2 &&
    new Set(left).size === left.length &&
    new Set(right).size === right.length;
  if (!isPlain) throw call.fault('a batched matrix product', JSON.stringify(equation));
  const arrange = (x: NodeValue, from: readonly string[], to: readonly string[], part?: string): NodeValue => {
    if (x.shape.length !== from.length) throw call.fault(`an input of ${from.length} axes`, `${x.shape.length}`);
    const permutation = to.map((letter) => from.indexOf(letter));
    return permutation.every((axis, i) => axis === i)
      ? x
      : draft.emit('transpose', [x], { permutation }, part === undefined ? {} : { part });
  };
  const a = arrange(given[0], left, [...shared, ...rows, ...summed], 'left');
  const b = arrange(given[1], right, [...shared, ...summed, ...columns], 'right');
  const order = [...shared, ...rows, ...columns];
  const isOrdered = order.join() === out.join();
  const y = draft.emit('matmul', [a, b], {}, isOrdered ? {} : { part: 'product' });
  return arrange(y, order, out);
};

export const linearOps: HandlerFamily = {
  Conv: (call, inputs, translation) => conv(call, inputs, translation),
  ConvTranspose: convTranspose,
  Gemm: gemm,
  MatMul: matMul,
  Einsum: einsum,
};
