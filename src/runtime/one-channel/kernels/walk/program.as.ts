/**
 * The values of a network, each once: the twin of `one-channel/lower.ts` and `program-key.ts`. It takes networks that are maps with one
 * channel from their first layer to the means over places, and then a chain; others are left to JavaScript.
 */
import { int } from '../views.as';
import { Call, OP_GIVEN, OP_MEANS, OP_OTHER } from './arithmetic.as';
import { relate } from './memory.as';
import { hash1, hash2, mix, startHash } from './recall.as';
import { Sum } from './sums.as';

/** A value of a program. */
@unmanaged
export class Value {
  call: Call;
  /** Its operands, in the list of all operands. */
  start: i32;
  count: i32;
  /** Readers that have not read it yet. */
  pending: i32;
  isComputed: i32;
  sum: Sum;
  /** In the order in which values are computed, from 1; 0: not yet. */
  place: i32;
  shape: i32;
}

/** An operator with its attributes, as JavaScript wrote it. */
@unmanaged
class Operator {
  zeroRule: i32;
  isSkip: i32;
  sums: i32;
  isCommutative: i32;
}

/** What lowering finds, for JavaScript to read. */
@unmanaged
class Program {
  first: i32;
  firstCall: Call;
  last: i32;
  meansCall: Call;
  /** The calls follow. */
  tailCount: i32;
}

const RULE_ALWAYS: i32 = 1;
const RULE_ANY: i32 = 2;
const RULE_ALL: i32 = 3;

const ZERO: i32 = -1;
export const VALUE_BYTES: usize = 32;
export const MOST_VALUES: usize = 2048;
export const MOST_OPERANDS: usize = 8192;
const MOST_TAIL: i32 = 8;
/** Ids that JavaScript may number. */
const MOST_IDS: usize = 8192;
/** A value, its shape, and the number of the program in which they hold. */
const REFERENCE_BYTES: usize = 12;
/** Twice the number of values; a slot is the number of a program and of a value. */
const SLOTS: u32 = 4096;

/** Bytes of what follows, in this order. */
export const PROGRAM_BYTES: usize =
  64 + MOST_VALUES * (VALUE_BYTES + 4 + 4 + 4) + MOST_OPERANDS * 8 + MOST_IDS * REFERENCE_BYTES + <usize>SLOTS * 8;

let program: Program = changetype<Program>(0);
export let values: usize = 0;
/** The operator of each value. */
let operators: usize = 0;
let lastReaders: usize = 0;
export let cutPoints: usize = 0;
export let operands: usize = 0;
/** The same, in ascending order where the operator is commutative. */
let sorted: usize = 0;
let references: usize = 0;
let slots: usize = 0;

export let valueCount: i32 = 0;
export let operandCount: i32 = 0;
export let cutPointCount: i32 = 0;
let stamp: i32 = 0;

/** The number of the first value, which is given, and of the last map. */
export function firstOf(): i32 {
  return program.first;
}

export function lastOf(): i32 {
  return program.last;
}

/** The parts of the lowered network. */
export function programAt(): usize {
  return changetype<usize>(program);
}

/** @param at zeros. */
export function usePrograms(at: usize): void {
  program = changetype<Program>(at);
  values = at + 64;
  operators = values + MOST_VALUES * VALUE_BYTES;
  lastReaders = operators + MOST_VALUES * 4;
  cutPoints = lastReaders + MOST_VALUES * 4;
  operands = cutPoints + MOST_VALUES * 4;
  sorted = operands + MOST_OPERANDS * 4;
  references = sorted + MOST_OPERANDS * 4;
  slots = references + MOST_IDS * REFERENCE_BYTES;
  stamp = 0;
}

@inline
function setWord(list: usize, place: i32, value: i32): void {
  store<i32>(list + (<usize>place << 2), value);
}

@inline
function lowered(number: i32): Value {
  return changetype<Value>(values + VALUE_BYTES * <usize>number);
}

@inline
function refer(id: i32, value: i32, shape: i32): void {
  const at = references + REFERENCE_BYTES * <usize>id;
  store<i32>(at, value);
  store<i32>(at, shape, 4);
  store<i32>(at, stamp, 8);
}

@inline
function referenceOf(id: i32): usize {
  return references + REFERENCE_BYTES * <usize>id;
}

/** The call of an operator with operands of one shape, and the shape it gives. */
@inline
function callOf(operator: usize, shape: i32, count: i32): usize {
  return relate(operator, (<usize>shape << 8) | <usize>count);
}

/** The value of an operator applied to the last `count` operands, new or known; -1: it cannot be walked. */
function valueOf(operator: usize, count: i32, shape: i32): i32 {
  const start = operandCount;
  for (let i = 0; i < count; i++) {
    const operand = int(operands, start + i);
    let place = start + i;
    if (changetype<Operator>(operator).isCommutative != 0)
      for (; place > start && int(sorted, place - 1) > operand; place--) setWord(sorted, place, int(sorted, place - 1));
    setWord(sorted, place, operand);
  }
  let hash = <u32>operator;
  for (let i = 0; i < count; i++) hash = (hash ^ <u32>int(sorted, start + i)) * 0x9e3779b1 ^ (hash >> 15);
  let slot = (hash ^ (hash >> 15)) & (SLOTS - 1);
  for (; int(slots, <i32>slot * 2) == stamp; slot = (slot + 1) & (SLOTS - 1)) {
    const known = int(slots, <i32>slot * 2 + 1);
    const value = lowered(known);
    if (int(operators, known) != <i32>operator || value.count != count) continue;
    let same = true;
    for (let i = 0; i < count; i++) if (int(sorted, value.start + i) != int(sorted, start + i)) same = false;
    if (same) return known;
  }
  if (<usize>valueCount == MOST_VALUES || <usize>(start + count) > MOST_OPERANDS - 256) return -1;
  const call = callOf(operator, shape, count);
  const number = valueCount++;
  setWord(slots, <i32>slot * 2, stamp);
  setWord(slots, <i32>slot * 2 + 1, number);
  setWord(operators, number, <i32>operator);
  const value = lowered(number);
  memory.fill(changetype<usize>(value), 0, VALUE_BYTES);
  value.call = changetype<Call>(<usize>load<u32>(call));
  value.shape = load<i32>(call, 4);
  value.start = start;
  value.count = count;
  operandCount = start + count;
  return number;
}

/** Lowers a node at an address: its id, operator and operands. @returns whether it can be walked. */
function lowerNode(node: usize): bool {
  const id = int(node, 0);
  const operator = <usize>int(node, 1);
  const count = int(node, 2);
  const rules = changetype<Operator>(operator);
  if (count == 0 || <usize>(operandCount + count) > MOST_OPERANDS - 256 || count > 255) return false;
  let zeros = 0;
  let shape = 0;
  for (let i = 0; i < count; i++) {
    const reference = referenceOf(int(node, 3 + i));
    if (int(reference, 2) != stamp) return false;
    const operand = int(reference, 0);
    if (i > 0 && int(reference, 1) != shape) return false;
    shape = int(reference, 1);
    if (operand == ZERO) zeros++;
    setWord(operands, operandCount + i, operand);
  }
  if (rules.zeroRule == RULE_ALWAYS || (rules.zeroRule == RULE_ANY && zeros > 0) || (rules.zeroRule == RULE_ALL && zeros == count)) {
    refer(id, ZERO, load<i32>(callOf(operator, shape, count), 4));
    return true;
  }
  let terms = count;
  if (rules.isSkip != 0) terms = 1;
  else if (rules.sums != 0) {
    if (zeros > 0) {
      if (load<i32>(callOf(operator, shape, count), 4) != shape) return false;
      terms = 0;
      for (let i = 0; i < count; i++) {
        const operand = int(operands, operandCount + i);
        if (operand != ZERO) setWord(operands, operandCount + terms++, operand);
      }
    }
  } else if (zeros > 0) return false;
  if (terms == 0) return false;
  if (terms == 1 && (rules.isSkip != 0 || rules.sums != 0)) {
    refer(id, int(operands, operandCount), shape);
    return true;
  }
  const value = valueOf(operator, terms, shape);
  if (value < 0) return false;
  refer(id, value, lowered(value).shape);
  return true;
}

/**
 * Lowers a network of blocks: the addresses of `count` of them are at `blocks`, each a number of nodes and the nodes.
 * @returns whether it can be walked.
 */
export function lower(blocks: usize, count: i32, inputId: i32, inputShape: i32, inputCall: Call, outputId: i32): bool {
  stamp++;
  operandCount = 0;
  valueCount = 1;
  refer(inputId, 0, inputShape);
  memory.fill(values, 0, VALUE_BYTES);
  lowered(0).call = inputCall;
  setWord(operators, 0, inputShape);
  for (let i = 0; i < count; i++) {
    const block = <usize>int(blocks, i);
    let node = block + 4;
    for (let n = int(block, 0); n > 0; n--) {
      if (!lowerNode(node)) return false;
      node += 12 + (<usize>int(node, 2) << 2);
    }
  }
  const output = referenceOf(outputId);
  if (int(output, 2) != stamp || int(output, 0) == ZERO) return false;
  countUses(int(output, 0));
  if (!findParts(int(output, 0))) return false;
  hashProgram(int(output, 0));
  return true;
}

function countUses(output: i32): void {
  lowered(output).pending = 1;
  for (let number = output; number >= 0; number--) {
    const value = lowered(number);
    if (value.pending > 0)
      for (let i = 0; i < value.count; i++) lowered(int(operands, value.start + i)).pending++;
  }
  valueCount = output + 1;
}

/** Finds the cut points up to the means, and the parts of the network. @returns whether it has them. */
function findParts(output: i32): bool {
  for (let number = 0; number <= output; number++) {
    const value = lowered(number);
    setWord(lastReaders, number, number);
    if (value.pending > 0) for (let i = 0; i < value.count; i++) setWord(lastReaders, int(operands, value.start + i), number);
  }
  let means = 0;
  cutPointCount = 0;
  let open = 0;
  for (let number = 0; number <= output && means == 0; number++) {
    const value = lowered(number);
    if (value.pending == 0) continue;
    if (open <= number) {
      if (value.call.op == OP_MEANS) means = number;
      else setWord(cutPoints, cutPointCount++, number);
    }
    open = max<i32>(open, int(lastReaders, number));
  }
  if (means == 0 || cutPointCount < 2 || int(cutPoints, 0) != 0) return false;
  const first = int(cutPoints, 1);
  program.first = first;
  program.firstCall = lowered(first).call;
  program.meansCall = lowered(means).call;
  if (lowered(first).count != 1 || int(operands, lowered(first).start) != 0 || means == first) return false;
  for (let number = first + 1; number < means; number++) {
    const value = lowered(number);
    if (value.pending == 0) continue;
    if (value.call.op <= OP_GIVEN || value.call.op == OP_MEANS) return false;
    for (let i = 0; i < value.count; i++) if (int(operands, value.start + i) < first) return false;
  }
  program.last = int(operands, lowered(means).start);
  let before = means;
  program.tailCount = 0;
  for (let number = means + 1; number <= output; number++) {
    const value = lowered(number);
    if (value.pending == 0) continue;
    if (value.count != 1 || int(operands, value.start) != before || value.call.op != OP_OTHER || program.tailCount == MOST_TAIL) return false;
    setWord(changetype<usize>(program) + 20, program.tailCount++, <i32>changetype<usize>(value.call));
    before = number;
  }
  return true;
}

/** Adds what follows the last map to the hash. */
export function mixTail(): void {
  mix(<u32>changetype<usize>(program.meansCall));
  for (let i = 0; i < program.tailCount; i++) mix(int(changetype<usize>(program) + 20, i));
}

let length = 0;

/** As in `program-key.ts`. */
function visit(number: i32): void {
  const value = lowered(number);
  if (value.place > 0) return;
  for (let i = 0; i < value.count; i++) visit(int(operands, value.start + i));
  value.place = ++length;
  mix(<u32>changetype<usize>(value.call));
  for (let i = 0; i < value.count; i++) mix(lowered(int(operands, value.start + i)).place);
}

/** Two numbers that stand for the program. */
export let key1: u64 = 0;
export let key2: u64 = 0;

function hashProgram(output: i32): void {
  length = 0;
  startHash(0);
  for (let i = 0; i < cutPointCount; i++) visit(int(cutPoints, i));
  visit(output);
  key1 = hash1;
  key2 = hash2;
  for (let number = 0; number <= output; number++) lowered(number).place = 0;
}
