/**
 * Networks written out for the kernels' walk (`kernels/walk/program.as.ts`): operators, their calls and the blocks that networks share, once
 * each, and what belongs to two of them where the walk asks for it.
 */
import { blocksOf, type ArchBlock } from '../../../arch/build.js';
import type { ZeroRule } from '../../../arch/live.js';
import type { ArchNode, Architecture, OpAttrs, OpName, WindowAttrs } from '../../../arch/types.js';
import { must } from '../../../core/must.js';
import { inputCall, knownShape, operatorOf, type Call, type KnownShape, type Operator } from '../calls.js';
import type { Address, Memory } from '../kernels/types.js';
import { isPointwise } from './arithmetic.js';
import type { MapMachine } from './machine.js';
import { isMapReduction, mapOps, windowGain, type MapOp } from './ops.js';

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
const MOST_OPERATORS = 2000;

const CALL_BYTES = 72;
const OPERATOR_BYTES = 16;

interface WrittenNetwork {
  /** The addresses of its blocks. */
  readonly blocks: readonly Address[];
  readonly inputId: number;
  readonly inputShape: number;
  readonly inputCall: Address;
  readonly outputId: number;
}

interface WrittenNetworks {
  /** Undefined: it is too large. @throws a data error where an operator is unknown. */
  write(architecture: Architecture, batch: number): WrittenNetwork | undefined;
  /** The call at an address. */
  callAt(address: Address): Call;
  /** The words that belong to two addresses (`WalkSource`). @throws a data error where shapes do not fit an operator. */
  relate(a: Address, b: number): number[];
  /** Whether so much is written that it is time for a new machine. */
  isFull(): boolean;
}

/** Memory that grows with what is written into it, which is gone then. */
export function createRoom(machine: MapMachine): (bytes: number) => Address {
  let [address, size] = [0, 0];
  return (bytes) => {
    if (bytes > size) {
      if (size > 0) machine.free(address, size);
      address = machine.allocate((size = 2 * bytes));
    }
    return address;
  };
}

export function createWrittenNetworks(machine: MapMachine): WrittenNetworks {
  const memory = (): Memory => machine.kernels.memory();
  let writtenBytes = 0;
  const zeros = (bytes: number): Address => {
    const address = machine.allocate(bytes);
    memory().i32.fill(0, address / 4, (address + bytes) / 4);
    writtenBytes += bytes;
    return address;
  };
  const setWords = (address: Address, words: ArrayLike<number>): void => memory().i32.set(words, address / 4);
  const nodeRoom = createRoom(machine);
  const ids = new Map<string, number>();
  const shapes: KnownShape[] = [];
  const shapeNumbers = new Map<KnownShape, number>();
  const calls = new Map<Address, Call>();
  const callAddresses = new Map<number, Address>();
  const operators = new Map<Address, { readonly operator: Operator; readonly node: ArchNode }>();
  const operatorAddresses = new Map<Operator, Address>();
  const blockAddresses = new WeakMap<ArchBlock, Address>();
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
  /** 0: its nodes cannot be walked. */
  const blockAddress = (block: ArchBlock): Address => {
    let address = blockAddresses.get(block);
    if (address === undefined) {
      address = 0;
      if (readInputs(block.nodes)) {
        const words = blockWords(block.nodes);
        address = zeros(4 * words.length);
        setWords(address, words);
      }
      blockAddresses.set(block, address);
    }
    return address;
  };
  /** The addresses of a network's blocks. */
  const blockList = (architecture: Architecture): Address[] => {
    const blocks = blocksOf(architecture);
    if (blocks !== undefined) return blocks.used.map(blockAddress);
    if (!readInputs(architecture.nodes)) return [0];
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
  return {
    write(architecture, batch) {
      if (architecture.nodes.length > MOST_NODES) return undefined;
      const [input] = architecture.inputs;
      const shape = knownShape([batch, ...input.shape.slice(1)]);
      const blocks = blockList(architecture);
      const [inputId, outputId] = [input.id, architecture.outputs[0]].map((id) => numberOf(ids, id));
      if (ids.size > MOST_IDS || blocks.includes(0)) return undefined;
      return { blocks, inputId, inputShape: shapeNumber(shape), inputCall: callAddress(inputCall(shape)), outputId };
    },
    callAt: (address) => must(calls.get(address), 'a call at an address'),
    relate(a, b) {
      const operator = operators.get(a);
      return operator === undefined ? relateGrid(a, b) : relateCall(operator, b);
    },
    isFull: () => ids.size > MOST_IDS || operators.size > MOST_OPERATORS || writtenBytes > MOST_WRITTEN_BYTES,
  };
}

/** Constants and parameters do not, and are left to JavaScript. */
function readInputs(nodes: readonly ArchNode[]): boolean {
  return nodes.every(({ inputs }) => inputs.length > 0);
}

function codeOf(call: Call): number {
  if (call.op === 'input') return 0;
  if (isMapReduction(call)) return MEANS;
  const op = mapOps[call.op] as MapOp<unknown> | undefined;
  if (op === undefined || !call.inputShapes.some(({ length }) => length === 4)) return AFTER_MEANS;
  const fits = call.inputShapes.every(({ length }) => length === 4) && op.fits?.(call) !== false;
  return fits ? (codes[call.op] ?? NEVER) : NEVER;
}
