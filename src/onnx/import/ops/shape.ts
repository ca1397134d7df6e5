/** Operators that move numbers, on activations. */
import { onlyOf } from '../../../core/only-of.js';
import { lengthAt } from '../../../arch/ops/shapes.js';
import { must } from '../../../core/must.js';
import type { Call } from '../call.js';
import { formatDims, isBatch, sameDim, sameDims, type Dim, type Scalar } from '../dims.js';
import { plainList, plainScalar, resolvedAxis, resolvedSlices, splitLengths } from '../resolve.js';
import { fixedDim, nodeInput, required, tensorInput, type Handler, type HandlerFamily, type Translation } from '../handler.js';
import type { FillValue, NodeValue, Value } from '../values.js';
import { elementCount } from '../fold/lengths.js';
import { flatten, reshape, reshapeTo, withAxes } from './reshape.js';

const transpose: Handler = (call, inputs, translation) => {
  const x = nodeInput(call, inputs, 0, translation);
  const permutation = call.ints('perm') ?? x.shape.map((_, i) => x.shape.length - 1 - i);
  return translation.draft.emit('transpose', [x], { permutation });
};

/** Axes from an input (opset 13) or an attribute. */
function axesOf(call: Call, value: Value | undefined): readonly number[] | undefined {
  if (value === undefined) return call.ints('axes');
  const axes = plainList(value);
  if (axes === undefined) throw call.fault('known axes');
  return axes;
}

const squeeze: Handler = (call, inputs, translation) => {
  const x = nodeInput(call, inputs, 0, translation);
  const named = axesOf(call, inputs[1]);
  const dropped = new Set(
    named?.map((axis) => resolvedAxis(call, axis, x.shape.length)) ?? x.shape.flatMap((dim, axis) => (dim === 1 ? [axis] : [])),
  );
  for (const axis of dropped) if (x.shape[axis] !== 1) throw call.fault(`length 1 on axis ${axis}`, formatDims(x.shape));
  return withAxes(
    x,
    x.shape.filter((_, axis) => !dropped.has(axis)),
    translation,
  );
};

const unsqueeze: Handler = (call, inputs, translation) => {
  const x = nodeInput(call, inputs, 0, translation);
  const named = axesOf(call, inputs[1]) ?? [];
  const rank = x.shape.length + named.length;
  const added = new Set(named.map((axis) => resolvedAxis(call, axis, rank)));
  if (added.size !== named.length) throw call.fault('axes named once', named.join(', '));
  const rest = [...x.shape];
  return withAxes(
    x,
    Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (rest.shift() as Dim))),
    translation,
  );
};

const concat: Handler = (call, inputs, translation) =>
  concatenated(
    call,
    inputs.map((_, place) => required(call, inputs, place)),
    translation,
  );

export function concatenated(call: Call, values: readonly Value[], translation: Translation): NodeValue {
  const { draft } = translation;
  const nodes = values.filter((value) => value.kind === 'node');
  const rank = nodes[0]?.shape.length ?? 0;
  const axis = resolvedAxis(call, call.int('axis') ?? 0, rank);
  // A class token has one row, for any batch that it is joined to.
  const like = axis === 0 ? undefined : nodes.find(({ shape }) => isBatch(shape[0]));
  const parts = values.map((value) =>
    like !== undefined && value.kind !== 'node' && value.kind !== 'fill' && value.shape[0] === 1
      ? draft.repeated(value, like)
      : draft.asNode(value),
  );
  const only = onlyOf(parts);
  // A single part is a wire; in files of Assay it is the end of a cell whose other vertices are all read inside.
  if (only !== undefined && !translation.isOwn) return only;
  return draft.emit('concat', parts, { axis: call.int('axis') ?? 0 });
}

function sliced(
  x: NodeValue,
  axis: number,
  start: number,
  length: number,
  step: number,
  { draft }: Translation,
  part?: string,
): NodeValue {
  return draft.emit(
    'slice',
    [x],
    { axis, start, end: start + (length - 1) * step + 1, step },
    part === undefined ? {} : { part },
  );
}

const slice: Handler = (call, inputs, translation) => {
  const x = nodeInput(call, inputs, 0, translation);
  const parts = resolvedSlices(call, inputs.slice(1), x.shape);
  if (parts === undefined) throw call.fault('bounds that are known, on axes other than the batch');
  const needed = parts.filter(
    ({ axis, length, step, start }) => translation.isOwn || !(step === 1 && start === 0 && length === x.shape[axis]),
  );
  return needed.reduce((value, { axis, start, length, step, written }, i) => {
    const named = i < needed.length - 1 ? { part: `axis${axis}` } : {};
    if (step > 0) return translation.draft.emit('slice', [value], written, named);
    if (length === 0) throw call.fault('a part with elements', 'none');
    const indices = Array.from({ length: elementCount(call, [length]) }, (_, place) => start + place * step);
    return translation.draft.emit('gather', [value], { axis, indices }, named);
  }, x);
};

const split: Handler = (call, inputs, translation) => {
  const x = nodeInput(call, inputs, 0, translation);
  const axis = resolvedAxis(call, call.int('axis') ?? 0, x.shape.length);
  const lengths = splitLengths(call, inputs[1], fixedDim(call, x.shape, axis));
  if (lengths === undefined) throw call.fault('parts of known lengths');
  let start = 0;
  return lengths.map((length, i) => {
    const part = sliced(x, axis, start, length, 1, translation, `${i}`);
    start += length;
    return part;
  });
};

/** One row of a table for all indices: an input of tokens that is always one number. */
function repeatedRow(call: Call, x: NodeValue, { shape, value }: FillValue, { draft }: Translation): NodeValue {
  const axis = resolvedAxis(call, call.int('axis') ?? 0, x.shape.length);
  const length = fixedDim(call, x.shape, axis);
  const at = value < 0 ? value + length : value;
  if (!Number.isInteger(at) || at < 0 || at >= length) throw call.fault(`indices below ${length}`, `${value}`);
  const row = draft.emit('gather', [x], { axis, indices: [at] }, { part: 'row' });
  const around = (dims: readonly Dim[]): number[] => dims.map((dim) => (isBatch(dim) ? 0 : dim));
  const one = [...around(x.shape.slice(0, axis)), ...shape.map(() => 1), ...around(x.shape.slice(axis + 1))];
  const placed = draft.emit('reshape', [row], { shape: one }, { part: 'placed' });
  const ones = one.map((_, i): Dim => (i < axis ? 1 : (shape[i - axis] ?? 1)));
  return draft.emit('mul', [placed, draft.asNode({ kind: 'fill', shape: ones, value: 1 })], {});
}

const gather: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const given = required(call, inputs, 1);
  const table = required(call, inputs, 0);
  if (given.kind === 'node' && table.kind !== 'node' && table.shape.length === 2 && (call.int('axis') ?? 0) === 0) {
    const weight = tensorInput(call, inputs, 0, 'a table');
    const [count = 0, features = 0] = weight.shape;
    const attrs = { count, features };
    return draft.emit('embedding', [given], attrs, { weights: { weight } });
  }
  const x = draft.asNode(table);
  if (given.kind === 'fill') return repeatedRow(call, x, given, translation);
  const numbers = plainList(given);
  if (numbers === undefined || given.kind !== 'known')
    throw call.fault('indices that are known', 'ones that the network computes');
  const axis = resolvedAxis(call, call.int('axis') ?? 0, x.shape.length);
  const length = fixedDim(call, x.shape, axis);
  const indices = numbers.map((index) => (index < 0 ? index + length : index));
  if (indices.some((index) => index < 0 || index >= length)) throw call.fault(`indices below ${length}`);
  const isPlain = given.shape.length === 1;
  const options = isPlain ? {} : { part: 'picked' };
  const [start] = indices;
  if (start === undefined) throw call.fault('indices', 'none');
  const isRun = !translation.isOwn && indices.every((index, i) => index === start + i);
  const picked = isRun
    ? draft.emit('slice', [x], { axis, start, end: start + indices.length, step: 1 }, options)
    : draft.emit('gather', [x], { axis: call.int('axis') ?? 0, indices }, options);
  if (isPlain) return picked;
  return reshapeTo(picked, [...x.shape.slice(0, axis), ...given.shape, ...x.shape.slice(axis + 1)], translation, {
    inner: x.inner,
  });
};

const pad: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const x = nodeInput(call, inputs, 0, translation);
  const rank = x.shape.length;
  const mode = call.text('mode') ?? 'constant';
  if (mode !== 'constant' && mode !== 'reflect' && mode !== 'edge' && mode !== 'wrap') throw call.fault('a known mode', mode);
  const amounts = inputs[1] === undefined ? (call.ints('pads') ?? call.ints('paddings')) : plainList(inputs[1]);
  const value = inputs[2] === undefined ? (call.float('value') ?? 0) : plainScalar(inputs[2]);
  if (amounts === undefined || value === undefined || (inputs[3] !== undefined && plainList(inputs[3]) === undefined))
    throw call.fault('padding by known amounts');
  const axes = plainList(inputs[3])?.map((axis) => resolvedAxis(call, axis, rank)) ?? x.shape.map((_, axis) => axis);
  if (amounts.length !== 2 * axes.length) throw call.fault(`${2 * axes.length} amounts`, `${amounts.length}`);
  const margins = axes.map((axis, i) => ({ axis, begin: lengthAt(amounts, i), end: lengthAt(amounts, i + axes.length) }));
  const pads = new Array<number>(2 * rank).fill(0);
  for (const { axis, begin, end } of margins) {
    pads[axis] = Math.max(0, begin);
    pads[axis + rank] = Math.max(0, end);
  }
  if (pads.some((amount, i) => amount > 0 && isBatch(x.shape[i % rank]))) throw call.fault('no padding of the batch');
  // Negative amounts cut.
  const cut = margins.reduce((value_, { axis, begin, end }) => {
    const [first, last] = [Math.min(0, begin), Math.min(0, end)];
    if (first === 0 && last === 0) return value_;
    const length = fixedDim(call, x.shape, axis);
    return sliced(value_, axis, -first, length + first + last, 1, translation, `cut${axis}`);
  }, x);
  if (pads.every((amount) => amount === 0) && !translation.isOwn) return cut;
  return mode === 'constant' ? draft.emit('pad', [cut], { pads, value }) : mirrored(call, cut, pads, mode, translation);
};

/** Padding with numbers of the input: along each axis a gather that reads some places again. */
function mirrored(
  call: Call,
  x: NodeValue,
  pads: readonly number[],
  mode: 'reflect' | 'edge' | 'wrap',
  { draft }: Translation,
): NodeValue {
  const margins = x.shape
    .map((_, axis) => ({ axis, begin: lengthAt(pads, axis), end: lengthAt(pads, axis + x.shape.length) }))
    .filter(({ begin, end }) => begin > 0 || end > 0);
  return margins.reduce((value, { axis, begin, end }, i) => {
    const length = fixedDim(call, x.shape, axis);
    if (mode === 'reflect' && (begin >= length || end >= length))
      throw call.fault(`reflections below the axis' length of ${length}`, `${Math.max(begin, end)}`);
    const indices = Array.from({ length: elementCount(call, [begin + length + end]) }, (_, place) => {
      const at = place - begin;
      if (mode === 'edge') return Math.min(length - 1, Math.max(0, at));
      if (mode === 'wrap') return ((at % length) + length) % length;
      return at < 0 ? -at : at >= length ? 2 * (length - 1) - at : at;
    });
    return draft.emit('gather', [value], { axis, indices }, i < margins.length - 1 ? { part: `axis${axis}` } : {});
  }, x);
}

/** Broadcasts to a larger shape: times ones. */
const expand: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const given = required(call, inputs, 0);
  const target = inputs[1]?.kind === 'known' ? inputs[1].data : undefined;
  if (target === undefined) throw call.fault('a target shape that is known');
  if (given.kind === 'weight' || given.kind === 'known') {
    const isFirst = target.length === given.shape.length && given.shape[0] === 1 && isBatch(target[0]);
    // What reads it says along whose batch.
    if (isFirst && target.slice(1).every((dim, i) => dim === 1 || dim === -1 || dim === given.shape[i + 1]))
      return { ...given, isRepeated: true };
    const scalar = plainScalar(given) ?? repeatedNumber(given);
    if (scalar !== undefined) return { kind: 'fill', shape: broadcastDims(call, given.shape, target), value: scalar };
  }
  const x = draft.asNode(given);
  const wide = broadcastDims(call, x.shape, target);
  if (sameDims(wide, x.shape)) return x;
  const fixed = wide.map((dim, axis) =>
    isBatch(dim) || sameDim(dim, x.shape[axis - wide.length + x.shape.length] ?? 1) ? 1 : dim,
  );
  const batchAxis = x.shape.some(isBatch) ? -1 : wide.findIndex(isBatch);
  const shape = wide.map((dim, axis) => (axis === batchAxis ? dim : must(fixed[axis], 'a length of each axis')));
  const ones: Value = { kind: 'fill', shape, value: 1 };
  return draft.emit('mul', [x, draft.asNode(ones)], {});
};

/** The number that a tensor of known numbers holds everywhere; stored zeros that are repeated are first states, not learned. */
function repeatedNumber(value: Value): number | undefined {
  if (value.kind === 'weight' && value.loaded !== undefined && Array.from(value.loaded).every((number) => number === 0)) return 0;
  if (value.kind !== 'known') return undefined;
  const [first] = value.data;
  return typeof first === 'number' && value.data.every((number) => number === first) ? first : undefined;
}

function broadcastDims(call: Call, shape: readonly Dim[], target: readonly Scalar[]): Dim[] {
  const rank = Math.max(shape.length, target.length);
  return Array.from({ length: rank }, (_, i) => {
    const own = shape[i - rank + shape.length] ?? 1;
    const asked = target[i - rank + target.length] ?? 1;
    if (asked === 1 || asked === -1 || sameDim(own, asked)) return own;
    if (own === 1) return asked;
    // A file written for one batch names that batch.
    if (isBatch(own)) return own;
    throw call.fault('shapes that broadcast', `${formatDims(shape)} and ${formatDims(target)}`);
  });
}

const tile: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const given = required(call, inputs, 0);
  const counts = inputs[1]?.kind === 'known' ? inputs[1].data : undefined;
  if (counts === undefined) throw call.fault('repeats that are known');
  if ((given.kind === 'weight' || given.kind === 'known') && isBatch(counts[0]) && counts.slice(1).every((count) => count === 1))
    return { ...given, isRepeated: true };
  let x = draft.asNode(given);
  for (const [axis, count] of counts.entries()) {
    if (count === 1) continue;
    if (isBatch(count) || !(count >= 1 && count <= 64))
      throw call.fault('1 to 64 repeats on an axis other than the batch', formatDims(counts));
    x = draft.emit('concat', new Array<NodeValue>(count).fill(x), { axis }, { part: `axis${axis}` });
  }
  return x;
};

/** Blocks of pixels into channels and back. */
function blocks(isToDepth: boolean): Handler {
  return (call, inputs, translation) => {
    const { draft } = translation;
    const x = nodeInput(call, inputs, 0, translation);
    const b = call.int('blocksize') ?? 0;
    if (x.shape.length !== 4 || !(b >= 1)) throw call.fault('an image and a block size', formatDims(x.shape));
    const [c, h, w] = [fixedDim(call, x.shape, 1), fixedDim(call, x.shape, 2), fixedDim(call, x.shape, 3)];
    const fits = isToDepth ? h % b === 0 && w % b === 0 : c % (b * b) === 0;
    if (!fits) throw call.fault(`lengths divisible by the block of ${b}`, formatDims(x.shape));
    if (isToDepth) {
      const apart = draft.emit('reshape', [x], { shape: [0, c, h / b, b, w / b, b] }, { part: 'apart' });
      const turned = draft.emit('transpose', [apart], { permutation: [0, 3, 5, 1, 2, 4] }, { part: 'turned' });
      return draft.emit('reshape', [turned], { shape: [0, c * b * b, h / b, w / b] });
    }
    const isRowsFirst = (call.text('mode') ?? 'DCR') === 'DCR';
    const depth = c / (b * b);
    const apart = draft.emit(
      'reshape',
      [x],
      { shape: isRowsFirst ? [0, b, b, depth, h, w] : [0, depth, b, b, h, w] },
      { part: 'apart' },
    );
    const turned = draft.emit(
      'transpose',
      [apart],
      { permutation: isRowsFirst ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3] },
      { part: 'turned' },
    );
    return draft.emit('reshape', [turned], { shape: [0, depth, h * b, w * b] });
  };
}

/** Between kinds of floats nothing changes; to an integer the network would cease to be one. */
const cast: Handler = (call, inputs, { draft, isOwn }) => {
  const to = call.int('to') ?? 1;
  const given = required(call, inputs, 0);
  // Integers stay as they are.
  if (isOwn || (given.kind === 'node' && draft.preparation(given)?.isInteger === true)) return given;
  if (to !== 1 && to !== 10 && to !== 11 && to !== 16) throw call.fault('a cast to floating point', `type ${to}`);
  return required(call, inputs, 0);
};

export const shapeOps: HandlerFamily = {
  Transpose: transpose,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Reshape: reshape,
  Flatten: flatten,
  Concat: concat,
  Slice: slice,
  Split: split,
  Gather: gather,
  Pad: pad,
  Expand: expand,
  Tile: tile,
  SpaceToDepth: blocks(true),
  DepthToSpace: blocks(false),
  Cast: cast,
  CastLike: (call, inputs) => required(call, inputs, 0),
  Identity(call, inputs, translation) {
    const x = nodeInput(call, inputs, 0, translation);
    // A learned tensor that is an output has a node of its name in files of Assay.
    return translation.isOwn && x.id === call.node.name ? x : translation.draft.emit('identity', [x], {});
  },
  /** At scoring and inference nothing is dropped. */
  Dropout: (call, inputs) => required(call, inputs, 0),
};
