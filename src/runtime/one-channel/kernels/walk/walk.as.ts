/**
 * Walks over a lowered program: the twin of `one-channel/walk.ts` over `evaluate.ts` and `recall.ts`. A dry walk computes nothing: it
 * looks up what an earlier one found on the same path. JavaScript gives the first value and reads the means at the end.
 */
import { imageMeans } from '../kernels.as';
import { int } from '../views.as';
import { boundOfCall, computed, include, negligible, OP_ADD, useWeight } from './arithmetic.as';
import { useMemory } from './memory.as';
import {
  cutPointCount, cutPoints, firstOf, key1, key2, lastOf, mixTail, MOST_OPERANDS, MOST_VALUES, operandCount, operands as pristineOperands, PROGRAM_BYTES, usePrograms,
  Value, valueCount, values as pristineValues, VALUE_BYTES,
} from './program.as';
import {
  forgetAll, hash1, hash2, keep as keepEntry, keepNotes, known, mix, note, NOTES_BYTES, setHash, startHash, startNotes, TABLE_BYTES, useTable,
} from './recall.as';
import {
  balance, copyTerm, createSum, holdSum, log2, magnitude, putTogether, releaseSum, round, Sum, Term, TERM_BYTES, termOf, useBatch,
} from './sums.as';

export { lower, programAt } from './program.as';

/** In the hash of a path: a value is measured, or the path ends. */
const MEASURE: u32 = 0xffffffff;
const END: u32 = 0xfffffffe;
/** In the place of a value whose size is looked up: the one that was just measured. */
const MEASURED: u32 = 0xfffffffd;
const PROGRAM: u32 = 0xfffffffc;

/** Copies of the lowered program, which a walk changes. */
let values: usize = 0;
let operands: usize = 0;
/** A double for each operand. */
let sizes: usize = 0;
/** A double for each value: log2 of a bound of its root mean square; NaN: not known yet. */
let bounds: usize = 0;
let hasLeftOut: bool = false;
let isDry: bool = false;
/** A dry walk came to what no earlier one found. */
let isLost: bool = false;
let length: i32 = 0;
/** The number of the first value, which is given. */
let given: i32 = 0;

const FREED_BYTES: usize = 512;
const RELATIONS_BYTES: usize = 32768;
const WALK_BYTES: usize = MOST_VALUES * (VALUE_BYTES + 8) + MOST_OPERANDS * 12;

/** Bytes of memory that walks need, for `reset`. */
export function bytesNeeded(): usize {
  return FREED_BYTES + RELATIONS_BYTES + TABLE_BYTES + NOTES_BYTES + WALK_BYTES + PROGRAM_BYTES;
}

/** Forgets what earlier walks left behind. @param at zeros. */
export function reset(at: usize): void {
  useMemory(at, at + FREED_BYTES);
  at += FREED_BYTES + RELATIONS_BYTES;
  useTable(at, at + TABLE_BYTES);
  at += TABLE_BYTES + NOTES_BYTES;
  sizes = at;
  bounds = sizes + MOST_OPERANDS * 8;
  values = bounds + MOST_VALUES * 8;
  operands = values + MOST_VALUES * VALUE_BYTES;
  usePrograms(operands + MOST_OPERANDS * 4);
}

@inline
function valueAt(number: i32): Value {
  return changetype<Value>(values + VALUE_BYTES * <usize>number);
}

@inline
function operandAt(place: i32): i32 {
  return int(operands, place);
}

@inline
function sizeAt(place: i32): f64 {
  return load<f64>(sizes + (<usize>place << 3));
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

/** The size of a computed value, as an earlier walk found it on this path; or the one given, noted for later walks. */
function lookUp(place: u32, size: f64): f64 {
  const before1 = hash1;
  const before2 = hash2;
  mix(place);
  const at1 = hash1;
  const at2 = hash2;
  setHash(before1, before2);
  if (!isDry) {
    note(at1, at2, size);
    return size;
  }
  const found = known(at1, at2);
  if (found == found) return found;
  isLost = true;
  return 0;
}

function findBound(number: i32): f64 {
  const value = valueAt(number);
  if (value.isComputed != 0) return lookUp(value.place, isDry ? 0 : changetype<usize>(value.sum) == 0 ? Infinity : magnitude(value.sum));
  if (value.call.op != OP_ADD) return boundOfCall(value.call, boundOf(operandAt(value.start)));
  let most: f64 = -Infinity;
  for (let i = 0; i < value.count; i++) most = max<f64>(most, boundOf(operandAt(value.start + i)));
  return most + log2(<f64>value.count);
}

/** log2 of the root mean square of a computed value, its terms put together; -Infinity: unknown. */
function measure(number: i32): f64 {
  const value = valueAt(number);
  mix(MEASURE);
  mix(value.place);
  let size: f64 = -Infinity;
  if (!isDry && changetype<usize>(value.sum) != 0) {
    putTogether(value.sum);
    if (value.sum.count == 1 && termOf(value.sum, 0).floor == -Infinity) size = magnitude(value.sum);
  }
  return lookUp(MEASURED, size);
}

/** Leaves only the operands of a sum that matter. */
function needOperands(number: i32, value: Value): void {
  const start = value.start;
  const count = value.count;
  if (count < 2 || value.call.op != OP_ADD) return;
  let most: f64 = -Infinity;
  let largest = 0;
  let isUnknown = false;
  for (let i = 0; i < count; i++) {
    const size = boundOf(operandAt(start + i));
    store<f64>(sizes + (<usize>(start + i) << 3), size);
    if (size != size) isUnknown = true;
    if (size > most) {
      most = size;
      largest = i;
    }
  }
  if (isUnknown) return;
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
      if (!isDry) forget(operand);
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
  if (value.isComputed != 0 || isLost) return;
  needOperands(number, value);
  for (let i = 0; i < value.count; i++) compute(operandAt(value.start + i));
  if (!isDry && number > given) {
    const sum = value.call.op == OP_ADD ? addUp(value) : computed(value.call, valueAt(operandAt(value.start)).sum);
    holdSum(sum);
    value.sum = sum;
    for (let i = 0; i < value.count; i++) forget(operandAt(value.start + i));
  }
  value.isComputed = 1;
  mix(<u32>changetype<usize>(value.call));
  mix(value.count);
  for (let i = 0; i < value.count; i++) mix(valueAt(operandAt(value.start + i)).place);
  value.place = ++length;
}

/** Starts from the lowered program. @param past a number of the weight and the images. */
function start(past: i32): void {
  memory.copy(values, pristineValues, VALUE_BYTES * <usize>valueCount);
  memory.copy(operands, pristineOperands, <usize>operandCount << 2);
  for (let number = 0; number < valueCount; number++) store<f64>(bounds + (<usize>number << 3), NaN);
  length = 0;
  hasLeftOut = false;
  isLost = false;
  startHash(past);
  startNotes();
}

/** A run, as `maps/map-walk.ts` writes it. */
@unmanaged
class Run {
  weight: f64;
  negligible: f64;
  /** Of the given value, and afterwards of the means. */
  exponent: f64;
  /** The terms of the given value, and their number. */
  terms: usize;
  termCount: i32;
  /** Where the means are written, a double for each image. */
  means: usize;
  batch: i32;
  moments: usize;
  /** A number of the weight and the images. */
  past: i32;
}

@inline
function walkAll(): void {
  for (let i = 0; i < cutPointCount; i++) compute(int(cutPoints, i));
}

/** The number of the result of an earlier walk that computed the same; -1: there was none. */
export function recall(run: Run): i32 {
  isDry = true;
  useWeight(run.weight, run.negligible, run.moments);
  start(run.past);
  mixProgram();
  const same = known(hash1, hash2);
  if (same == same) return <i32>same;
  startHash(run.past);
  walkAll();
  if (isLost) return -1;
  mixEnd();
  const result = known(hash1, hash2);
  return result == result ? <i32>result : -1;
}

function mixEnd(): void {
  mix(END);
  mix(valueAt(lastOf()).place);
  mixTail();
}

function mixProgram(): void {
  mix(PROGRAM);
  mix(<u32>key1);
  mix(<u32>(key1 >> 32));
  mix(<u32>key2);
  mix(<u32>(key2 >> 32));
}

/** Keeps the number of the result of the last walk. @returns whether there was room; otherwise, and for a number below 0, everything is forgotten. */
export function keep(run: Run, result: i32): bool {
  let hasRoom = result >= 0;
  if (hasRoom && hasLeftOut) {
    mixEnd();
    hasRoom = keepNotes() && keepEntry(hash1, hash2, <f64>result);
  }
  startHash(run.past);
  mixProgram();
  hasRoom = hasRoom && keepEntry(hash1, hash2, <f64>result);
  if (!hasRoom) forgetAll();
  return hasRoom;
}

/** Runs the lowered program to its last map, whose means it leaves. */
export function walk(run: Run): void {
  isDry = false;
  useBatch(run.batch, run.moments);
  useWeight(run.weight, run.negligible, run.moments);
  start(run.past);
  given = firstOf();
  const sum = createSum(run.termCount, run.exponent);
  sum.count = run.termCount;
  for (let i = 0; i < sum.count; i++) copyTerm(termOf(sum, i), changetype<Term>(run.terms + TERM_BYTES * <usize>i));
  holdSum(sum);
  valueAt(given).sum = sum;
  walkAll();
  const last = valueAt(lastOf()).sum;
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
  forget(lastOf());
}
