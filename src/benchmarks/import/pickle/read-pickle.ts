/**
 * Reads a pickle as data. A pickle is a program for a stack machine; this machine knows the opcodes that build data and a short list of
 * names, refuses everything else by name and place, and runs nothing.
 *
 * Time is linear in the file. The kept values bound the memory: `keep` sees every pair of every dictionary as soon as its value is complete and
 * says what to keep of it, so a file of gigabytes whose entries become rows is never in memory at once. Pickle itself would remember every container
 * for later references: a large file is therefore read twice, first to learn which numbers of the memo are read, and when (`memo.ts`).
 */
import { must } from '../../../core/must.js';
import { AssayError, dataError, quote } from '../../../core/errors.js';
import { ByteCursor } from '../bytes/byte-cursor.js';
import type { Chunks } from '../bytes/chunks.js';
import { argumentReaders } from './arguments.js';
import { benchmarkGlobals, setState, type PickleGlobals } from './globals.js';
import { createMemo, createMemoPlan, type Memo, type MemoPlan } from './memo.js';
import { PickleRefusal } from './numpy.js';
import { opcodes, refusedOpcodes, type Opcode, type PickleMachine } from './opcodes.js';
import { describePickle, isPickleList, isPickleMap, isRecordOf, type PickleValue } from './values.js';

/** What to keep of a dictionary's value, given its key; return the value itself to keep all of it. */
export type Keep = (key: PickleValue, value: PickleValue) => PickleValue;

export interface ReadPickleOptions {
  /** The start of errors. */
  readonly where: string;
  /** By default, those of the benchmarks. */
  readonly globals?: PickleGlobals;
  readonly keep?: Keep;
  /** Read the bytes twice, so that only values with later references are remembered. `open` is then called twice. */
  readonly isLarge?: boolean;
  /** How many values may be alive at once; texts count by length. */
  readonly maxValues?: number;
}

/** Enough for the kept values of any benchmark, and less than 1 GB. */
const defaultMaxValues = 12_000_000;
const deepestStack = 4_000_000;

/** The pickle at the start of the bytes, and how many bytes it took. @throws data errors that name the byte of the error. */
export function readPickle(open: () => Chunks, options: ReadPickleOptions): PickleValue {
  const plan = options.isLarge === true ? planMemo(new ByteCursor(open(), options.where)) : undefined;
  return readPickleAt(new ByteCursor(open(), options.where), options, plan);
}

/** The pickle at a cursor, which is left after it. `plan`: which numbers of the memo are read later; by default, all. */
export function readPickleAt(cursor: ByteCursor, options: ReadPickleOptions, plan?: MemoPlan): PickleValue {
  const machine = createMachine(options, createMemo(plan));
  forEachOpcode(cursor, (record) => {
    const argument = argumentReaders[record.argument].read(cursor);
    if (typeof argument === 'string' || argument instanceof Uint8Array) machine.charge(argument.length >>> 4);
    record.run(machine, argument as never);
    return machine.isDone();
  });
  return machine.result();
}

/** Which numbers of its memo a pickle reads; leaves the cursor after the pickle. */
function planMemo(cursor: ByteCursor): MemoPlan {
  const plan = createMemoPlan();
  forEachOpcode(cursor, (record) => {
    const reader = argumentReaders[record.argument];
    if (record.memo === 'read') plan.onGet(reader.read(cursor) as number);
    else if (record.memo === 'write') plan.onPut(reader.read(cursor) as number | undefined);
    else reader.skip(cursor);
    return record.name === 'STOP';
  });
  return plan;
}

/** Goes from opcode to opcode until `step` says it is done; adds the place to refusals. */
function forEachOpcode(cursor: ByteCursor, step: (record: Opcode) => boolean): void {
  for (let first = true; ; first = false) {
    const at = cursor.position;
    const code = cursor.byte();
    const record = opcodes.get(code);
    if (record === undefined || (first && record.name !== 'PROTO')) throw refusedCode(`${cursor.where} byte ${at}`, code, first);
    try {
      if (step(record)) return;
    } catch (error) {
      if (error instanceof PickleRefusal)
        throw dataError(`${cursor.where} byte ${at}: pickle opcode ${record.name}`, { expected: error.message });
      throw error;
    }
  }
}

function refusedCode(where: string, code: number, first: boolean): AssayError {
  if (first)
    return dataError(where, {
      expected: 'a pickle of protocol 2 to 4',
      got: `byte 0x${code.toString(16).padStart(2, '0')}`,
      code: 'unsupported',
    });
  const name = refusedOpcodes.get(code);
  return dataError(where, {
    expected: 'a pickle opcode that holds data',
    got: name ?? `0x${code.toString(16).padStart(2, '0')}`,
    hint: name === undefined ? 'the file is damaged or not a pickle' : 'refused: pickles are read, never run',
  });
}

interface RunningMachine extends PickleMachine {
  /** Counts the size of texts and bytes. */
  charge(values: number): void;
  isDone(): boolean;
  result(): PickleValue;
}

function createMachine(
  { globals = benchmarkGlobals, keep, maxValues = defaultMaxValues }: ReadPickleOptions,
  memo: Memo,
): RunningMachine {
  const stack: PickleValue[] = [];
  /** Places in the stack, and how many values were alive when each mark was set. */
  const marks: { readonly place: number; readonly alive: number }[] = [];
  let memoized = 0;
  let alive = 0;
  let done = false;

  const floor = (): number => marks.at(-1)?.place ?? 0;
  const charge = (values: number): void => {
    alive += values;
    if (alive > maxValues)
      throw new PickleRefusal(`at most ${maxValues.toLocaleString('en-US')} values to keep at once, got more`);
  };
  const top = (): PickleValue => {
    const value = stack[stack.length - 1];
    if (value === undefined || stack.length <= floor()) throw new PickleRefusal('a value on the stack, got none');
    return value;
  };
  const takeMark = (): { readonly items: PickleValue[]; readonly alive: number } => {
    const mark = marks.pop();
    if (mark === undefined) throw new PickleRefusal('a mark on the stack, got none');
    return { items: stack.splice(mark.place), alive: mark.alive };
  };
  /** How many values were alive before the mark that was popped last. */
  let aliveAtMark = 0;

  return {
    charge,
    push(value) {
      if (stack.length >= deepestStack)
        throw new PickleRefusal(`a stack of at most ${deepestStack.toLocaleString('en-US')} values, got more`);
      stack.push(value);
      charge(1);
    },
    pop() {
      const value = top();
      stack.length--;
      return value;
    },
    top,
    mark() {
      marks.push({ place: stack.length, alive });
      charge(1);
    },
    popMark() {
      const { items, alive: before } = takeMark();
      aliveAtMark = before;
      return items;
    },
    memoize(index = memoized) {
      memoized++;
      if (memo.put(index, top())) charge(1);
    },
    recall(index) {
      const value = memo.get(index);
      if (value === undefined) throw new PickleRefusal(`a number of the memo, got ${index}`);
      return value;
    },
    named(name) {
      if (!globals.has(name)) throw new PickleRefusal(`a name that stands for data, got ${quote(name, 80)}`);
      return { kind: 'global', name };
    },
    call(target, args) {
      if (!isRecordOf(target, 'global') || !isPickleList(args))
        throw new PickleRefusal(`a name and its arguments, got ${describePickle(target)} and ${describePickle(args)}`);
      const made = globals.get(target.name)?.make?.(args);
      if (made === undefined) throw new PickleRefusal(`a name that makes data, got ${quote(target.name)}`);
      return made;
    },
    build: setState,
    setItems(pairs, fromMark) {
      const target = top();
      if (!isPickleMap(target)) throw new PickleRefusal(`a dictionary to add to, got ${describePickle(target)}`);
      if (pairs.length % 2 !== 0) throw new PickleRefusal('a value for every key');
      let replaced = 0;
      for (let i = 0; i < pairs.length; i += 2) {
        const key = must(pairs[i], 'a key');
        const value = must(pairs[i + 1], 'a value of each key');
        const kept = keep === undefined ? value : keep(key, value);
        if (kept !== value) replaced += 2;
        target.set(key, kept);
      }
      // Everything since the mark was in these pairs: if `keep` replaced all values, all of it is free again.
      if (fromMark && replaced > 0 && replaced === pairs.length) alive = aliveAtMark + 4 * pairs.length;
    },
    stop() {
      if (marks.length > 0 || stack.length !== 1) throw new PickleRefusal(`one value at the end, got ${stack.length}`);
      done = true;
    },
    isDone: () => done,
    result: () => must(stack[0], 'one value at the end'),
  };
}
