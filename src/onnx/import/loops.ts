/**
 * Loops of a known number of rounds, written out: `Loop` whose count or condition is known before anything is fed, `Scan` over an axis of known
 * length. The values of each round are those of the body's operators, translated again.
 */
import { quote } from '../../core/errors.js';
import type { FileGraph, FileNode } from '../proto/file-types.js';
import type { Call } from './call.js';
import { isBatch } from './dims.js';
import { plainList, plainScalar } from './resolve.js';
import type { KnownValue, Value } from './values.js';

/** Most rounds of one loop. */
const mostRounds = 256;

/** What translating a graph needs here. */
export interface LoopTools {
  /** The outputs of a body with values for its inputs. */
  run(body: FileGraph, given: ReadonlyMap<string, Value>): readonly Value[];
  /** The outputs of one node with values for its inputs. */
  compute(node: FileNode, given: ReadonlyMap<string, Value>): readonly Value[];
  /** Whether anything reads a value of the file. */
  isRead(name: string): boolean;
}

const scalar = (value: number): KnownValue => ({ kind: 'known', shape: [], data: [value], isFloat: false });
const list = (values: readonly number[]): KnownValue => ({
  kind: 'known',
  shape: [values.length],
  data: [...values],
  isFloat: false,
});

function computing(op: string, inputs: readonly string[], axis?: number): FileNode {
  const attributes = new Map(axis === undefined ? [] : [['axis', { name: 'axis', int: axis }] as const]);
  return { name: '', op, domain: '', inputs, outputs: [`${inputs[0] ?? ''}/${op}`], attributes };
}

function bodyOf(call: Call): FileGraph {
  const body = call.graph('body');
  if (body === undefined) throw call.fault('a body');
  return body;
}

/** One value out of each round, along a new first axis. */
function stacked(call: Call, name: string, values: readonly Value[], { compute }: LoopTools): Value {
  if (values.length === 0) throw call.fault('a round that gives a value', 'none');
  const rows = values.map((value, i): Value => {
    const own = `${name}/${i}`;
    const [row] = compute(
      computing('Unsqueeze', [own, `${own}/axes`]),
      new Map([
        [own, value],
        [`${own}/axes`, list([0])],
      ]),
    );
    if (row === undefined) throw call.fault('a value that gets an axis');
    return row;
  });
  const names = rows.map((_, i) => `${name}/row${i}`);
  const [all] = compute(computing('Concat', names, 0), new Map(rows.map((row, i) => [names[i] ?? '', row])));
  if (all === undefined) throw call.fault('values that are joined');
  return all;
}

function results(
  call: Call,
  states: readonly Value[],
  rounds: readonly (readonly Value[])[],
  tools: LoopTools,
): (Value | undefined)[] {
  const kept = call.node.outputs.slice(states.length);
  return [
    ...states,
    ...kept.map((name, k) => {
      if (name === '' || !tools.isRead(name)) return undefined;
      const values = rounds.flatMap((round) => round[k] ?? []);
      if (values.length < rounds.length) throw call.fault('a body that defines its outputs', quote(name));
      return stacked(call, name, values, tools);
    }),
  ];
}

/** `Loop`: its states after the last round, and what each round gives. */
export function unrolledLoop(
  call: Call,
  inputs: readonly (Value | undefined)[],
  tools: LoopTools,
): readonly (Value | undefined)[] {
  const body = bodyOf(call);
  const [most, condition, ...first] = inputs;
  const count = most === undefined ? Infinity : plainScalar(most);
  if (count === undefined) throw call.fault('a number of rounds that is known', 'one that the network computes');
  let goesOn = condition === undefined ? 1 : plainScalar(condition);
  let states = first;
  const rounds: (readonly Value[])[] = [];
  for (let i = 0; i < count && goesOn !== 0; i++) {
    if (goesOn === undefined) throw call.fault('a condition that is known', 'one that the network computes');
    if (i >= mostRounds) throw call.fault(`at most ${mostRounds} rounds`, Number.isFinite(count) ? `${count}` : 'more');
    const given = [scalar(i), scalar(1), ...states];
    const made = tools.run(body, pairs(call, body, given));
    goesOn = plainList(made[0])?.[0];
    states = made.slice(1, 1 + first.length);
    rounds.push(made.slice(1 + first.length));
  }
  return results(
    call,
    states.map((state) => present(call, state)),
    rounds,
    tools,
  );
}

/** `Scan` over the first axes of its last inputs, forwards. */
export function unrolledScan(
  call: Call,
  inputs: readonly (Value | undefined)[],
  tools: LoopTools,
): readonly (Value | undefined)[] {
  const body = bodyOf(call);
  if (call.opset < 9) throw call.fault('a scan of operator set 9 or newer');
  const count = call.int('num_scan_inputs') ?? 0;
  const isPlain = ['scan_input_axes', 'scan_output_axes', 'scan_input_directions', 'scan_output_directions'].every((name) =>
    (call.ints(name) ?? []).every((value) => value === 0),
  );
  if (!isPlain) throw call.fault('a scan forwards over first axes');
  const scanned = count > 0 ? inputs.slice(-count).map((value) => present(call, value)) : [];
  const length = scanned[0]?.shape[0];
  if (length === undefined || isBatch(length)) throw call.fault('a scan over an axis of known length', 'none, or the batch');
  if (length > mostRounds) throw call.fault(`at most ${mostRounds} rounds`, `${length}`);
  let states = inputs.slice(0, -count).map((value) => present(call, value));
  const rounds: (readonly Value[])[] = [];
  for (let i = 0; i < length; i++) {
    const slices = scanned.map((value, k) => {
      const name = `${call.node.outputs[0] ?? ''}/scan${k}`;
      const [slice] = tools.compute(
        computing('Gather', [name, `${name}/${i}`], 0),
        new Map([
          [name, value],
          [`${name}/${i}`, scalar(i)],
        ]),
      );
      return present(call, slice);
    });
    const made = tools.run(body, pairs(call, body, [...states, ...slices]));
    rounds.push(made.slice(states.length));
    states = made.slice(0, states.length);
  }
  return results(call, states, rounds, tools);
}

function present(call: Call, value: Value | undefined): Value {
  if (value === undefined) throw call.fault('a state of each round', 'none');
  return value;
}

/** Values by the names of a body's inputs. */
function pairs(call: Call, { inputs }: FileGraph, values: readonly (Value | undefined)[]): ReadonlyMap<string, Value> {
  if (inputs.length !== values.length) throw call.fault(`a body of ${values.length} inputs`, `${inputs.length}`);
  return new Map(inputs.map(({ name }, i) => [name, present(call, values[i])]));
}
