/**
 * A walk over a program (`one-channel/walk.ts`) whose values are maps with one channel, computed on the way: the twin of that file
 * over `evaluate.ts`. JavaScript writes the program, gives the first value and reads the last one.
 */
import { imageMeans } from '../kernels.as';
import { boundOfCall, Call, computed, include, negligible, OP_ADD, OP_GIVEN, useWeight } from './arithmetic.as';
import { useMemory } from './memory.as';
import {
  balance, copyTerm, createSum, holdSum, log2, magnitude, putTogether, releaseSum, round, Sum, Term, TERM_BYTES, termOf, useBatch,
} from './sums.as';

/** A value of a program. */
@unmanaged
class Value {
  call: Call;
  /** Its operands, in the list of all operands. */
  start: i32;
  count: i32;
  /** Readers that have not read it yet. */
  pending: i32;
  isComputed: i32;
  sum: Sum;
  spare: i64;
}

const VALUE_BYTES: usize = 32;

/** The log holds the number of a value and how many operands follow, or one of these and a double; each entry fills doubles. */
const LOOKED: i32 = -1;
const MEASURED: i32 = -2;

let values: usize = 0;
let operands: usize = 0;
/** A double for each operand. */
let sizes: usize = 0;
/** A double for each value: log2 of a bound of its root mean square; NaN: not known yet. */
let bounds: usize = 0;
let log: usize = 0;
/** Where the log ends; what is noted beyond it is lost. */
let logEnd: usize = 0;
let hasLeftOut: bool = false;

export function reset(freed: usize, relations: usize): void {
  useMemory(freed, relations);
}

@inline
function valueAt(number: i32): Value {
  return changetype<Value>(values + VALUE_BYTES * <usize>number);
}

@inline
function operandAt(place: i32): i32 {
  return load<i32>(operands + (<usize>place << 2));
}

@inline
function sizeAt(place: i32): f64 {
  return load<f64>(sizes + (<usize>place << 3));
}

function noteSize(number: i32, kind: i32, size: f64): void {
  if (log + 16 <= logEnd) {
    store<i32>(log, number);
    store<i32>(log, kind, 4);
    store<f64>(log, size, 8);
  }
  log += 16;
}

/** One reader has read it, or will not read it. */
function forget(number: i32): void {
  const value = valueAt(number);
  if (--value.pending > 0) return;
  if (value.isComputed == 0) {
    for (let i = 0; i < value.count; i++) forget(operandAt(value.start + i));
  } else if (changetype<usize>(value.sum) != 0) {
    releaseSum(value.sum);
    value.sum = changetype<Sum>(0);
  }
}

function boundOf(number: i32): f64 {
  const at = bounds + (<usize>number << 3);
  let bound = load<f64>(at);
  if (bound != bound) {
    bound = findBound(number);
    store<f64>(at, bound);
  }
  return bound;
}

function findBound(number: i32): f64 {
  const value = valueAt(number);
  if (value.isComputed != 0) {
    const size = changetype<usize>(value.sum) == 0 ? Infinity : magnitude(value.sum);
    noteSize(number, LOOKED, size);
    return size;
  }
  if (value.call.op == OP_GIVEN) return Infinity;
  if (value.call.op != OP_ADD) return boundOfCall(value.call, boundOf(operandAt(value.start)));
  let most: f64 = -Infinity;
  for (let i = 0; i < value.count; i++) most = max<f64>(most, boundOf(operandAt(value.start + i)));
  return most + log2(<f64>value.count);
}

/** log2 of the root mean square of a computed value, its terms put together; -Infinity: unknown. */
function measure(number: i32): f64 {
  const sum = valueAt(number).sum;
  let size: f64 = -Infinity;
  if (changetype<usize>(sum) != 0) {
    putTogether(sum);
    if (sum.count == 1 && termOf(sum, 0).floor == -Infinity) size = magnitude(sum);
  }
  noteSize(number, MEASURED, size);
  return size;
}

/** Leaves only the operands of a sum that matter. */
function needOperands(number: i32, value: Value): void {
  const start = value.start;
  const count = value.count;
  if (count < 2 || value.call.op != OP_ADD) return;
  let most: f64 = -Infinity;
  let largest = 0;
  for (let i = 0; i < count; i++) {
    const size = boundOf(operandAt(start + i));
    store<f64>(sizes + (<usize>(start + i) << 3), size);
    if (size > most) {
      most = size;
      largest = i;
    }
  }
  let needsAll = true;
  for (let i = 0; i < count; i++) if (!(sizeAt(start + i) >= most + negligible)) needsAll = false;
  if (needsAll) return;
  const first = operandAt(start + largest);
  compute(first);
  const size = measure(first);
  store<f64>(bounds + (<usize>number << 3), NaN);
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const operand = operandAt(start + i);
    if (i == largest || sizeAt(start + i) >= size + negligible) store<i32>(operands + (<usize>(start + kept++) << 2), operand);
    else {
      hasLeftOut = true;
      forget(operand);
    }
  }
  value.count = kept;
}

function addUp(value: Value): Sum {
  let most: f64 = -Infinity;
  let terms = 0;
  for (let i = 0; i < value.count; i++) {
    const x = valueAt(operandAt(value.start + i)).sum;
    const size = magnitude(x);
    store<f64>(sizes + (<usize>(value.start + i) << 3), size);
    if (size > most || size != size) most = size;
    terms += x.count;
  }
  const sum = createSum(terms, 0);
  if (most == -Infinity) return sum;
  sum.exponent = round(most);
  for (let i = 0; i < value.count; i++) include(sum, valueAt(operandAt(value.start + i)).sum, sizeAt(value.start + i), most);
  balance(sum);
  return sum;
}

function compute(number: i32): void {
  const value = valueAt(number);
  if (value.isComputed != 0) return;
  needOperands(number, value);
  for (let i = 0; i < value.count; i++) compute(operandAt(value.start + i));
  if (value.call.op != OP_GIVEN) {
    const sum = value.call.op == OP_ADD ? addUp(value) : computed(value.call, valueAt(operandAt(value.start)).sum);
    holdSum(sum);
    value.sum = sum;
    for (let i = 0; i < value.count; i++) forget(operandAt(value.start + i));
  }
  value.isComputed = 1;
  noteComputed(number, value);
}

function noteComputed(number: i32, value: Value): void {
  const bytes = (8 + (<usize>value.count << 2) + 7) & ~7;
  if (log + bytes <= logEnd) {
    store<i32>(log, number);
    store<i32>(log, value.count, 4);
    memory.copy(log + 8, operands + (<usize>value.start << 2), <usize>value.count << 2);
  }
  log += bytes;
}

/** A run, as `maps/map-walk.ts` writes it. */
@unmanaged
class Run {
  weight: f64;
  negligible: f64;
  /** Of the given value, and afterwards of the means. */
  exponent: f64;
  values: usize;
  operands: usize;
  sizes: usize;
  bounds: usize;
  log: usize;
  logEnd: usize;
  cutPoints: usize;
  cutPointCount: i32;
  /** The number of the given value, its terms and their number. */
  given: i32;
  terms: usize;
  termCount: i32;
  /** The last value; its means over places are written to `means`, a double for each image. */
  last: i32;
  means: usize;
  batch: i32;
  moments: usize;
  /** Afterwards: whether a term was left out. */
  hasLeftOut: i32;
}

/** Runs a program to its last value, whose means it leaves. */
export function walk(run: Run): void {
  values = run.values;
  operands = run.operands;
  sizes = run.sizes;
  bounds = run.bounds;
  log = run.log;
  logEnd = run.logEnd;
  hasLeftOut = false;
  useBatch(run.batch, run.moments);
  useWeight(run.weight, run.negligible, run.moments);
  const given = createSum(run.termCount, run.exponent);
  given.count = run.termCount;
  for (let i = 0; i < given.count; i++) copyTerm(termOf(given, i), changetype<Term>(run.terms + TERM_BYTES * <usize>i));
  holdSum(given);
  valueAt(run.given).sum = given;
  for (let i = 0; i < run.cutPointCount; i++) compute(load<i32>(run.cutPoints + (<usize>i << 2)));
  const last = valueAt(run.last).sum;
  putTogether(last);
  if (last.count == 0) {
    memory.fill(run.means, 0, <usize>run.batch << 3);
    run.exponent = 0;
  } else {
    const term = termOf(last, 0);
    const map = term.map;
    imageMeans(
      changetype<usize>(map.grid), map.address, run.batch, <f32>term.pivot, <f32>term.scale, <f32>term.shift, <f32>term.floor,
      <f64>map.grid.area, run.means,
    );
    run.exponent = last.exponent;
  }
  forget(run.last);
  run.hasLeftOut = hasLeftOut ? 1 : 0;
  run.logEnd = log;
}
