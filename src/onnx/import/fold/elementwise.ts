/** Arithmetic, comparison and logic on known numbers; some are multiples of the batch. */
import { must } from '../../../core/must.js';
import { greatest } from '../../../core/greatest.js';
import { product } from '../../../arch/ops/shapes.js';
import type { Call } from '../call.js';
import { at, isBatch, multiply, type Scalar } from '../dims.js';
import { broadcastIndices, pick } from '../strided.js';
import type { KnownValue } from '../values.js';
import { elementCount } from './lengths.js';
import type { KnownInputs, KnownOp } from './types.js';

type Binary = (a: Scalar, b: Scalar, isFloat: boolean) => Scalar | undefined;

/** NumPy broadcasting; @throws a data error where shapes do not fit. */
function broadcastShape(call: Call, shapes: readonly (readonly number[])[]): number[] {
  const rank = greatest(shapes.map(({ length }) => length));
  const out = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (const [i, length] of shape.entries()) {
      const axis = rank - shape.length + i;
      if (out[axis] === 1) out[axis] = length;
      else if (length !== 1 && length !== out[axis])
        throw call.fault('shapes that broadcast', shapes.map((own) => `(${own.join(', ')})`).join(' and '));
    }
  }
  elementCount(call, out);
  return out;
}

/** Elements as `shape` has them; one alone stands for all, and what is of that shape already is not copied: masks are large. */
function spread({ shape: own, data }: KnownValue, shape: readonly number[]): readonly Scalar[] {
  if (data.length === 1) return data;
  return own.length === shape.length && own.every((length, axis) => length === shape[axis])
    ? data
    : pick(data, broadcastIndices(own, shape));
}

function element(list: readonly Scalar[], i: number): Scalar {
  return must(list.length === 1 ? list[0] : list[i], 'an element at each place');
}

function combine(call: Call, a: KnownValue, b: KnownValue, f: Binary, isFloat = a.isFloat || b.isFloat): KnownValue | undefined {
  const shape = broadcastShape(call, [a.shape, b.shape]);
  const left = spread(a, shape);
  const right = spread(b, shape);
  const data = new Array<Scalar>(product(shape));
  for (let i = 0; i < data.length; i++) {
    const value = f(element(left, i), element(right, i), isFloat);
    if (value === undefined) return undefined;
    data[i] = value;
  }
  return { kind: 'known', shape, data, isFloat };
}

function fold(f: Binary): KnownOp {
  return (call, inputs) => {
    let result = inputs[0];
    for (const other of inputs.slice(1)) result = result && other && combine(call, result, other, f);
    return result;
  };
}

/** Of plain numbers only. */
function plain(f: (a: number, b: number, isFloat: boolean) => number): Binary {
  return (a, b, isFloat) => (isBatch(a) || isBatch(b) ? undefined : f(a, b, isFloat));
}

/** Comparisons with the batch are decided at a batch that is no other number's neighbour: a batch equals no constant. */
const someBatch = 7919;
function compare(f: (a: number, b: number) => boolean): KnownOp {
  return (call, [a, b]) => a && b && combine(call, a, b, (x, y) => (f(at(x, someBatch), at(y, someBatch)) ? 1 : 0), false);
}

const add: Binary = (a, b) => {
  if (isBatch(a) && isBatch(b)) return { batch: a.batch + b.batch };
  if (isBatch(a)) return b === 0 ? a : undefined;
  if (isBatch(b)) return a === 0 ? b : undefined;
  return a + b;
};

const negate = (a: Scalar): Scalar => (isBatch(a) ? { batch: -a.batch } : -a);

const divide: Binary = (a, b, isFloat) => {
  if (isBatch(a)) {
    if (isBatch(b)) return a.batch % b.batch === 0 || isFloat ? a.batch / b.batch : undefined;
    return a.batch % b === 0 || isFloat ? { batch: a.batch / b } : undefined;
  }
  if (isBatch(b)) return a === 0 ? 0 : undefined;
  return isFloat ? a / b : b === 0 ? undefined : Math.trunc(a / b);
};

const mod: Binary = (a, b) => {
  if (isBatch(b)) return undefined;
  if (isBatch(a)) return a.batch % b === 0 ? 0 : undefined;
  return b === 0 ? undefined : a - b * Math.floor(a / b);
};

function unary(f: (x: number) => number, keepsBatch = false): KnownOp {
  return (_, [x]) => {
    if (x === undefined) return undefined;
    if (!keepsBatch && x.data.some(isBatch)) return undefined;
    return { ...x, data: x.data.map((value) => (isBatch(value) ? value : f(value))) };
  };
}

/**
 * What a float32 computation would have in place of a double: a step that cuts off a fraction must see the same side of a whole number
 * (positions on a logarithmic scale reach it exactly).
 */
const single = (value: number): number => (Math.abs(value) < 2 ** 22 ? Math.fround(value) : value);

/** Casts between numbers; 9 is bool, 1, 10, 11 and 16 are floats. */
const cast: KnownOp = (call, [x]) => {
  const to = call.int('to');
  if (x === undefined || to === undefined) return undefined;
  const isFloat = to === 1 || to === 10 || to === 11 || to === 16;
  const convert = (value: Scalar): Scalar =>
    isBatch(value) ? value : to === 9 ? (value === 0 ? 0 : 1) : isFloat ? value : Math.trunc(single(value));
  return { ...x, data: x.data.map(convert), isFloat };
};

const where: KnownOp = (call, [condition, a, b]) => {
  if (!condition || !a || !b) return undefined;
  const shape = broadcastShape(call, [condition.shape, a.shape, b.shape]);
  const test = spread(condition, shape);
  const yes = spread(a, shape);
  const no = spread(b, shape);
  const data = Array.from({ length: product(shape) }, (_, i) => (element(test, i) !== 0 ? element(yes, i) : element(no, i)));
  return { kind: 'known', shape, data, isFloat: a.isFloat || b.isFloat };
};

const clip: KnownOp = (call, inputs: KnownInputs) => {
  const [x, low, high] = inputs;
  const bound = (given: KnownValue | undefined, name: string, none: number): number | undefined => {
    if (given === undefined) return call.float(name) ?? none;
    const value = given.data[0];
    return value === undefined || isBatch(value) ? undefined : value;
  };
  const min = bound(low, 'min', -Infinity);
  const max = bound(high, 'max', Infinity);
  return x && min !== undefined && max !== undefined
    ? unary((value) => Math.min(Math.max(value, min), max))(call, [x])
    : undefined;
};

const gate = (x: number): number => 1 / (1 + Math.exp(-x));

/** Half to even, as ONNX rounds. */
function round(x: number): number {
  const down = Math.floor(x);
  return x - down === 0.5 ? down + (down % 2 === 0 ? 0 : 1) : Math.round(x);
}

export const elementwise: { readonly [op: string]: KnownOp } = {
  Add: fold(add),
  Sub: (call, [a, b]) => a && b && combine(call, a, b, (x, y, isFloat) => add(x, negate(y), isFloat)),
  Mul: fold(multiply),
  Div: fold(divide),
  Mod: fold(mod),
  Pow: fold(plain((a, b) => a ** b)),
  Max: fold(plain((a, b) => Math.max(a, b))),
  Min: fold(plain((a, b) => Math.min(a, b))),
  Sum: fold(add),
  Equal: compare((a, b) => a === b),
  Greater: compare((a, b) => a > b),
  GreaterOrEqual: compare((a, b) => a >= b),
  Less: compare((a, b) => a < b),
  LessOrEqual: compare((a, b) => a <= b),
  And: compare((a, b) => a !== 0 && b !== 0),
  Or: compare((a, b) => a !== 0 || b !== 0),
  Xor: compare((a, b) => (a !== 0) !== (b !== 0)),
  Not: unary((x) => (x === 0 ? 1 : 0)),
  Neg: (_, [x]) => x && { ...x, data: x.data.map(negate) },
  Abs: unary(Math.abs, true),
  Floor: unary((x) => Math.floor(single(x)), true),
  Ceil: unary((x) => Math.ceil(single(x)), true),
  Round: unary(round, true),
  Sqrt: unary(Math.sqrt),
  Exp: unary(Math.exp),
  Log: unary(Math.log),
  Sin: unary(Math.sin),
  Cos: unary(Math.cos),
  Sigmoid: unary(gate),
  Tanh: unary(Math.tanh),
  Relu: unary((x) => Math.max(0, x)),
  Reciprocal: unary((x) => 1 / x),
  Sign: unary(Math.sign),
  Clip: clip,
  Cast: cast,
  CastLike: (_, [x, like]) => x && like && { ...x, isFloat: like.isFloat },
  Where: where,
  Identity: (_, [x]) => x,
  Dropout: (_, [x]) => x,
};
