/**
 * Networks run by the kernels' walk (`kernels/walk/walk.as.ts`): lowered there, run there from the maps of the first layer to the means
 * over places that end the features, or recalled from earlier networks. It takes networks whose maps all have one channel, of the
 * operators listed here; the others are lowered and walked in JavaScript (`evaluate.ts`), with the same results.
 */
import { blocksOf, type ArchBlock } from '../../../arch/build.js';
import type { ZeroRule } from '../../../arch/live.js';
import type { ArchNode, Architecture, OpAttrs, OpName, WindowAttrs } from '../../../arch/types.js';
import { AssayError } from '../../../core/errors.js';
import { must } from '../../../core/must.js';
import { inputCall, knownShape, operatorOf, type Call, type KnownShape, type Operator } from '../calls.js';
import type { Address, Memory, WalkKernels } from '../kernels/types.js';
import type { ConstantResult } from '../types.js';
import { isPointwise } from './arithmetic.js';
import { lanesOf, type MapMachine } from './machine.js';
import { isMapReduction, mapOps, windowGain, type MapOp } from './ops.js';
import type { MapSum } from './types.js';

/** Operators by their numbers in `arithmetic.as.ts`. */
const codes: { readonly [O in OpName]?: number } = { relu: 1, batchNorm: 2, conv: 3, avgPool: 4, maxPool: 5, add: 6 };
const MEANS = 7;
const AFTER_MEANS = -1;
const NEVER = -2;

const zeroRules: { readonly [R in ZeroRule]: number } = { never: 0, always: 1, any: 2, all: 3 };

/** Numbers of ids that the kernels have room for. */
const MOST_IDS = 8192;
/** Nodes of a network; larger ones are left to JavaScript. */
const MOST_NODES = 2048;
/** Of blocks, operators and calls that are written out; beyond it everything starts anew. */
const MOST_WRITTEN_BYTES = 2 ** 23;
/** Of results; beyond it they are forgotten. */
const MOST_RESULT_BYTES = 2 ** 23;

const RUN_BYTES = 48;
const CALL_BYTES = 72;
const OPERATOR_BYTES = 16;
const TERM_BYTES = 40;
const MAP_BYTES = 32;

/** What `lower` found. */
export interface WalkedNetwork {
  readonly batch: number;
  /** The call that only reads the input; its maps are given. */
  readonly first: Call;
  readonly means: Call;
  /** What is computed from the means, one after the other. */
  readonly tail: readonly Call[];
}

interface MapRun {
  readonly network: WalkedNetwork;
  readonly weight: number;
  readonly negligible: number;
  /** A number of the weight and the images. */
  readonly past: number;
}

type Outputs = Pick<ConstantResult, 'values' | 'exponent'>;

export interface MapWalk {
  /** Lowers a network for the calls that follow; undefined: it is not for walks. */
  lower(architecture: Architecture, batch: number): WalkedNetwork | undefined;
  /** The outputs that were kept with a run that computed the same; undefined: there was none. */
  recall(run: MapRun): Outputs | undefined;
  /** A number for each image, times 2^exponent. @throws RangeError if there is not enough memory. */
  run(run: MapRun, first: MapSum): Outputs;
  /** Keeps the outputs that followed from the last run. */
  keep(outputs: Outputs): void;
  /** Whether so much is written out that it is time for a new machine. */
  isFull(): boolean;
}

/** @param machine a new one: what earlier walks of these kernels left is forgotten. */
export function createMapWalk(machine: MapMachine, kernels: WalkKernels): MapWalk {
  const memory = (): Memory => machine.kernels.memory();
  let writtenBytes = 0;
  const zeros = (bytes: number): Address => {
    const address = machine.allocate(bytes);
    memory().i32.fill(0, address / 4, (address + bytes) / 4);
    writtenBytes += bytes;
    return address;
  };
  const setWords = (address: Address, words: ArrayLike<number>): void => memory().i32.set(words, address / 4);
  /** Memory that grows with what is written into it, which is gone then. */
  const createRoom = (): ((bytes: number) => Address) => {
    let [address, size] = [0, 0];
    return (bytes) => {
      if (bytes > size) {
        if (size > 0) machine.free(address, size);
        address = machine.allocate((size = 2 * bytes));
      }
      return address;
    };
  };

  const run = zeros(RUN_BYTES);
  const [termRoom, meansRoom, nodeRoom, listRoom] = [createRoom(), createRoom(), createRoom(), createRoom()];
  const ids = new Map<string, number>();
  const shapes: KnownShape[] = [];
  const shapeNumbers = new Map<KnownShape, number>();
  const calls = new Map<Address, Call>();
  const callAddresses = new Map<number, Address>();
  const operators = new Map<Address, { readonly operator: Operator; readonly node: ArchNode }>();
  const operatorAddresses = new Map<Operator, Address>();
  const blockAddresses = new WeakMap<ArchBlock, Address>();
  let results: Outputs[] = [];
  let resultBytes = 0;

  const numberOf = <T>(numbers: Map<T, number>, one: T): number => {
    let number = numbers.get(one);
    if (number === undefined) numbers.set(one, (number = numbers.size));
    return number;
  };
  const shapeNumber = (shape: KnownShape): number => {
    const number = numberOf(shapeNumbers, shape);
    shapes[number] = shape;
    return number;
  };

  const writeCall = (call: Call): Address => {
    const address = zeros(CALL_BYTES);
    const { i32, f64 } = memory();
    const at = address / 8;
    i32[address / 4] = codeOf(call);
    if (call.op === 'batchNorm') {
      const { affine, eps } = call.attrs as OpAttrs['batchNorm'];
      i32[address / 4 + 1] = affine ? 1 : 0;
      f64[at + 2] = eps;
      f64[at + 4] = 0.5 * Math.log2(eps);
    } else if (i32[address / 4] === codes.conv) {
      const attrs = call.attrs as OpAttrs['conv'];
      const [, channels] = call.inputShapes[0];
      i32[address / 4 + 2] = isPointwise(attrs) ? 1 : 0;
      i32[address / 4 + 3] = channels / attrs.groups;
      f64[at + 3] = windowGain(call as Call<WindowAttrs>);
      f64[at + 5] = channels;
      f64[at + 6] = attrs.groups;
      f64[at + 7] = NaN;
    } else if (i32[address / 4] === codes.avgPool) f64[at + 3] = windowGain(call as Call<WindowAttrs>);
    callAddresses.set(call.number, address);
    calls.set(address, call);
    return address;
  };
  const callAddress = (call: Call): Address => callAddresses.get(call.number) ?? writeCall(call);

  const operatorAddress = (node: ArchNode): Address => {
    const operator = operatorOf(node);
    let address = operatorAddresses.get(operator);
    if (address === undefined) {
      operatorAddresses.set(operator, (address = zeros(OPERATOR_BYTES)));
      operators.set(address, { operator, node });
      const { zeroRule, isSkip, sums, isCommutative } = operator;
      setWords(address, [zeroRules[zeroRule], isSkip ? 1 : 0, sums ? 1 : 0, isCommutative ? 1 : 0]);
    }
    return address;
  };

  /** A block as words: the number of nodes, and for each its id, operator, and number of operands and their ids. */
  const blockWords = (nodes: readonly ArchNode[]): number[] => {
    const words = [nodes.length];
    for (const node of nodes) {
      words.push(numberOf(ids, node.id), operatorAddress(node), node.inputs.length);
      for (const id of node.inputs) words.push(numberOf(ids, id));
    }
    return words;
  };
  const blockAddress = (block: ArchBlock): Address => {
    let address = blockAddresses.get(block);
    if (address === undefined) {
      const words = blockWords(block.nodes);
      blockAddresses.set(block, (address = zeros(4 * words.length)));
      setWords(address, words);
    }
    return address;
  };
  /** The addresses of a network's blocks. */
  const blockList = (architecture: Architecture): number[] => {
    const blocks = blocksOf(architecture);
    if (blocks !== undefined) return blocks.used.map(blockAddress);
    const words = blockWords(architecture.nodes);
    const address = nodeRoom(4 * words.length);
    setWords(address, words);
    return [address];
  };

  const relateCall = ({ operator, node }: { readonly operator: Operator; readonly node: ArchNode }, b: number): number[] => {
    const operand = { shape: must(shapes[b >>> 8], 'a shape with this number') };
    const { call, shape } = operator.call(
      node,
      Array.from({ length: b & 255 }, () => operand),
    );
    return [callAddress(call), shapeNumber(shape)];
  };
  const relateGrid = (a: Address, b: number): number[] => {
    const grid = machine.gridAt(a);
    const call = calls.get(b) as Call<WindowAttrs & { readonly countPadding?: boolean }> | undefined;
    if (call !== undefined) {
      const { attrs, attrsKey, shape } = call;
      const divisor = attrs.countPadding === true ? 'padded' : 'inside';
      const window = machine.windowOf(grid, { attrs, key: attrsKey, shape }, divisor);
      return [window.address, window.output.address, window.scratch];
    }
    const other = machine.gridAt(b & ~3);
    if ((b & 3) === 1) return [machine.join(grid, other).address];
    return [machine.entryTable(grid.rows, other.rows), machine.entryTable(grid.columns, other.columns)];
  };
  kernels.reset(
    {
      allocate: machine.allocate,
      relate(a, b, target) {
        const operator = operators.get(a);
        setWords(target, operator === undefined ? relateGrid(a, b) : relateCall(operator, b));
      },
    },
    machine.allocate(kernels.bytes),
  );

  /** Writes a sum's terms and the maps they read, held once more so that no walk frees them. */
  const writeTerms = ({ terms }: MapSum): Address => {
    const address = termRoom((TERM_BYTES + MAP_BYTES) * terms.length);
    const { i32, f64 } = memory();
    terms.forEach(({ map, pivot, scale, shift, floor }, i) => {
      const term = address + TERM_BYTES * i;
      const mapAt = address + TERM_BYTES * terms.length + MAP_BYTES * terms.findIndex((other) => other.map === map);
      i32[term / 4] = mapAt;
      f64.set([pivot, scale, shift, floor], term / 8 + 1);
      i32.set([map.grid.address, map.address, map.bytes, 1], mapAt / 4);
      f64.set([map.mean, map.meanSquare], mapAt / 8 + 2);
    });
    return address;
  };
  const writeRun = ({ weight, negligible, past }: MapRun): void => {
    memory().f64.set([weight, negligible], run / 8);
    memory().i32[run / 4 + 11] = past;
  };

  const lower = (architecture: Architecture, batch: number): WalkedNetwork | undefined => {
    const [input] = architecture.inputs;
    const shape = knownShape([batch, ...input.shape.slice(1)]);
    const blocks = blockList(architecture);
    const list = listRoom(4 * blocks.length);
    setWords(list, blocks);
    const inputAddress = callAddress(inputCall(shape));
    const [inputId, outputId] = [input.id, architecture.outputs[0]].map((id) => numberOf(ids, id));
    if (ids.size > MOST_IDS) return undefined;
    if (!kernels.lower(list, blocks.length, inputId, shapeNumber(shape), inputAddress, outputId)) return undefined;
    const at = kernels.program() / 4;
    const { i32 } = memory();
    const callAt = (address: Address): Call => must(calls.get(address), 'a call at an address');
    const tail = Array.from(i32.subarray(at + 5, at + 5 + i32[at + 4]), callAt);
    return { batch, first: callAt(i32[at + 1]), means: callAt(i32[at + 3]), tail };
  };

  return {
    lower(architecture, batch) {
      if (architecture.nodes.length > MOST_NODES) return undefined;
      try {
        return lower(architecture, batch);
      } catch (error) {
        // What is wrong is said where JavaScript lowers.
        if (error instanceof AssayError) return undefined;
        throw error;
      }
    },
    recall(mapRun) {
      writeRun(mapRun);
      const result = kernels.recall(run);
      return result < 0 ? undefined : results[result];
    },
    run(mapRun, first) {
      const { batch } = mapRun.network;
      const terms = writeTerms(first);
      const target = meansRoom(8 * lanesOf(batch));
      writeRun(mapRun);
      memory().f64[run / 8 + 2] = first.exponent;
      setWords(run + 24, [terms, first.terms.length, target, batch, machine.moments]);
      kernels.walk(run);
      const { f64 } = memory();
      return { values: f64.slice(target / 8, target / 8 + batch), exponent: f64[run / 8 + 2] };
    },
    keep(outputs) {
      resultBytes += outputs.values.byteLength;
      if (kernels.keep(run, resultBytes > MOST_RESULT_BYTES ? -1 : results.length)) results.push(outputs);
      else [results, resultBytes] = [[], 0];
    },
    isFull: () => ids.size > MOST_IDS || writtenBytes > MOST_WRITTEN_BYTES,
  };
}

function codeOf(call: Call): number {
  if (call.op === 'input') return 0;
  if (isMapReduction(call)) return MEANS;
  const op = mapOps[call.op] as MapOp<unknown> | undefined;
  if (op === undefined || !call.inputShapes.some(({ length }) => length === 4)) return AFTER_MEANS;
  const fits = call.inputShapes.every(({ length }) => length === 4) && op.fits?.(call) !== false;
  return fits ? (codes[call.op] ?? NEVER) : NEVER;
}
