/** Element by element arithmetic. A scalar becomes part of an affine map, anything else an operand. */
import type { OpName } from '../../../arch/types.js';
import type { Call } from '../call.js';
import { shortestFloat } from '../../../core/shortest-float.js';
import { movedNumbers } from '../moved-values.js';
import { plainScalar, resolvedAxis } from '../resolve.js';
import { reshapeTo } from './reshape.js';
import { nodeInput, required, type Handler, type HandlerFamily, type Translation } from '../handler.js';
import type { NodeValue, Value } from '../values.js';

/** The number that a value is everywhere, when it does not widen the other operand. */
function scalarBeside(value: Value, other: Value): number | undefined {
  if (value.kind === 'weight' || value.kind === 'node' || value.shape.length > other.shape.length) return undefined;
  const scalar = plainScalar(value);
  if (
    scalar === undefined ||
    (value.kind === 'fill' && !value.shape.every((dim) => dim === 1) && value.shape.length > other.shape.length)
  )
    return undefined;
  return Number.isFinite(scalar) ? shortestFloat(scalar) : undefined;
}

/**
 * Numbers that prepare the input are constants: the mean that is subtracted from each channel, the deviation that divides it (or multiplied by its
 * inverse), and all arithmetic on integers before the first learned layer.
 */
function prepared(op: OpName, value: Value, other: Value, { draft, isOwn }: Translation): Value {
  const before = isOwn || value.kind !== 'weight' || other.kind !== 'node' ? undefined : draft.preparation(other);
  if (before === undefined || value.kind !== 'weight' || value.shape.filter((length) => length > 1).length > 1) return value;
  const isPreparing = before.isInteger || op === 'sub' || op === 'div' || (op === 'mul' && before.op === 'sub');
  return isPreparing ? (movedNumbers(value) ?? value) : value;
}

/** Until operator set 6 an attribute says at which axis of the first operand the second begins. */
function aligned(call: Call, a: Value, b: Value, translation: Translation): Value {
  const given = call.int('axis');
  if (call.opset >= 7 || given === undefined || b.shape.length === 0) return b;
  const axis = resolvedAxis(call, given, a.shape.length);
  const trailing = a.shape.length - axis - b.shape.length;
  if (trailing <= 0) return b;
  const shape = [...b.shape, ...new Array<number>(trailing).fill(1)];
  if (b.kind === 'known') return { ...b, shape: shape as number[] };
  if (b.kind === 'weight')
    return {
      ...b,
      shape: shape as number[],
      moves: [...b.moves, { op: 'reshape', attrs: { shape: shape as number[] }, shape: shape as number[] }],
    };
  return b.kind === 'node' ? reshapeTo(b, shape, translation, { part: 'aligned' }) : b;
}

function affine(x: NodeValue, scale: number, shift: number, { draft }: Translation): NodeValue {
  if (scale === 0 && shift === 0) return draft.emit('zeros', [x], {});
  return scale === 1 && shift === 0 ? x : draft.emit('affine', [x], { scale, shift });
}

type Scalars = {
  /** x op c, as scale and shift. */
  readonly right: (c: number) => readonly [scale: number, shift: number] | undefined;
  /** c op x. */
  readonly left: (c: number) => readonly [scale: number, shift: number] | undefined;
};

function binary(op: 'add' | 'sub' | 'mul' | 'div', { right, left }: Scalars): Handler {
  return (call, inputs, translation) => {
    const first = required(call, inputs, 0);
    const second = aligned(call, first, required(call, inputs, 1), translation);
    const [a, b] = [prepared(op, first, second, translation), prepared(op, second, first, translation)];
    const c = a.kind === 'node' ? scalarBeside(b, a) : undefined;
    const onRight = c === undefined ? undefined : right(c);
    if (onRight !== undefined) return affine(a as NodeValue, ...onRight, translation);
    const d = b.kind === 'node' ? scalarBeside(a, b) : undefined;
    const onLeft = d === undefined ? undefined : left(d);
    if (onLeft !== undefined) return affine(b as NodeValue, ...onLeft, translation);
    return translation.draft.emit(op, [translation.draft.asNode(a), translation.draft.asNode(b)], {});
  };
}

/** Nodes and numbers of a variadic operator, all of them activations. */
function all(call: Call, inputs: readonly (Value | undefined)[], translation: Translation): NodeValue[] {
  return inputs.map((_, place) => nodeInput(call, inputs, place, translation));
}

const sum: Handler = (call, inputs, translation) => {
  const terms = all(call, inputs, translation);
  return translation.draft.emit('add', terms, {});
};

const mean: Handler = (call, inputs, translation) => {
  const terms = all(call, inputs, translation);
  const added = translation.draft.emit('add', terms, {}, { part: 'sum' });
  return translation.draft.emit('affine', [added], { scale: 1 / terms.length, shift: 0 });
};

const mostFloat = 3.4028234663852886e38;

/** max(a, b) = a + relu(b - a); with a number, a clip. */
function extreme(isMax: boolean): Handler {
  return (call, inputs, translation) => {
    const { draft } = translation;
    const limits = inputs.flatMap((value, i) => {
      const scalar = value && plainScalar(value);
      return scalar === undefined ? [] : [{ i, scalar: shortestFloat(scalar) }];
    });
    const rest = inputs.flatMap((_, i) =>
      limits.some((limit) => limit.i === i) ? [] : [nodeInput(call, inputs, i, translation)],
    );
    const [first, ...others] = rest;
    if (first === undefined) throw call.fault('an input that is no number');
    let result = first;
    for (const [i, other] of others.entries()) {
      const [over, under] = isMax ? [other, result] : [result, other];
      const excess = draft.emit(
        'relu',
        [draft.emit('sub', [over, under], {}, { part: `difference${i}` })],
        {},
        { part: `excess${i}` },
      );
      const isLast = i === others.length - 1 && limits.length === 0;
      result = draft.emit(isMax ? 'add' : 'sub', [result, excess], {}, isLast ? {} : { part: `extreme${i}` });
    }
    if (limits.length === 0) return result;
    const bound = limits.map(({ scalar }) => scalar).reduce((a, b) => (isMax ? Math.max(a, b) : Math.min(a, b)));
    if (isMax && bound === 0) return draft.emit('relu', [result], {});
    return draft.emit('clip', [result], isMax ? { min: bound, max: mostFloat } : { min: -mostFloat, max: bound });
  };
}

const power: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const x = nodeInput(call, inputs, 0, translation);
  const given = plainScalar(inputs[1]);
  if (given === undefined) throw call.fault('a known exponent');
  const exponent = shortestFloat(given);
  if (exponent === 1) return x;
  if (exponent === 2) return draft.emit('mul', [x, x], {});
  if (exponent === 3) return draft.emit('mul', [draft.emit('mul', [x, x], {}, { part: 'square' }), x], {});
  if (exponent === 0.5) return draft.emit('unary', [x], { function: 'sqrt' });
  if (exponent === -1) return reciprocal(x, translation);
  if (exponent === -0.5) return reciprocal(draft.emit('unary', [x], { function: 'sqrt' }, { part: 'root' }), translation);
  // The logarithm below knows positive numbers only.
  if (Number.isInteger(exponent) && exponent > 3 && exponent <= 64) return wholePower(x, exponent, translation);
  const log = draft.emit(
    'affine',
    [draft.emit('unary', [x], { function: 'log' }, { part: 'log' })],
    { scale: exponent, shift: 0 },
    { part: 'power' },
  );
  return draft.emit('unary', [log], { function: 'exp' });
};

/** By squares. */
function wholePower(x: NodeValue, exponent: number, { draft }: Translation): NodeValue {
  let result: NodeValue | undefined;
  let square = x;
  for (let left = exponent, at = 1; left > 0; left >>= 1, at *= 2) {
    const isLast = left === 1;
    if ((left & 1) === 1)
      result = result === undefined ? square : draft.emit('mul', [result, square], {}, isLast ? {} : { part: `product${at}` });
    if (!isLast) square = draft.emit('mul', [square, square], {}, exponent === 2 * at ? {} : { part: `power${2 * at}` });
  }
  return result ?? x;
}

function reciprocal(x: NodeValue, { draft }: Translation): NodeValue {
  const one = draft.emit('constant', [], { shape: [1], values: [1] }, { part: 'one' });
  return draft.emit('div', [one, x], {});
}

export const arithmeticOps: HandlerFamily = {
  Add: binary('add', { right: (c) => [1, c], left: (c) => [1, c] }),
  Sub: binary('sub', { right: (c) => [1, -c], left: (c) => [-1, c] }),
  Mul: binary('mul', { right: (c) => [c, 0], left: (c) => [c, 0] }),
  Div: binary('div', { right: (c) => (c === 0 ? undefined : [1 / c, 0]), left: () => undefined }),
  Sum: sum,
  Mean: mean,
  Max: extreme(true),
  Min: extreme(false),
  Pow: power,
  Neg: (call, inputs, translation) => affine(nodeInput(call, inputs, 0, translation), -1, 0, translation),
  Reciprocal: (call, inputs, translation) => reciprocal(nodeInput(call, inputs, 0, translation), translation),
};
