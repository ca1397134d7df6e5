/**
 * Decides which tensors' numbers the import needs (shapes, axes, masks, scalars, small tables) and reads those. Weights stay in the
 * file: a tensor that only ever reaches the weight input of an operator, directly or moved about, is never loaded here.
 */
import { product } from '../../arch/ops/shapes.js';
import { ownValue } from '../../core/own-value.js';
import { elementTypes } from '../proto/element-types.js';
import type { FileGraph, FileNode, FileTensor } from '../proto/file-types.js';
import { captured } from './order-nodes.js';
import { readNumbers, type ModelBytes } from './tensor-values.js';

/** Inputs of operators that hold weights, by place. */
const weightPlaces: { readonly [op: string]: readonly number[] } = {
  Conv: [1, 2],
  ConvTranspose: [1, 2],
  Gemm: [1, 2],
  MatMul: [1],
  BatchNormalization: [1, 2, 3, 4],
  InstanceNormalization: [1, 2],
  LayerNormalization: [1, 2],
  GroupNormalization: [1, 2],
  PRelu: [1],
  DequantizeLinear: [0],
  QLinearConv: [3, 8],
  ConvInteger: [1],
  QLinearMatMul: [3],
  MatMulInteger: [1],
  MatMulIntegerToFloat: [1],
  DynamicQuantizeMatMul: [1],
  DynamicQuantizeLSTM: [1, 2, 3],
  FusedConv: [1, 2],
  FusedGemm: [1, 2],
  MatMulNBits: [1, 2, 3, 5],
  QAttention: [1],
  EmbedLayerNormalization: [2, 3, 4, 5, 6],
  QEmbedLayerNormalization: [2, 3, 4, 5, 6],
  LSTM: [1, 2, 3],
  GRU: [1, 2, 3],
  RNN: [1, 2, 3],
};
/** Inputs of operators that are always arguments: never learned. */
export const argumentPlaces: { readonly [op: string]: readonly number[] } = {
  Resize: [1, 2, 3],
  Upsample: [1],
  Clip: [1, 2],
  Pad: [1, 2, 3],
  Pow: [1],
  QuantizeLinear: [1, 2],
  DequantizeLinear: [1, 2],
  QLinearConv: [1, 2, 4, 5, 6, 7],
  QLinearMatMul: [1, 2, 4, 5, 6, 7],
  MatMulIntegerToFloat: [2, 3, 4, 5],
  DynamicQuantizeMatMul: [2, 3],
  DynamicQuantizeLSTM: [8, 9, 10, 11],
  QGemm: [1, 2, 4, 5, 7, 8],
  QAttention: [3, 4, 6, 7],
  RotaryEmbedding: [1, 2, 3],
  GroupQueryAttention: [5, 6, 7, 8],
};

/** Operators whose first input only moves on to the output. */
const movers = new Set(['Transpose', 'Reshape', 'Squeeze', 'Unsqueeze', 'Identity', 'Cast', 'Flatten']);

/** Most elements of a tensor that is loaded because something other than a weight reads it. */
const mostLoaded = 1 << 20;
/** Tensors up to this size in nodes of type Constant are loaded in any case: exporters rarely put weights there. */
const smallConstant = 1 << 16;
const mostTotal = 1 << 25;

/** Numbers of tensors, by tensor. */
export type LoadedTensors = ReadonlyMap<FileTensor, Float64Array>;

/** @param nodes the graph's nodes in topological order. */
export async function preload(graph: FileGraph, nodes: readonly FileNode[], model: ModelBytes): Promise<LoadedTensors> {
  const loaded = new Map<FileTensor, Float64Array>();
  let total = 0;
  const load = async (tensor: FileTensor): Promise<void> => {
    if (loaded.has(tensor) || elementTypes[tensor.type] === undefined) return;
    total += product(tensor.dims);
    if (total <= mostTotal) loaded.set(tensor, await readNumbers(tensor, model));
  };
  const visit = async (inner: FileGraph, order: readonly FileNode[]): Promise<void> => {
    const needed = neededNames(order, inner);
    for (const tensor of inner.initializers) if (isWanted(tensor, needed.has(tensor.name), 64)) await load(tensor);
    for (const node of order) {
      const value = node.op === 'Constant' ? node.attributes.get('value')?.tensor : undefined;
      if (value !== undefined && isWanted(value, needed.has(node.outputs[0] ?? ''), smallConstant)) await load(value);
      for (const { tensor, graph: nested } of node.attributes.values()) {
        if (tensor !== undefined && tensor !== value && product(tensor.dims) <= smallConstant) await load(tensor);
        if (nested !== undefined) await visit(nested, nested.nodes);
      }
    }
  };
  await visit(graph, nodes);
  return loaded;
}

function isWanted(tensor: FileTensor, isNeeded: boolean, small: number): boolean {
  const elements = product(tensor.dims);
  // Beside the model lie weights, and often they were left behind: nothing there is read that the graph does not need.
  if (tensor.data.form === 'external' && !isNeeded) return false;
  const isFloat = elementTypes[tensor.type]?.isFloat ?? true;
  return elements <= small || (elements <= mostLoaded && (isNeeded || !isFloat));
}

/**
 * Whether an input of the graph stands for a weight: it has a fixed shape, and only weight places read it. A file may also say which
 * of its inputs are fed (`assay.inputs`, a JSON list).
 */
export function weightOnlyNames(
  graph: FileGraph,
  nodes: readonly FileNode[],
  fed: string | undefined,
): (name: string) => boolean {
  const declared = readList(fed);
  const needed = neededNames(nodes, graph);
  const shapes = new Map(graph.inputs.map(({ name, dims }) => [name, dims]));
  return (name) => {
    const isFixed = (shapes.get(name) ?? ['']).every((length) => typeof length === 'number' && length > 0);
    return isFixed && (declared === undefined ? !needed.has(name) : !declared.includes(name));
  };
}

/** A list in a file's metadata; undefined where there is none. */
export function readList(text: string | undefined): readonly unknown[] | undefined {
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Names that something other than a weight input reads, in the end. */
function neededNames(nodes: readonly FileNode[], graph: FileGraph): ReadonlySet<string> {
  const needed = new Set(graph.outputs.map(({ name }) => name));
  for (const node of nodes.toReversed()) {
    const places = ownValue(weightPlaces, node.op) ?? [];
    const passesOn = movers.has(node.op);
    for (const name of captured(node)) needed.add(name);
    for (const [place, name] of node.inputs.entries()) {
      if (places.includes(place)) continue;
      if (!passesOn || place > 0 || needed.has(node.outputs[0] ?? '')) needed.add(name);
    }
  }
  return needed;
}
