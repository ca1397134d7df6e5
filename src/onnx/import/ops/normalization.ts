/** Normalisations that ONNX has operators for; spelled-out ones are found by the patterns. */
import { must } from '../../../core/must.js';
import { product } from '../../../arch/ops/shapes.js';
import { resolvedAxis } from '../resolve.js';
import {
  fixedDim,
  type Handler,
  type HandlerFamily,
  inputName,
  isConstantOf,
  nodeInput,
  required,
  type Translation,
  vectorInput,
} from '../handler.js';
import type { Call } from '../call.js';
import type { DraftWeights, NodeValue, Value } from '../values.js';

function epsilon(call: Call, none: number): number {
  const eps = call.float('epsilon') ?? none;
  // A norm may be written with epsilon 0; the IR needs a positive one, and the difference cannot be seen in float32.
  return eps > 0 ? eps : 1e-12;
}

/** Scale and shift of so many elements; none where the file says ones and zeros in so many words. */
function affineWeights(call: Call, inputs: readonly (Value | undefined)[], length: number): DraftWeights | undefined {
  if (isConstantOf(inputs[1], 1) && isConstantOf(inputs[2], 0)) return undefined;
  return { scale: vectorInput(call, inputs, 1, 'a scale', length), shift: vectorInput(call, inputs, 2, 'a shift', length) };
}

const batchNorm: Handler = (call, inputs, translation) => {
  const x = nodeInput(call, inputs, 0, translation);
  const channels = fixedDim(call, x.shape, 1);
  const affine = affineWeights(call, inputs, channels);
  const state = {
    mean: vectorInput(call, inputs, 3, 'a mean', channels),
    variance: vectorInput(call, inputs, 4, 'a variance', channels),
  };
  return translation.draft.emit(
    'batchNorm',
    [x],
    { eps: epsilon(call, 1e-5), affine: affine !== undefined },
    { weights: { ...affine, ...state } },
  );
};

const instanceNorm: Handler = (call, inputs, translation) => {
  const x = nodeInput(call, inputs, 0, translation);
  const affine = affineWeights(call, inputs, fixedDim(call, x.shape, 1));
  return translation.draft.emit(
    'instanceNorm',
    [x],
    { eps: epsilon(call, 1e-5), affine: affine !== undefined },
    { weights: affine ?? {} },
  );
};

const groupNorm: Handler = (call, inputs, translation) => {
  const x = nodeInput(call, inputs, 0, translation);
  const channels = fixedDim(call, x.shape, 1);
  const groups = call.int('num_groups') ?? 0;
  const attrs = { groups, eps: epsilon(call, 1e-5) };
  // Until opset 20 scale and shift were one a group.
  const each = call.opset < 21 ? channels / groups : 1;
  if (!Number.isInteger(each)) throw call.fault(`groups that divide ${channels} channels`, `${groups}`);
  if (each > 1) return groupNormByGroup(call, inputs, translation, x, attrs);
  const given = affineWeights(call, inputs, channels);
  return translation.draft.emit('groupNorm', [x], { ...attrs, affine: given !== undefined }, { weights: given ?? {} });
};

/** One scale and one shift a group: learned as they are stored, each read by all channels of its group. */
function groupNormByGroup(
  call: Call,
  inputs: readonly (Value | undefined)[],
  { draft }: Translation,
  x: NodeValue,
  attrs: { readonly groups: number; readonly eps: number },
): NodeValue {
  const channels = fixedDim(call, x.shape, 1);
  const each = channels / attrs.groups;
  const given = affineWeights(call, inputs, attrs.groups);
  if (given === undefined) return draft.emit('groupNorm', [x], { ...attrs, affine: false });
  const spread = (name: 'scale' | 'shift', place: number): NodeValue => {
    const values = must(given[name], 'a scale and a shift');
    const root = inputName(call, place);
    const own = draft.asNode({ kind: 'weight', root, values, moves: [], shape: [attrs.groups] });
    const indices = Array.from({ length: channels }, (_, channel) => Math.floor(channel / each));
    const wide = draft.emit('gather', [own], { axis: 0, indices }, { part: `${name}/spread` });
    return draft.emit('reshape', [wide], { shape: [channels, ...x.shape.slice(2).map(() => 1)] }, { part: name });
  };
  const normed = draft.emit('groupNorm', [x], { ...attrs, affine: false }, { part: 'norm' });
  const scaled = draft.emit('mul', [normed, spread('scale', 1)], {}, { part: 'scaled' });
  return draft.emit('add', [scaled, spread('shift', 2)], {});
}

const layerNorm: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const x = nodeInput(call, inputs, 0, translation);
  const axis = resolvedAxis(call, call.int('axis') ?? -1, x.shape.length);
  const shape = x.shape.slice(axis).map((_, i) => fixedDim(call, x.shape, axis + i));
  const attrs = { axis: translation.isOwn ? (call.int('axis') ?? -1) : axis - x.shape.length, eps: epsilon(call, 1e-5) };
  const length = product(shape);
  if (isConstantOf(inputs[1], 1) && (inputs[2] === undefined || isConstantOf(inputs[2], 0)))
    return draft.emit('layerNorm', [x], { ...attrs, affine: false });
  if (inputs[2] === undefined) {
    const plain = draft.emit('layerNorm', [x], { ...attrs, affine: false }, { part: 'norm' });
    return draft.emit('mul', [plain, draft.asNode(required(call, inputs, 1))], {});
  }
  const own = (place: number, what: string): DraftWeights[string] => ({
    ...vectorInput(call, inputs, place, what, length),
    shape,
  });
  return draft.emit(
    'layerNorm',
    [x],
    { ...attrs, affine: true },
    { weights: { scale: own(1, 'a scale'), shift: own(2, 'a shift') } },
  );
};

/** x / (bias + alpha * mean over `size` neighbouring channels of x^2) ^ beta, with an average pool along the channels. */
const localResponseNorm: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const x = nodeInput(call, inputs, 0, translation);
  const size = call.int('size') ?? 1;
  const [alpha, beta, bias] = [call.float('alpha') ?? 1e-4, call.float('beta') ?? 0.75, call.float('bias') ?? 1];
  const channels = fixedDim(call, x.shape, 1);
  const space = x.shape.slice(2).map((_, i) => fixedDim(call, x.shape, i + 2));
  const before = Math.floor((size - 1) / 2);
  const square = draft.emit('mul', [x, x], {}, { part: 'square' });
  const flat = draft.emit('reshape', [square], { shape: [0, 1, channels, product(space)] }, { part: 'rows' });
  const window = { kernel: [size, 1], stride: [1, 1], padding: [before, 0, size - 1 - before, 0], dilation: [1, 1] };
  const mean = draft.emit('avgPool', [flat], { ...window, ceil: false, countPadding: true }, { part: 'mean' });
  const energy = draft.emit(
    'affine',
    [draft.emit('reshape', [mean], { shape: [0, channels, ...space] }, { part: 'back' })],
    { scale: alpha, shift: bias },
    { part: 'energy' },
  );
  const power = draft.emit(
    'affine',
    [draft.emit('unary', [energy], { function: 'log' }, { part: 'log' })],
    { scale: -beta, shift: 0 },
    { part: 'power' },
  );
  return draft.emit('mul', [x, draft.emit('unary', [power], { function: 'exp' }, { part: 'exp' })], {});
};

/** x / |x| along an axis, by the first or second norm. */
const lpNormalization: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const x = nodeInput(call, inputs, 0, translation);
  const axis = resolvedAxis(call, call.int('axis') ?? -1, x.shape.length);
  const length = fixedDim(call, x.shape, axis);
  const isSecond = (call.int('p') ?? 2) === 2;
  const size = isSecond
    ? draft.emit('mul', [x, x], {}, { part: 'square' })
    : draft.emit('unary', [x], { function: 'abs' }, { part: 'abs' });
  const mean = draft.emit('mean', [size], { axes: [axis], keepDims: true }, { part: 'mean' });
  const sum = draft.emit('affine', [mean], { scale: length, shift: 0 }, { part: 'sum' });
  return draft.emit('div', [x, isSecond ? draft.emit('unary', [sum], { function: 'sqrt' }, { part: 'root' }) : sum], {});
};

export const normalizationOps: HandlerFamily = {
  BatchNormalization: batchNorm,
  InstanceNormalization: instanceNorm,
  GroupNormalization: groupNorm,
  LayerNormalization: layerNorm,
  LRN: localResponseNorm,
  LpNormalization: lpNormalization,
};
