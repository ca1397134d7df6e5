/** Pools and reductions. */
import type { Call } from '../call.js';
import { plainList, resolvedAxis } from '../resolve.js';
import { fixedDim, nodeInput, type Handler, type HandlerFamily, type Translation } from '../handler.js';
import type { NodeValue, Value } from '../values.js';
import { windowAttrs } from './windows.js';

function kernelOf(call: Call): readonly number[] {
  const kernel = call.ints('kernel_shape');
  if (kernel === undefined) throw call.fault('a kernel_shape', 'none');
  return kernel;
}

const maxPool: Handler = (call, inputs, translation) => {
  const x = nodeInput(call, inputs, 0, translation);
  const attrs = { ...windowAttrs(call, x, kernelOf(call)), ceil: call.int('ceil_mode') === 1 };
  return translation.draft.emit('maxPool', [x], attrs);
};

export const averagePool: Handler = (call, inputs, translation) => {
  const x = nodeInput(call, inputs, 0, translation);
  const attrs = {
    ...windowAttrs(call, x, kernelOf(call)),
    ceil: call.int('ceil_mode') === 1,
    countPadding: call.int('count_include_pad') === 1,
  };
  return translation.draft.emit('avgPool', [x], attrs);
};

const globalPool =
  (op: 'globalAvgPool' | 'globalMaxPool'): Handler =>
  (call, inputs, translation) =>
    translation.draft.emit(op, [nodeInput(call, inputs, 0, translation)], {});

interface Reduction {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
  /** Elements that become one. */
  readonly count: number;
}

/** Axes as attribute or input, none for all of them; undefined where nothing is reduced. */
function reductionOf(call: Call, inputs: readonly (Value | undefined)[], x: NodeValue): Reduction | undefined {
  if (inputs[1] !== undefined && plainList(inputs[1]) === undefined) throw call.fault('known axes');
  const named = plainList(inputs[1]) ?? call.ints('axes') ?? [];
  if (named.length === 0 && call.int('noop_with_empty_axes') === 1) return undefined;
  const given = named.length === 0 ? x.shape.map((_, axis) => axis) : named;
  // As written where it names axes from the end, so that a round trip changes nothing.
  const resolved = given.map((axis) => resolvedAxis(call, axis, x.shape.length));
  return {
    axes: given,
    keepDims: (call.int('keepdims') ?? 1) === 1,
    count: resolved.reduce((all, axis) => all * fixedDim(call, x.shape, axis), 1),
  };
}

function reduction(build: (x: NodeValue, reduction: Reduction, translation: Translation, call: Call) => NodeValue): Handler {
  return (call, inputs, translation) => {
    const x = nodeInput(call, inputs, 0, translation);
    const found = reductionOf(call, inputs, x);
    return found === undefined ? x : build(x, found, translation, call);
  };
}

/** A sum is a mean times the number of elements. */
function sum(x: NodeValue, { axes, keepDims, count }: Reduction, { draft }: Translation, part?: string): NodeValue {
  const mean = draft.emit('mean', [x], { axes, keepDims }, { part: 'mean' });
  return draft.emit('affine', [mean], { scale: count, shift: 0 }, part === undefined ? {} : { part });
}

const square = (x: NodeValue, { draft }: Translation): NodeValue => draft.emit('mul', [x, x], {}, { part: 'square' });
const absolute = (x: NodeValue, { draft }: Translation): NodeValue =>
  draft.emit('unary', [x], { function: 'abs' }, { part: 'abs' });

/** A maximum over all of space is a global pool; others cannot be expressed. */
const reduceMax = reduction((x, { axes, keepDims }, { draft }, call) => {
  const rank = x.shape.length;
  const resolved = axes.map((axis) => resolvedAxis(call, axis, rank)).toSorted((a, b) => a - b);
  const isSpace =
    rank >= 3 &&
    resolved.join() ===
      x.shape
        .map((_, axis) => axis)
        .slice(2)
        .join();
  if (!isSpace) throw call.fault('a maximum over all of space', `axes ${axes.join(', ')}`);
  const pooled = draft.emit('globalMaxPool', [x], {}, keepDims ? {} : { part: 'pool' });
  return keepDims ? pooled : draft.emit('flatten', [pooled], { axis: 1 });
});

export const poolingOps: HandlerFamily = {
  MaxPool: maxPool,
  AveragePool: averagePool,
  GlobalAveragePool: globalPool('globalAvgPool'),
  GlobalMaxPool: globalPool('globalMaxPool'),
  ReduceMean: reduction((x, { axes, keepDims }, { draft }) => draft.emit('mean', [x], { axes, keepDims })),
  ReduceSum: reduction((x, own, translation) => sum(x, own, translation)),
  ReduceMax: reduceMax,
  ReduceL1: reduction((x, own, translation) => sum(absolute(x, translation), own, translation)),
  ReduceL2: reduction((x, own, translation) =>
    translation.draft.emit('unary', [sum(square(x, translation), own, translation, 'sum')], { function: 'sqrt' }),
  ),
  ReduceSumSquare: reduction((x, own, translation) => sum(square(x, translation), own, translation)),
};
