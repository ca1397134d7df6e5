/**
 * Programs written out for the kernels' walk (`kernels/walk/walk.as.ts`): a network from the maps of its first layer to the means over
 * places that end its features, in one call. It takes networks whose maps all have one channel, of the operators listed here; the
 * others are walked in JavaScript (`walk.ts`), with the same results.
 */
import type { Call } from '../calls.js';
import { walkRelations, type Address, type Memory, type WalkKernels } from '../kernels/types.js';
import type { Program } from '../lower.js';
import type { Step } from '../recall.js';
import { ZERO } from '../operands.js';
import type { OpAttrs, OpName, WindowAttrs } from '../../../arch/types.js';
import { isPointwise } from './arithmetic.js';
import { lanesOf, type MapMachine } from './machine.js';
import { isMapReduction, mapOps, windowGain, type MapOp } from './ops.js';
import type { MapSum } from './types.js';

/** Operators by their numbers in `arithmetic.as.ts`. */
const codes: { readonly [O in OpName]?: number } = { relu: 1, batchNorm: 2, conv: 3, avgPool: 4, maxPool: 5, add: 6 };

const VALUE_WORDS = 8;
const VALUE_BYTES = 32;
const RUN_BYTES = 96;
const CALL_BYTES = 56;
const TERM_BYTES = 40;
const MAP_BYTES = 32;
/** In the log: the size of a value that was measured follows. */
const MEASURED = -2;

/** What of a program is walked. */
export interface Stretch {
  /** The value that only reads the input, which is given. */
  readonly first: number;
  /** The value whose means over places are wanted, and the value that they are. */
  readonly last: number;
  readonly means: number;
}

interface MapRun {
  readonly program: Program;
  readonly stretch: Stretch;
  readonly first: MapSum;
  readonly weight: number;
  readonly negligible: number;
  readonly batch: number;
}

export interface MapMeans {
  /** A number for each image, times 2^exponent. */
  readonly means: Float64Array;
  readonly exponent: number;
  /** What was done, in its order; undefined where no term was left out. */
  readonly log: readonly Step[] | undefined;
}

export interface MapWalk {
  /** @throws RangeError if there is not enough memory. */
  run(run: MapRun): MapMeans;
}

/** The stretch of a program that the kernels can walk; undefined: none. */
export function findStretch({ values, cutPoints }: Program): Stretch | undefined {
  const [input, first] = cutPoints;
  if (input !== 0 || first === undefined || !values[first].readsInputOnly) return undefined;
  const means = cutPoints.find((number) => isMapReduction(values[number].call));
  if (means === undefined) return undefined;
  for (let number = first + 1; number < means; number++) {
    const { call, inputs, uses } = values[number];
    if (uses === 0) continue;
    if (call.canWalk === undefined) call.canWalk = canWalk(call);
    if (!call.canWalk) return undefined;
    for (const operand of inputs) if (operand === ZERO || operand < first) return undefined;
  }
  return { first, last: values[means].inputs[0], means };
}

function canWalk(call: Call): boolean {
  const op = mapOps[call.op as keyof typeof mapOps] as MapOp<unknown> | undefined;
  return (
    codes[call.op as OpName] !== undefined && call.inputShapes.every(({ length }) => length === 4) && op?.fits?.(call) !== false
  );
}

/** @param machine a new one: what earlier walks of these kernels left is forgotten. */
export function createMapWalk(machine: MapMachine, kernels: WalkKernels): MapWalk {
  const { moments } = machine;
  const zeros = (bytes: number): Address => {
    const address = machine.allocate(bytes);
    machine.kernels.memory().i32.fill(0, address / 4, (address + bytes) / 4);
    return address;
  };
  const run = zeros(RUN_BYTES);
  const noCall = zeros(CALL_BYTES);
  /** Addresses of calls by their numbers. */
  const written: Address[] = [];
  const calls = new Map<Address, Call>();
  /** Where the parts of a program lie, as long as it fits. */
  let room: Address = 0;
  let roomBytes = 0;

  const writeCall = (call: Call): Address => {
    const address = zeros(CALL_BYTES);
    const { i32, f64 } = machine.kernels.memory();
    const code = codes[call.op as OpName] ?? 0;
    i32[address / 4] = code;
    const at = address / 8;
    if (call.op === 'batchNorm') {
      const { affine, eps } = call.attrs as OpAttrs['batchNorm'];
      i32[address / 4 + 1] = affine ? 1 : 0;
      f64[at + 2] = eps;
      f64[at + 4] = 0.5 * Math.log2(eps);
    } else if (call.op === 'conv') {
      const attrs = call.attrs as OpAttrs['conv'];
      const [, channels] = call.inputShapes[0];
      i32[address / 4 + 2] = isPointwise(attrs) ? 1 : 0;
      i32[address / 4 + 3] = channels / attrs.groups;
      f64[at + 3] = windowGain(call as Call<WindowAttrs>);
      f64[at + 5] = channels;
      f64[at + 6] = attrs.groups;
    } else if (call.op === 'avgPool') f64[at + 3] = windowGain(call as Call<WindowAttrs>);
    written[call.number] = address;
    calls.set(address, call);
    return address;
  };
  const words = (address: Address, values: readonly number[]): void => machine.kernels.memory().i32.set(values, address / 4);

  kernels.reset(
    {
      allocate: machine.allocate,
      relate(a, b, target) {
        const grid = machine.gridAt(a);
        const kind = b & 15;
        if (kind === 0) {
          const call = calls.get(b) as Call<WindowAttrs & { readonly countPadding?: boolean }>;
          const { attrs, attrsKey, shape } = call;
          const window = machine.windowOf(
            grid,
            { attrs, key: attrsKey, shape },
            attrs.countPadding === true ? 'padded' : 'inside',
          );
          words(target, [window.address, window.output.address, window.scratch]);
          return;
        }
        const other = machine.gridAt(b - kind);
        if (kind === walkRelations.joined) words(target, [machine.join(grid, other).address]);
        else words(target, [machine.entryTable(grid.rows, other.rows), machine.entryTable(grid.columns, other.columns)]);
      },
    },
    zeros(4 * 128),
    zeros(4 * 8192),
  );

  /** Writes a sum's terms and the maps they read, held once more so that no walk frees them. */
  const writeTerms = (at: Address, { terms }: MapSum): void => {
    const { i32, f64 } = machine.kernels.memory();
    terms.forEach(({ map, pivot, scale, shift, floor }, i) => {
      const term = at + TERM_BYTES * i;
      const mapAt = at + TERM_BYTES * terms.length + MAP_BYTES * terms.findIndex((other) => other.map === map);
      i32[term / 4] = mapAt;
      f64.set([pivot, scale, shift, floor], term / 8 + 1);
      i32.set([map.grid.address, map.address, map.bytes, 1], mapAt / 4);
      f64.set([map.mean, map.meanSquare], mapAt / 8 + 2);
    });
  };

  return {
    run({ program: { values, cutPoints }, stretch: { first, last, means }, first: given, weight, negligible, batch }) {
      const count = last + 1;
      let operands = 0;
      for (let number = 0; number < count; number++) operands += values[number].inputs.length;
      const sizesAt = 0;
      const boundsAt = sizesAt + 8 * operands;
      const valuesAt = boundsAt + 8 * count;
      const logAt = valuesAt + VALUE_BYTES * count;
      // Every value is noted once with its operands, and looked up and measured once.
      const meansAt = logAt + 48 * count + 8 * operands;
      const termsAt = meansAt + 8 * lanesOf(batch);
      const operandsAt = termsAt + (TERM_BYTES + MAP_BYTES) * given.terms.length;
      const cutPointsAt = operandsAt + 4 * operands;
      const bytes = cutPointsAt + 4 * cutPoints.length;
      if (bytes > roomBytes) {
        if (room !== 0) machine.free(room, roomBytes);
        roomBytes = 2 * bytes;
        room = machine.allocate(roomBytes);
      }
      for (let number = first + 1; number < count; number++) {
        const { call, uses } = values[number];
        if (uses > 0) written[call.number] ??= writeCall(call);
      }
      const { i32, f64 } = machine.kernels.memory();
      let at = (room + valuesAt) / 4;
      let operand = 0;
      i32.fill(0, at, at + VALUE_WORDS * count);
      for (let number = 0; number < count; number++, at += VALUE_WORDS) {
        const { call, inputs, uses } = values[number];
        if (uses === 0) continue;
        i32[at] = number > first ? written[call.number] : noCall;
        i32[at + 1] = operand;
        i32[at + 2] = inputs.length;
        i32[at + 3] = uses;
        for (let i = 0; i < inputs.length; i++) i32[(room + operandsAt) / 4 + operand++] = inputs[i];
      }
      f64.fill(NaN, (room + boundsAt) / 8, (room + boundsAt) / 8 + count);
      writeTerms(room + termsAt, given);
      let points = 0;
      for (; cutPoints[points] < means; points++) i32[(room + cutPointsAt) / 4 + points] = cutPoints[points];
      f64.set([weight, negligible, given.exponent], run / 8);
      const rest = [valuesAt, operandsAt, sizesAt, boundsAt, logAt, meansAt, cutPointsAt].map((from) => room + from);
      i32.set([...rest, points, first, room + termsAt, given.terms.length, last, room + meansAt, batch, moments, 0], run / 4 + 6);
      kernels.walk(run);
      const after = machine.kernels.memory();
      const [logEnd, hasLeftOut] = [after.i32[run / 4 + 11], after.i32[run / 4 + 21] !== 0];
      return {
        means: after.f64.slice((room + meansAt) / 8, (room + meansAt) / 8 + batch),
        exponent: after.f64[run / 8 + 2],
        log: hasLeftOut && logEnd <= room + meansAt ? readLog(after, room + logAt, logEnd) : undefined,
      };
    },
  };
}

/** What the kernels noted, in their order. */
function readLog({ i32, f64 }: Memory, from: Address, end: Address): Step[] {
  const steps: Step[] = [];
  for (let at = from; at < end;) {
    const [number, kind] = i32.subarray(at / 4);
    if (kind < 0) {
      steps.push({ number, size: f64[at / 8 + 1], isMeasured: kind === MEASURED });
      at += 16;
    } else {
      steps.push({ number, inputs: Array.from(i32.subarray(at / 4 + 2, at / 4 + 2 + kind)) });
      at += (8 + 4 * kind + 7) & ~7;
    }
  }
  return steps;
}
