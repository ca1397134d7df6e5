/**
 * ONNX nodes, one after the other, into values: numbers that are known now, weights that stay in the file, nodes of the IR.
 *   1. what only reads known numbers is computed
 *   2. what only moves a weight is recorded on it
 *   3. what computes on small weights is computed (the folded halves of norms)
 *   4. everything else becomes nodes of the IR
 */
import { AssayError, quote } from '../../core/errors.js';
import { Mismatch } from '../../core/mismatch.js';
import { ownValue } from '../../core/own-value.js';
import type { FileGraph, FileNode } from '../proto/file-types.js';
import { createCall, type Call } from './call.js';
import { isBatch, type Scalar } from './dims.js';
import { handlers } from './ops/index.js';
import { constant, constantOfShape, tensorValue, type TensorSource } from './constants.js';
import { foldedOrMoved } from './folded-or-moved.js';
import { decodes, trailingNodes } from './tails.js';
import { biasRoundings } from './quantized-biases.js';
import { movedNumbers } from './moved-values.js';
import { unrolledLoop, unrolledScan, type LoopTools } from './loops.js';
import { orderNodes, titleOf } from './order-nodes.js';
import { plainList } from './resolve.js';
import { argumentPlaces } from './preload.js';
import type { Translation } from './handler.js';
import { isPartName } from '../part-names.js';
import type { NodeValue, Value, WeightValue } from './values.js';

/** A node that could not be translated, and what stands in its place. */
export interface UnsupportedNode {
  readonly op: string;
  readonly node: string;
  readonly message: string;
  /** It reads what comes from another unsupported node, so that its own fault may be a consequence. */
  readonly isBehind?: true;
}

export interface TranslateOptions extends Translation, TensorSource {
  readonly opsets: ReadonlyMap<string, number>;
  readonly cut: CutTails;
  /** In files of Assay, names of operators that look like parts of another. */
  readonly operators: ReadonlySet<unknown>;
  /** How many operators loops may still write out. */
  readonly work: { left: number };
  /** Called instead of failing; gives values for the node's outputs, or undefined to fail after all. */
  readonly onUnsupported?: (call: Call, inputs: readonly (Value | undefined)[], error: Error) => readonly Value[] | undefined;
}

/** Operators that all loops and branches of a file may write out together. */
export const mostLoopWork = 100_000;

/** Where decoding begins, and what it reads. */
export interface Tail {
  readonly op: string;
  readonly node: string;
}

/** What is cut off: its values, by name, with the values of the network they are made from. */
export interface CutTails {
  readonly starts: Tail[];
  readonly sources: Map<string, readonly NodeValue[]>;
}

/** Names of one graph; a subgraph also sees those around it. */
interface Scope {
  get(name: string): Value | undefined;
  set(name: string, value: Value): void;
}

export function createScope(outer?: Scope): Scope {
  const own = new Map<string, Value>();
  return { get: (name) => own.get(name) ?? outer?.get(name), set: (name, value) => void own.set(name, value) };
}

/** Translates a graph's nodes; afterwards its scope holds every value. */
export function translateGraph(graph: FileGraph, nodes: readonly FileNode[], scope: Scope, options: TranslateOptions): void {
  for (const tensor of graph.initializers) scope.set(tensor.name, tensorValue(tensor, true, options));
  const trailing = options.isOwn ? new Set<FileNode>() : trailingNodes(graph, nodes);
  const scales = new Set(nodes.flatMap(({ op, outputs }) => (op === 'DynamicQuantizeLinear' ? outputs.slice(1) : [])));
  const roundings = biasRoundings(nodes);
  for (const node of nodes) {
    // What multiplies the scale of an activation is the scale of a weight.
    const isArgument =
      node.inputs.some((name) => scales.has(name)) && node.op === 'Mul' ? [0, 1] : (ownValue(argumentPlaces, node.op) ?? []);
    const inputs = node.inputs.map((name, place) => {
      const value = name === '' ? undefined : scope.get(name);
      return isArgument.includes(place) && value?.kind === 'weight' ? (movedNumbers(value) ?? value) : value;
    });
    if (isCutOff(node, inputs, trailing.has(node), options)) continue;
    const isPassed = roundings.has(node) && inputs[0]?.kind === 'weight';
    const outputs = isPassed ? inputs.slice(0, 1) : translateNode(node, inputs, scope, options);
    for (const [i, name] of node.outputs.entries()) if (name !== '' && outputs[i] !== undefined) scope.set(name, outputs[i]);
  }
}

/** Whether a node decodes, or reads what decoding gives; remembers it then. */
function isCutOff(
  node: FileNode,
  inputs: readonly (Value | undefined)[],
  isTrailing: boolean,
  { cut: { starts, sources }, isOwn }: TranslateOptions,
): boolean {
  const before = node.inputs.flatMap((name) => sources.get(name) ?? []);
  const isAfter = node.inputs.some((name) => sources.has(name));
  const nodes = inputs.filter((value) => value?.kind === 'node');
  const isStart = !isOwn && (isTrailing || decodes(node)) && nodes.length > 0;
  if (!isAfter && !isStart) return false;
  if (!isAfter) starts.push({ op: node.op, node: node.name || (node.outputs[0] ?? '') });
  for (const name of node.outputs) sources.set(name, [...before, ...nodes]);
  return true;
}

function translateNode(
  node: FileNode,
  inputs: readonly (Value | undefined)[],
  scope: Scope,
  options: TranslateOptions,
): readonly Value[] {
  const { model, opsets, draft } = options;
  const call = createCall(node, opsets.get(node.domain) ?? opsets.get('') ?? 1, model.where);
  // An input that is named but has no value: the output that no handler makes (indices of a pool, a mask of a dropout).
  const missing = node.inputs.findIndex((name, i) => name !== '' && inputs[i] === undefined);
  if (missing >= 0)
    throw call.fault(
      'inputs that the network computes',
      `${quote(node.inputs[missing] ?? '')}, an output that nothing here supports`,
    );
  const id = options.isOwn ? node.name : idOf(node);
  const isOperator = options.isOwn && (!isPartName(node.name, node.op) || options.operators.has(node.name));
  draft.begin(id, { node: node.name, ...weightNameOf(inputs) }, isOperator);
  try {
    const early = special(call, inputs, scope, options) ?? foldedOrMoved(call, inputs, options);
    const made = early ?? handled(call, inputs, options);
    const outputs = Array.isArray(made) ? (made as readonly Value[]) : [made as Value];
    return isOperator ? outputs.map((value) => (value.kind === 'node' ? value : { ...value, madeAs: id })) : outputs;
  } catch (thrown) {
    const error = thrown instanceof Mismatch ? call.fault(thrown.expected) : thrown;
    const stand = error instanceof Error ? options.onUnsupported?.(call, inputs, error) : undefined;
    if (stand === undefined) throw error;
    return stand;
  }
}

/** PyTorch's "/layer1/layer1.0/conv1/Conv" as "layer1.0.conv1.Conv"; other names as they are. */
function idOf({ name, outputs, op }: FileNode): string {
  if (name === '') return outputs.find((output) => output !== '') ?? op;
  if (!name.startsWith('/')) return name;
  const parts = name.split('/').filter((part) => part !== '');
  return parts.filter((part, i) => !(parts[i + 1] ?? '').startsWith(`${part}.`)).join('.') || name;
}

function weightNameOf(inputs: readonly (Value | undefined)[]): { weight?: string } {
  const weight = inputs.find((value) => value?.kind === 'weight') as WeightValue | undefined;
  return weight === undefined ? {} : { weight: weight.root };
}

/** Operators about shapes, constants and branches. Undefined for all others. */
function special(
  call: Call,
  inputs: readonly (Value | undefined)[],
  scope: Scope,
  options: TranslateOptions,
): Value | readonly (Value | undefined)[] | undefined {
  switch (call.node.op) {
    case 'Constant':
      return constant(call, options);
    case 'Shape': {
      const dims: readonly Scalar[] = inputs[0]?.shape ?? [];
      const data = dims.slice(call.int('start') ?? 0, call.int('end') ?? dims.length);
      return { kind: 'known', shape: [data.length], data, isFloat: false };
    }
    case 'Size': {
      const dims: readonly Scalar[] = inputs[0]?.shape ?? [];
      const factor = dims.reduce<number>((all, dim) => all * (isBatch(dim) ? dim.batch : dim), 1);
      return { kind: 'known', shape: [], data: [dims.some(isBatch) ? { batch: factor } : factor], isFloat: false };
    }
    case 'ConstantOfShape':
      return constantOfShape(call, inputs[0], options);
    case 'If':
      return branch(call, inputs[0], scope, options);
    case 'Loop':
      return unrolledLoop(call, inputs, loopTools(call, scope, options));
    case 'Scan':
      return unrolledScan(call, inputs, loopTools(call, scope, options));
    default:
      return undefined;
  }
}

/** The branch that a known condition takes. */
function branch(call: Call, condition: Value | undefined, scope: Scope, options: TranslateOptions): readonly Value[] {
  const taken = plainList(condition)?.[0];
  const graph = taken === undefined ? undefined : call.graph(taken === 0 ? 'else_branch' : 'then_branch');
  if (graph === undefined) throw call.fault('a condition that is known', 'one that the network computes');
  return runGraph(call, graph, { given: new Map(), scope, options });
}

interface Around {
  readonly given: ReadonlyMap<string, Value>;
  readonly scope: Scope;
  readonly options: TranslateOptions;
}

/** The outputs of a graph inside of a node. */
function runGraph(call: Call, graph: FileGraph, { given, scope, options }: Around): readonly Value[] {
  const inner = createScope(scope);
  for (const [name, value] of given) inner.set(name, value);
  const order = orderNodes(graph, options.model.where, (name) => inner.get(name) !== undefined);
  options.work.left -= order.length + 1;
  if (options.work.left < 0) throw call.fault(`loops of at most ${mostLoopWork} operators, written out`);
  translateGraph(graph, order, inner, options);
  return graph.outputs.map(({ name }) => {
    const value = inner.get(name);
    if (value === undefined) throw call.fault('a graph that defines its outputs', quote(name));
    return value;
  });
}

function loopTools(call: Call, scope: Scope, options: TranslateOptions): LoopTools {
  return {
    run: (body, given) => runGraph(call, body, { given, scope, options }),
    compute(node, given) {
      const inner = createScope(scope);
      for (const [name, value] of given) inner.set(name, value);
      return translateNode(
        node,
        node.inputs.map((name) => inner.get(name)),
        inner,
        options,
      );
    },
    isRead: (name) => options.isRead(name),
  };
}

function handled(call: Call, inputs: readonly (Value | undefined)[], options: TranslateOptions): Value | readonly Value[] {
  const handler = ownValue(ownValue(handlers, call.node.domain) ?? {}, call.node.op);
  if (handler === undefined) {
    const name = call.node.domain === '' ? call.node.op : `${call.node.domain}.${call.node.op}`;
    throw new AssayError('data', `${options.model.where}: unsupported operator ${quote(name)} at node ${titleOf(call.node)}`, {
      code: 'unsupported',
    });
  }
  return handler(call, inputs, options);
}
