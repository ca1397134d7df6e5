/**
 * Attention as one operator (ONNX from operator set 23, ONNX Runtime's), taken apart: products of queries and keys, a mask, a softmax,
 * a mixture of values. Rows are (batch, tokens, heads x width) or (batch, heads, tokens, width).
 */
import type { Call } from '../call.js';
import {
  fixedDim,
  inputName,
  learnedInput,
  required,
  tensorInput,
  type Handler,
  type HandlerFamily,
  type Translation,
} from '../handler.js';
import { elementCount } from '../fold/lengths.js';
import { plainList, plainScalar } from '../resolve.js';
import type { NodeValue, Value, WeightValue } from '../values.js';
import { gemm } from './linear.js';
import { dequantised } from './quantized.js';
import { plainDim, positionsOf, rotated } from './rotation.js';

/** What stands for minus infinity before a softmax. */
const far = 1e4;

/** Something of queries, keys and values. */
type Three<T> = readonly [query: T, key: T, value: T];

function eachOf<A, B>([query, key, value]: Three<A>, make: (of: A, part: string) => B): Three<B> {
  return [make(query, 'query'), make(key, 'key'), make(value, 'value')];
}

/** Lengths of the axes after the batch. */
function afterBatch(call: Call, x: NodeValue): Three<number> {
  return [fixedDim(call, x.shape, 1), fixedDim(call, x.shape, 2), fixedDim(call, x.shape, 3)];
}

interface Heads {
  readonly heads: number;
  readonly part: string;
}

/** (batch, tokens, heads x width) as (batch, heads, tokens, width). */
function apart(call: Call, x: NodeValue, { heads, part }: Heads, { draft }: Translation): NodeValue {
  const [tokens, all] = [fixedDim(call, x.shape, 1), fixedDim(call, x.shape, 2)];
  const width = all / heads;
  if (!Number.isInteger(width)) throw call.fault('a width that heads divide', `${all} for ${heads} heads`);
  const split = draft.emit('reshape', [x], { shape: [0, tokens, heads, width] }, { part: `${part}/heads` });
  return draft.emit('transpose', [split], { permutation: [0, 2, 1, 3] }, { part });
}

/** The other way round. */
function joined(call: Call, x: NodeValue, { draft }: Translation): NodeValue {
  const [heads, tokens, width] = afterBatch(call, x);
  const turned = draft.emit('transpose', [x], { permutation: [0, 2, 1, 3] }, { part: 'back' });
  return draft.emit('reshape', [turned], { shape: [0, tokens, heads * width] });
}

/** Heads of keys and values, each as often as there are queries for it. */
function spread(call: Call, x: NodeValue, heads: number, part: string, { draft }: Translation): NodeValue {
  const given = fixedDim(call, x.shape, 1);
  if (given === heads) return x;
  if (given === 0 || heads % given !== 0) throw call.fault(`heads that divide ${heads}`, `${given}`);
  const indices = Array.from({ length: elementCount(call, [heads]) }, (_, head) => Math.floor((head * given) / heads));
  return draft.emit('gather', [x], { axis: 1, indices }, { part });
}

/** Keys or values with those of earlier tokens before them. */
function withPast(call: Call, past: Value | undefined, now: NodeValue, part: string, { draft }: Translation): NodeValue {
  if (past === undefined) return now;
  const before = draft.asNode(past);
  if (before.shape.length !== 4)
    throw call.fault('earlier tokens as (batch, heads, tokens, width)', `${before.shape.length} axes`);
  return draft.emit('concat', [before, now], { axis: 2 }, { part });
}

/** Minus much, where a key comes after its query; the last query is at the last key. */
function causalMask(call: Call, queries: number, keys: number): Value {
  const data = Array.from({ length: elementCount(call, [queries, keys]) }, (_, i) =>
    (i % keys) - (keys - queries) > Math.floor(i / keys) ? -far : 0,
  );
  return { kind: 'known', shape: [1, 1, queries, keys], data, isFloat: true };
}

interface Attended {
  readonly query: NodeValue;
  readonly key: NodeValue;
  readonly value: NodeValue;
  readonly scale: number | undefined;
  readonly isCausal: boolean;
  /** Added to the products. */
  readonly biases: readonly NodeValue[];
}

/** softmax(query key^T scale + biases) value, all of (batch, heads, tokens, width). */
function attend(call: Call, { query, key, value, scale, isCausal, biases }: Attended, translation: Translation): NodeValue {
  const { draft } = translation;
  const [heads, queries, width] = afterBatch(call, query);
  const [keys, values] = [spread(call, key, heads, 'keys', translation), spread(call, value, heads, 'values', translation)];
  const turned = draft.emit('transpose', [keys], { permutation: [0, 1, 3, 2] }, { part: 'turned' });
  const products = draft.emit('matmul', [query, turned], {}, { part: 'products' });
  const scaled = draft.emit('affine', [products], { scale: scale ?? 1 / Math.sqrt(width), shift: 0 }, { part: 'scores' });
  const mask = isCausal && queries > 1 ? [draft.asNode(causalMask(call, queries, fixedDim(call, keys.shape, 2)))] : [];
  const biased = [...biases, ...mask].reduce(
    (scores, bias, i) => draft.emit('add', [scores, bias], {}, { part: `biased${i}` }),
    scaled,
  );
  const weights = draft.emit('softmax', [biased], { axis: -1 }, { part: 'weights' });
  return draft.emit('matmul', [weights, values], {}, { part: 'mixed' });
}

/** 1 for what is seen and 0 for the rest, as what is added to the products; (batch, keys), (batch, queries, keys) or four axes. */
function maskBias(call: Call, mask: Value, translation: Translation): NodeValue | undefined {
  const { draft } = translation;
  // Lengths of the sequences, all of them full: a score's samples have no padding.
  if (mask.shape.length < 2) return undefined;
  const list = plainList(mask);
  if (list?.every((one) => one !== 0) === true || plainScalar(mask) === 1) return undefined;
  const x = draft.asNode(mask);
  const bias = draft.emit('affine', [x], { scale: far, shift: -far }, { part: 'mask' });
  const lengths = x.shape.slice(1).map((_, i) => fixedDim(call, x.shape, i + 1));
  if (lengths.length === 3) return bias;
  const shape = lengths.length === 1 ? [0, 1, 1, ...lengths] : [0, 1, ...lengths];
  return draft.emit('reshape', [bias], { shape }, { part: 'mask/axes' });
}

const optional = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);

/** A scale of 0 is none. */
const scaleOf = (call: Call): number | undefined => call.float('scale') || undefined;

/** Queries, keys and values side by side, (batch, tokens, 3 x hidden), with a mask, earlier tokens and a bias of the products. */
function packedAttention(
  call: Call,
  projected: NodeValue,
  {
    mask,
    past,
    bias,
  }: { readonly mask?: Value | undefined; readonly past?: Value | undefined; readonly bias?: Value | undefined },
  translation: Translation,
): readonly NodeValue[] {
  const { draft } = translation;
  const heads = call.int('num_heads') ?? 0;
  const all = fixedDim(call, projected.shape, 2);
  const sizes = call.ints('qkv_hidden_sizes') ?? [all / 3, all / 3, all / 3];
  const [queries = 0, keys = 0, values = 0] = sizes;
  if (sizes.length !== 3 || sizes.some((size) => !Number.isInteger(size / heads)) || queries + keys + values !== all)
    throw call.fault('queries, keys and values that heads divide', `${all} for ${heads} heads`);
  let start = 0;
  const [query, freshKey, freshValue] = eachOf([queries, keys, values], (size, part) => {
    const cut = { axis: 2, start, end: start + size, step: 1 };
    start += size;
    return apart(call, draft.emit('slice', [projected], cut, { part: `${part}/cut` }), { heads, part }, translation);
  });
  const [pastKey, pastValue] = pastPair(call, past, translation);
  const key = withPast(call, pastKey, freshKey, 'allKeys', translation);
  const value = withPast(call, pastValue, freshValue, 'allValues', translation);
  const biases = [
    ...(mask === undefined ? [] : optional(maskBias(call, mask, translation))),
    ...optional(bias).map((one) => draft.asNode(one)),
  ];
  const isCausal = call.int('unidirectional') === 1;
  return [joined(call, attend(call, { query, key, value, scale: scaleOf(call), isCausal, biases }, translation), translation)];
}

/** Earlier keys and values, (2, batch, heads, tokens, width). */
function pastPair(call: Call, past: Value | undefined, { draft }: Translation): readonly (NodeValue | undefined)[] {
  if (past === undefined) return [];
  const x = draft.asNode(past);
  if (x.shape.length !== 5 || x.shape[0] !== 2) throw call.fault('earlier tokens as (2, batch, heads, tokens, width)');
  const rest = x.shape.slice(2).map((_, i) => fixedDim(call, x.shape, i + 2));
  return [0, 1].map((at) => {
    const cut = draft.emit('slice', [x], { axis: 0, start: at, end: at + 1, step: 1 }, { part: `past${at}/cut` });
    const turned = draft.emit('transpose', [cut], { permutation: [1, 0, 2, 3, 4] }, { part: `past${at}/turned` });
    return draft.emit('reshape', [turned], { shape: [0, ...rest] }, { part: `past${at}` });
  });
}

const attention: Handler = (call, inputs, translation) => {
  const x = translation.draft.asNode(required(call, inputs, 0));
  const plainCall = { ...call, float: () => undefined, int: () => undefined };
  const projected = translation.draft.asNode(gemm(plainCall, [x, required(call, inputs, 1), inputs[2]], translation) as Value);
  return packedAttention(call, projected, { mask: inputs[3], past: inputs[4], bias: inputs[5] }, translation);
};

/** The same with a weight of integers. */
const quantisedAttention: Handler = (call, inputs, translation) => {
  const weight = dequantised(
    call,
    tensorInput(call, inputs, 1, 'a weight'),
    tensorInput(call, inputs, 4, 'a scale'),
    inputs[7] === undefined ? undefined : tensorInput(call, inputs, 7, 'a zero point'),
    1,
  );
  const stored: WeightValue = { kind: 'weight', root: inputName(call, 1), values: weight, moves: [], shape: weight.shape };
  const x = translation.draft.asNode(required(call, inputs, 0));
  const plainCall = { ...call, float: () => undefined, int: () => undefined };
  const projected = translation.draft.asNode(gemm(plainCall, [x, stored, inputs[2]], translation) as Value);
  return packedAttention(call, projected, { mask: inputs[5], past: inputs[8] }, translation);
};

/** (batch, tokens, heads, count, width) of keys and values, or of all three, as one of them. */
function unpacked(call: Call, x: NodeValue, at: number, part: string, { draft }: Translation): NodeValue {
  const [tokens, heads] = afterBatch(call, x);
  const width = fixedDim(call, x.shape, 4);
  const cut = draft.emit('slice', [x], { axis: 3, start: at, end: at + 1, step: 1 }, { part: `${part}/cut` });
  return draft.emit('reshape', [cut], { shape: [0, tokens, heads * width] }, { part: `${part}/row` });
}

/** Queries, keys and values of their own, with a bias for all three. */
const multiHeadAttention: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const heads = call.int('num_heads') ?? 0;
  const [given, packed] = [draft.asNode(required(call, inputs, 0)), inputs[1] && draft.asNode(inputs[1])];
  const isAll = given.shape.length === 5;
  const isPair = packed?.shape.length === 5;
  const rows: Three<NodeValue> = isAll
    ? eachOf([0, 1, 2], (at, part) => unpacked(call, given, at, part, translation))
    : isPair
      ? [given, unpacked(call, packed, 0, 'key', translation), unpacked(call, packed, 1, 'value', translation)]
      : [given, draft.asNode(required(call, inputs, 1)), draft.asNode(required(call, inputs, 2))];
  const bias = inputs[3] === undefined ? undefined : learnedInput(call, inputs, 3, 'a bias', translation);
  let start = 0;
  const [query, freshKey, freshValue] = eachOf(rows, (row, part) => {
    // Of cross attention, keys and values come with their heads apart.
    if (row.shape.length === 4) return row;
    const width = fixedDim(call, row.shape, 2);
    const cut = { axis: 0, start, end: start + width, step: 1 };
    start += width;
    const biased =
      bias === undefined
        ? row
        : draft.emit('add', [row, draft.emit('slice', [bias], cut, { part: `${part}/bias` })], {}, { part: `${part}/biased` });
    return apart(call, biased, { heads, part }, translation);
  });
  const key = withPast(call, inputs[6], freshKey, 'allKeys', translation);
  const value = withPast(call, inputs[7], freshValue, 'allValues', translation);
  const biases = [
    ...(inputs[4] === undefined ? [] : optional(maskBias(call, inputs[4], translation))),
    ...optional(inputs[5]).map((one) => draft.asNode(one)),
  ];
  const isCausal = call.int('unidirectional') === 1;
  const y = joined(call, attend(call, { query, key, value, scale: scaleOf(call), isCausal, biases }, translation), translation);
  return [y, key, value];
};

/** @param places of the tables of cosines and sines and of the positions. */
function rotary(places: { readonly cos: number; readonly sin: number; readonly ids: number }): Handler {
  return (call, inputs, translation) => {
    const { draft } = translation;
    const x = draft.asNode(required(call, inputs, 0));
    const isApart = x.shape.length === 4;
    const cos = inputs[places.cos];
    const stated = call.int('num_heads') ?? 0;
    const heads = stated > 0 ? stated : fixedDim(call, x.shape, x.shape.length - 1) / (2 * (plainDim(cos) ?? 1));
    const four = isApart ? x : apart(call, x, { heads, part: 'rows' }, translation);
    const tokens = fixedDim(call, four.shape, 2);
    const ids = inputs[places.ids];
    const isPerToken = cos?.shape.length === 3;
    const positions = isPerToken ? positionsOf(call, undefined, tokens) : positionsOf(call, ids, tokens);
    const isInterleaved = call.int('interleaved') === 1;
    const y = rotated(call, four, { cos, sin: inputs[places.sin], positions, isInterleaved, part: 'turned' }, translation);
    return isApart ? y : joined(call, y, translation);
  };
}

/** Fewer heads of keys and values than of queries, earlier tokens, positions by rotation; always causal. */
const groupQueryAttention: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const [heads, groups] = [call.int('num_heads') ?? 0, call.int('kv_num_heads') ?? 0];
  if ((call.int('local_window_size') ?? -1) > 0) throw call.fault('attention to all earlier tokens', 'a local window');
  if ((call.float('softcap') ?? 0) > 0) throw call.fault('attention without a cap of its products');
  const x = draft.asNode(required(call, inputs, 0));
  const isPacked = inputs[1] === undefined;
  const width = fixedDim(call, x.shape, 2) / (isPacked ? heads + 2 * groups : heads);
  const cut = (at: number, count: number, part: string): NodeValue =>
    draft.emit('slice', [x], { axis: 2, start: at * width, end: (at + count) * width, step: 1 }, { part: `${part}/cut` });
  const rows: Three<NodeValue> = isPacked
    ? [cut(0, heads, 'query'), cut(heads, groups, 'key'), cut(heads + groups, groups, 'value')]
    : [x, draft.asNode(required(call, inputs, 1)), draft.asNode(required(call, inputs, 2))];
  const [query, key, value] = eachOf(rows, (row, part) =>
    apart(call, row, { heads: part === 'query' ? heads : groups, part }, translation),
  );
  const tokens = fixedDim(call, query.shape, 2);
  const before = inputs[3] === undefined ? 0 : fixedDim(call, draft.asNode(inputs[3]).shape, 2);
  const positions = Array.from({ length: elementCount(call, [tokens]) }, (_, i) => before + i);
  const isInterleaved = call.int('rotary_interleaved') === 1;
  const turn = (one: NodeValue, part: string): NodeValue =>
    call.int('do_rotary') === 1
      ? rotated(call, one, { cos: inputs[7], sin: inputs[8], positions, isInterleaved, part }, translation)
      : one;
  const allKeys = withPast(call, inputs[3], turn(key, 'turnedKey'), 'allKeys', translation);
  const allValues = withPast(call, inputs[4], value, 'allValues', translation);
  const made = attend(
    call,
    { query: turn(query, 'turnedQuery'), key: allKeys, value: allValues, scale: scaleOf(call), isCausal: true, biases: [] },
    translation,
  );
  return [joined(call, made, translation), allKeys, allValues];
};

/** ONNX's attention, from operator set 23: three axes with counts of heads, or four. */
const onnxAttention: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  if ((call.float('softcap') ?? 0) > 0) throw call.fault('attention without a cap of its products');
  const given = eachOf([0, 1, 2], (place) => draft.asNode(required(call, inputs, place)));
  const isJoined = given[0].shape.length === 3;
  const [query, freshKey, freshValue] = eachOf(given, (row, part) => {
    const heads = call.int(part === 'query' ? 'q_num_heads' : 'kv_num_heads') ?? 0;
    return isJoined ? apart(call, row, { heads, part }, translation) : row;
  });
  const key = withPast(call, inputs[4], freshKey, 'allKeys', translation);
  const value = withPast(call, inputs[5], freshValue, 'allValues', translation);
  const [mask] = inputs.slice(3, 4);
  const biases = mask === undefined ? [] : optional(addedMask(mask, translation));
  const isCausal = call.int('is_causal') === 1;
  const made = attend(call, { query, key, value, scale: call.float('scale'), isCausal, biases }, translation);
  return [isJoined ? joined(call, made, translation) : made, key, value];
};

/** A mask of truth values, or of numbers to add. */
function addedMask(mask: Value, { draft }: Translation): NodeValue | undefined {
  if (mask.kind !== 'known' || mask.isFloat) return draft.asNode(mask);
  const data = mask.data.map((one) => (one === 0 ? -far : 0));
  return data.every((one) => one === 0) ? undefined : draft.asNode({ ...mask, data, isFloat: true });
}

/** ONNX's. */
export const attentionOps: HandlerFamily = { Attention: onnxAttention, RotaryEmbedding: rotary({ cos: 1, sin: 2, ids: 3 }) };

/** ONNX Runtime's. */
export const microsoftAttentionOps: HandlerFamily = {
  Attention: attention,
  QAttention: quantisedAttention,
  MultiHeadAttention: multiHeadAttention,
  GroupQueryAttention: groupQueryAttention,
  RotaryEmbedding: rotary({ cos: 2, sin: 3, ids: 1 }),
};
