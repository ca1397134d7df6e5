/**
 * The opcodes of pickle protocols 2 to 4 that hold data, each as a record: its name, its argument, its effect on the stack. Opcodes that call
 * other code (INST, OBJ, EXT, NEWOBJ_EX), the texts of protocols 0 and 1 and buffers outside the file are not here, and are refused.
 */
import { PickleRefusal } from './numpy.js';
import { describePickle, isPickleList, type PickleValue } from './values.js';

/** The argument of an opcode: a number of some width, a text, Python 2's string or bytes with their length before them, two lines, an integer of any length. */
export type ArgumentKind =
  | 'none'
  | 'uint8'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'frame'
  | 'float64'
  | 'text1'
  | 'text4'
  | 'text8'
  | 'string1'
  | 'string4'
  | 'bytes1'
  | 'bytes4'
  | 'bytes8'
  | 'global'
  | 'long1'
  | 'long4';

export type Argument = number | bigint | string | Uint8Array | undefined;

/** The state that opcodes work on. */
export interface PickleMachine {
  push(value: PickleValue): void;
  pop(): PickleValue;
  /** The topmost value, which stays on the stack. */
  top(): PickleValue;
  mark(): void;
  /** Pops the values above the last mark, and the mark. */
  popMark(): PickleValue[];
  /** Stores the topmost value under a number; by default, the next one. */
  memoize(index?: number): void;
  recall(index: number): PickleValue;
  named(name: string): PickleValue;
  call(target: PickleValue, args: PickleValue): PickleValue;
  build(target: PickleValue, state: PickleValue): void;
  /** Adds pairs to the dictionary on top. `fromMark`: the pairs were above a mark. */
  setItems(pairs: readonly PickleValue[], fromMark: boolean): void;
  stop(): void;
}

export interface Opcode {
  readonly name: string;
  readonly argument: ArgumentKind;
  /** For numbers of the memo: the effect of the argument. */
  readonly memo?: 'read' | 'write';
  run(machine: PickleMachine, argument: never): void;
}

function opcode<A extends Argument>(
  name: string,
  argument: ArgumentKind,
  run: (machine: PickleMachine, argument: A) => void,
  memo?: Opcode['memo'],
): Opcode {
  return { name, argument, run, ...(memo === undefined ? {} : { memo }) };
}

const pushes = (name: string, argument: ArgumentKind): Opcode =>
  opcode<Exclude<Argument, undefined>>(name, argument, (machine, value) => machine.push(value));
const constant = (name: string, make: () => PickleValue): Opcode => opcode(name, 'none', (machine) => machine.push(make()));

const tuple = (name: string, count: number): Opcode =>
  opcode(name, 'none', (machine) => {
    const items: PickleValue[] = [];
    for (let i = 0; i < count; i++) items.unshift(machine.pop());
    machine.push(items);
  });

function append(machine: PickleMachine, items: readonly PickleValue[]): void {
  const list = machine.top();
  if (!isPickleList(list)) throw new PickleRefusal(`a list to append to, got ${describePickle(list)}`);
  // The machine made it: nothing else has seen it as read-only yet.
  for (const item of items) (list as PickleValue[]).push(item);
}

const byCharacter: readonly (readonly [character: string, opcode: Opcode])[] = [
  [
    '\x80',
    opcode('PROTO', 'uint8', (_, version: number) => {
      if (version < 2 || version > 4) throw new PickleRefusal(`protocol 2 to 4, got ${version}`);
    }),
  ],
  ['\x95', opcode('FRAME', 'frame', () => {})],
  ['.', opcode('STOP', 'none', (machine) => machine.stop())],
  ['N', constant('NONE', () => null)],
  ['\x88', constant('NEWTRUE', () => true)],
  ['\x89', constant('NEWFALSE', () => false)],
  ['K', pushes('BININT1', 'uint8')],
  ['M', pushes('BININT2', 'uint16')],
  ['J', pushes('BININT', 'int32')],
  ['\x8a', pushes('LONG1', 'long1')],
  ['\x8b', pushes('LONG4', 'long4')],
  ['G', pushes('BINFLOAT', 'float64')],
  ['X', pushes('BINUNICODE', 'text4')],
  ['\x8c', pushes('SHORT_BINUNICODE', 'text1')],
  ['\x8d', pushes('BINUNICODE8', 'text8')],
  ['U', pushes('SHORT_BINSTRING', 'string1')],
  ['T', pushes('BINSTRING', 'string4')],
  ['C', pushes('SHORT_BINBYTES', 'bytes1')],
  ['B', pushes('BINBYTES', 'bytes4')],
  ['\x8e', pushes('BINBYTES8', 'bytes8')],
  ['(', opcode('MARK', 'none', (machine) => machine.mark())],
  ['0', opcode('POP', 'none', (machine) => void machine.pop())],
  ['1', opcode('POP_MARK', 'none', (machine) => void machine.popMark())],
  ['2', opcode('DUP', 'none', (machine) => machine.push(machine.top()))],
  [']', constant('EMPTY_LIST', () => [])],
  ['a', opcode('APPEND', 'none', (machine) => append(machine, [machine.pop()]))],
  ['e', opcode('APPENDS', 'none', (machine) => append(machine, machine.popMark()))],
  [')', constant('EMPTY_TUPLE', () => [])],
  ['\x85', tuple('TUPLE1', 1)],
  ['\x86', tuple('TUPLE2', 2)],
  ['\x87', tuple('TUPLE3', 3)],
  ['t', opcode('TUPLE', 'none', (machine) => machine.push(machine.popMark()))],
  ['}', constant('EMPTY_DICT', () => new Map())],
  [
    's',
    opcode('SETITEM', 'none', (machine) => {
      const value = machine.pop();
      machine.setItems([machine.pop(), value], false);
    }),
  ],
  ['u', opcode('SETITEMS', 'none', (machine) => machine.setItems(machine.popMark(), true))],
  ['\x8f', constant('EMPTY_SET', () => new Set())],
  [
    '\x90',
    opcode('ADDITEMS', 'none', (machine) => {
      const items = machine.popMark();
      const set = machine.top();
      if (!(set instanceof Set)) throw new PickleRefusal(`a set to add to, got ${describePickle(set)}`);
      for (const item of items) set.add(item);
    }),
  ],
  ['\x91', opcode('FROZENSET', 'none', (machine) => machine.push(new Set(machine.popMark())))],
  ['q', opcode('BINPUT', 'uint8', (machine, index: number) => machine.memoize(index), 'write')],
  ['r', opcode('LONG_BINPUT', 'uint32', (machine, index: number) => machine.memoize(index), 'write')],
  ['\x94', opcode('MEMOIZE', 'none', (machine) => machine.memoize(), 'write')],
  ['h', opcode('BINGET', 'uint8', (machine, index: number) => machine.push(machine.recall(index)), 'read')],
  ['j', opcode('LONG_BINGET', 'uint32', (machine, index: number) => machine.push(machine.recall(index)), 'read')],
  ['c', opcode('GLOBAL', 'global', (machine, name: string) => machine.push(machine.named(name)))],
  [
    '\x93',
    opcode('STACK_GLOBAL', 'none', (machine) => {
      const name = machine.pop();
      const module = machine.pop();
      if (typeof name !== 'string' || typeof module !== 'string')
        throw new PickleRefusal(`a module and a name, got ${describePickle(module)} and ${describePickle(name)}`);
      machine.push(machine.named(`${module}.${name}`));
    }),
  ],
  [
    'R',
    opcode('REDUCE', 'none', (machine) => {
      const args = machine.pop();
      machine.push(machine.call(machine.pop(), args));
    }),
  ],
  [
    '\x81',
    opcode('NEWOBJ', 'none', (machine) => {
      const args = machine.pop();
      machine.push(machine.call(machine.pop(), args));
    }),
  ],
  [
    'b',
    opcode('BUILD', 'none', (machine) => {
      const state = machine.pop();
      machine.build(machine.top(), state);
    }),
  ],
  [
    'Q',
    opcode('BINPERSID', 'none', (machine) => {
      machine.pop();
      machine.push({ kind: 'opaque', name: 'a storage' });
    }),
  ],
];

/** By code. */
export const opcodes: ReadonlyMap<number, Opcode> = new Map(
  byCharacter.map(([character, record]) => [character.charCodeAt(0), record]),
);

/** The names of opcodes that are refused, for the message. */
export const refusedOpcodes: ReadonlyMap<number, string> = new Map(
  Object.entries({
    i: 'INST',
    o: 'OBJ',
    '\x82': 'EXT1',
    '\x83': 'EXT2',
    '\x84': 'EXT4',
    '\x92': 'NEWOBJ_EX',
    P: 'PERSID',
    I: 'INT',
    L: 'LONG',
    F: 'FLOAT',
    S: 'STRING',
    V: 'UNICODE',
    d: 'DICT',
    l: 'LIST',
    g: 'GET',
    p: 'PUT',
    '\x96': 'BYTEARRAY8',
    '\x97': 'NEXT_BUFFER',
    '\x98': 'READONLY_BUFFER',
  }).map(([code, name]) => [code.charCodeAt(0), name]),
);
