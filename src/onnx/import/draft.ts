/**
 * The architecture in the making: nodes are appended with their weights, shapes are inferred at two batches, and values that are
 * no nodes yet (numbers of the file, weights) become nodes where an operator needs an activation.
 */
import { must } from '../../core/must.js';
import { placed } from '../../core/mismatch.js';
import { definitionOf } from '../../arch/infer.js';
import { product } from '../../arch/ops/shapes.js';
import { valuesOf } from '../../arch/weights.js';
import type { InputPort, OpAttrs, OpName } from '../../arch/types.js';
import { dataError, quote } from '../../core/errors.js';
import { formatDims, interpolate, isBatch, probes, shapeAt, type Dim } from './dims.js';
import { movedValues } from './moved-values.js';
import { plainList } from './resolve.js';
import {
  toArchNode,
  type DraftNode,
  type DraftWeights,
  type NodeValue,
  type Origin,
  type Value,
  type WeightValue,
} from './values.js';

const mostNodes = 100_000;
const longestId = 200;
/** Largest tensor of known numbers that becomes part of an architecture. */
const mostConstants = 1 << 20;

export interface EmitOptions {
  readonly weights?: DraftWeights;
  /** Name of a part, for operators that one ONNX node becomes several of; the part without a name has the node's name. */
  readonly part?: string;
  /** The complete id, for what has one apart from its ONNX node. */
  readonly id?: string | undefined;
  /** See `NodeValue`. */
  readonly inner?: number;
}

/** The network's input, or what is made of it before anything is learned. */
export interface Preparation {
  /** Its input holds integers. */
  readonly isInteger: boolean;
  /** The operator that made it; undefined for the input itself. */
  readonly op: OpName | undefined;
}

export interface Draft {
  readonly inputs: readonly InputPort[];
  readonly nodes: readonly DraftNode[];
  /** Of inputs and nodes, by id. */
  readonly shapes: ReadonlyMap<string, readonly Dim[]>;
  /** @param isInteger its file declares integers: pixels, tokens, masks. */
  input(name: string, dims: readonly Dim[], isInteger?: boolean): NodeValue;
  /** In files of Assay, ids of operators of the architecture; other nodes are parts that these were written as. */
  readonly operators: ReadonlySet<string>;
  /** From now on nodes are named after this ONNX node. @param isOperator the node without a part is an operator of the architecture. */
  begin(id: string, origin: Origin, isOperator?: boolean): void;
  emit<O extends OpName>(op: O, inputs: readonly NodeValue[], attrs: OpAttrs[O], options?: EmitOptions): NodeValue;
  /** The value as an activation. @throws a data error where it cannot be one. */
  asNode(value: Value): NodeValue;
  /** What is known of a value that nothing learned has touched yet; undefined for all others. */
  preparation(value: NodeValue): Preparation | undefined;
  /** A learned or constant tensor repeated along the batch of another value, for operators that do not broadcast. */
  repeated(value: Value, like: NodeValue): NodeValue;
}

/**
 * @param where names the file in errors.
 * @param isOwn Assay wrote the file: an operation on a learned tensor is a separate node, as in the architecture.
 */
export function createDraft(where: string, isOwn: boolean): Draft {
  const inputs: InputPort[] = [];
  const inputValues: NodeValue[] = [];
  const nodes: DraftNode[] = [];
  const ids = new Set<string>();
  const shapes = new Map<string, readonly Dim[]>();
  const raw = new Map<string, Preparation>();
  const parameters = new Map<string, NodeValue>();
  const constants = new Map<string, NodeValue>();
  const operators = new Set<string>();
  let base = '';
  let isNamed = false;
  let origin: Origin = { node: '' };

  const claim = (wanted: string): string => {
    const short = wanted.slice(0, longestId) || 'node';
    let id = short;
    for (let n = 2; ids.has(id); n++) id = `${short}~${n}`;
    ids.add(id);
    return id;
  };

  const emit = <O extends OpName>(
    op: O,
    values: readonly NodeValue[],
    attrs: OpAttrs[O],
    { weights = {}, part, id: given, inner }: EmitOptions = {},
  ): NodeValue => {
    if (nodes.length >= mostNodes)
      throw dataError(where, { expected: `a graph of at most ${mostNodes} operators`, code: 'limit-exceeded' });
    const id = claim(given ?? (part === undefined ? base : `${base}/${part}`));
    if (given !== undefined || (isNamed && part === undefined)) operators.add(id);
    const node = { id, op, inputs: values.map((value) => value.id), attrs, weights, origin } as unknown as DraftNode;
    const shape = inferDims(node, values, where);
    nodes.push(node);
    shapes.set(id, shape);
    const before = values.map((value) => raw.get(value.id));
    if (op !== 'parameter' && Object.keys(weights).length === 0 && before.every((value) => value !== undefined))
      raw.set(id, { isInteger: before.some((value) => value?.isInteger), op });
    return { kind: 'node', id, shape, inner: inner ?? innerOf(shape, values) };
  };

  const parameter = (weight: WeightValue): NodeValue => {
    const { moves } = weight;
    const isMeant = isOwn && weight.root.endsWith('/value');
    const isWhole = (moves.length === 0 || !isMeant) && moves.every(({ op }) => op === 'transpose' || op === 'reshape');
    const shape = isWhole ? weight.shape : weight.values.shape;
    const key = `${weight.root} ${isWhole ? JSON.stringify([shape, moves.filter(({ op }) => op === 'transpose')]) : ''}`;
    let value = parameters.get(key);
    if (value === undefined) {
      const values = isWhole ? movedValues(weight) : weight.values;
      value = emit('parameter', [], { shape }, { weights: { value: values }, part: 'value', id: weight.madeAs });
      parameters.set(key, value);
    }
    if (isWhole) return value;
    return moves.reduce((moved, move) => emit(move.op, [moved], move.attrs as never, { part: move.op }), value);
  };

  const constant = (
    shape: readonly number[],
    data: readonly number[],
    like: readonly NodeValue[],
    id: string | undefined,
  ): NodeValue => {
    const before = id === undefined ? undefined : constants.get(id);
    if (before !== undefined) return before;
    if (data.length > mostConstants)
      throw dataError(`${where}: node ${quote(base)}`, {
        expected: `constants of at most ${mostConstants} elements`,
        got: `${data.length}`,
        code: 'limit-exceeded',
      });
    const values = data.every((value) => value === data[0]) ? data.slice(0, 1) : data;
    const made = emit('constant', like, { shape, values: values.map(toFinite) }, { part: 'constant', id });
    if (id !== undefined) constants.set(id, made);
    return made;
  };

  const asNode = (value: Value): NodeValue => {
    switch (value.kind) {
      case 'node':
        return value;
      case 'weight':
        return value.isRepeated === true ? repeated(value, must(inputValues[0], 'an input')) : parameter(value);
      case 'fill': {
        const batchAxis = value.shape.findIndex(isBatch);
        if (batchAxis < 0) return constant(value.shape as number[], [value.value], [], value.madeAs);
        const others = value.shape.filter((_, axis) => axis !== batchAxis);
        if (others.some(isBatch) || !isOne(must(value.shape[batchAxis], 'the axis of the batch')))
          throw dataError(`${where}: node ${quote(base)}`, {
            expected: 'the batch as one axis of a constant',
            got: formatDims(value.shape),
            code: 'unsupported',
          });
        const first = constant([1, ...(others as number[])], [value.value], inputValues.slice(0, 1), value.madeAs);
        if (batchAxis === 0) return first;
        const permutation = others.map((_, axis) => axis + 1);
        permutation.splice(batchAxis, 0, 0);
        return emit('transpose', [first], { permutation }, { part: 'turned' });
      }
      case 'known': {
        const data = plainList(value);
        if (data === undefined)
          throw dataError(`${where}: node ${quote(base)}`, {
            expected: 'numbers that do not depend on the batch',
            code: 'unsupported',
          });
        return constant(value.shape, data, value.isRepeated === true ? inputValues.slice(0, 1) : [], value.madeAs);
      }
      default:
        return value satisfies never;
    }
  };

  const repeated = (value: Value, like: NodeValue): NodeValue => {
    if (value.kind === 'weight') {
      const key = `${value.root} ${JSON.stringify(value.moves)} for ${like.id}`;
      const known = parameters.get(key);
      if (known !== undefined) return known;
      const weights = { value: movedValues(value) };
      const made = emit('parameter', [like], { shape: value.shape }, { weights, part: 'value', id: value.madeAs });
      parameters.set(key, made);
      return made;
    }
    const data = plainList(value);
    if (data !== undefined && value.kind === 'known') return constant(value.shape, data, [like], value.madeAs);
    throw dataError(`${where}: node ${quote(base)}`, {
      expected: 'a learned or constant tensor to repeat along the batch',
      code: 'unsupported',
    });
  };

  return {
    inputs,
    nodes,
    shapes,
    input(name, dims, isInteger = false) {
      const id = claim(name);
      raw.set(id, { isInteger, op: undefined });
      inputs.push({ id, shape: shapeAt(dims, 1) });
      const value: NodeValue = { kind: 'node', id, shape: dims, inner: 1 };
      inputValues.push(value);
      shapes.set(id, dims);
      return value;
    },
    operators,
    begin(id, from, isOperator = false) {
      base = id;
      isNamed = isOperator;
      origin = from;
    },
    emit,
    asNode,
    preparation: ({ id }) => raw.get(id),
    repeated,
  };
}

/** ONNX masks with minus infinity; the IR's numbers are finite, and float32's least is as good before a softmax. */
const mostFloat = 3.4028234663852886e38;
function toFinite(value: number): number {
  if (Number.isNaN(value)) return 0;
  // What was computed from numbers of the file, in doubles, is stored as float32 again.
  return Math.min(mostFloat, Math.max(-mostFloat, Math.fround(value)));
}

function isOne(dim: Dim): boolean {
  return isBatch(dim) && dim.batch === 1;
}

function inferDims(node: DraftNode, inputs: readonly NodeValue[], where: string): Dim[] {
  const own = toArchNode(node);
  const { infer } = definitionOf(own);
  const title = `${where}: node ${quote(node.id)} (${node.op})`;
  const probed = (batch: number): readonly number[] => {
    try {
      return infer(
        own.attrs,
        inputs.map(({ shape }) => shapeAt(shape, batch)),
      );
    } catch (error) {
      throw placed(error, title);
    }
  };
  const shapes = [probed(probes[0]), probed(probes[1])] as const;
  const dims = interpolate(...shapes);
  if (dims === undefined)
    throw dataError(title, {
      expected: 'a shape that grows with the batch',
      got: shapes.map((shape) => `(${shape.join(', ')})`).join(' and '),
      code: 'unsupported',
    });
  if (dims.some((dim) => (isBatch(dim) ? dim.batch : dim) <= 0))
    throw dataError(title, { expected: 'an output with elements', got: formatDims(dims), code: 'unsupported' });
  if (product(shapes[0]) > Number.MAX_SAFE_INTEGER)
    throw dataError(title, { expected: 'an output of fewer than 2^53 elements', got: formatDims(dims), code: 'limit-exceeded' });
  return dims;
}

/** Operators but reshapes leave the batch's axis as it was. */
function innerOf(shape: readonly Dim[], inputs: readonly NodeValue[]): number {
  const batch = shape.find(isBatch);
  if (batch === undefined) return 1;
  const from = inputs.find((input) => input.shape.some((dim) => isBatch(dim) && dim.batch === batch.batch));
  return from?.inner ?? batch.batch;
}

/** Values as a tensor's, for weights that the file holds as plain constants. */
export function knownTensor(shape: readonly number[], data: readonly number[]): ReturnType<typeof valuesOf> {
  return valuesOf(shape, Float32Array.from(data));
}
