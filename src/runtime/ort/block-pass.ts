/**
 * The graph of a pass with its convolutions in blocks, where that and nothing else is what the runtime's rewriting would gain: such a graph
 * is loaded without rewriting, in a third of the time. That holds for networks of convolutions with constant weights whose norms take the
 * statistics of a batch; other norms are merged into convolutions by the runtime, and depthwise or transformer layers are rewritten by it.
 */
import { product } from '../../arch/ops/shapes.js';
import { createSpareNumbers } from '../../core/spare-numbers.js';
import type { GraphBuilder } from '../../onnx/lower/graph-builder.js';
import type { OnnxNode, OnnxTensor } from '../../onnx/proto/types.js';
import { keptWith } from './kept-with-weights.js';
import { groupsOf } from './layout/attributes.js';
import { writeInBlocks, type PlainGraph, type WeightInBlocks } from './layout/write-in-blocks.js';
import type { SessionFavour } from './types.js';

export interface PassGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly favour: SessionFavour;
}

/** Operators that the runtime's rewriting makes faster. */
const rewritten: ReadonlySet<string> = new Set(['Erf', 'LayerNormalization', 'InstanceNormalization']);

/**
 * The graph as it was written, or with its maps in blocks.
 * @param given shapes of the inputs and of maps that are known, names of the outputs, and whether most convolutions are none that can be rewritten.
 */
export function blockPass(
  { nodes, initializers, block }: Pick<GraphBuilder, 'nodes' | 'initializers' | 'block'>,
  given: Pick<PlainGraph, 'shapes' | 'outputs' | 'isMostlyPlain'>,
): PassGraph {
  const asWritten: PassGraph = { nodes, initializers, favour: 'run' };
  if (block === undefined) return asWritten;
  const known = new Map(initializers.map((tensor) => [tensor.name, tensor]));
  const blocked = new Map<string, OnnxTensor>();
  const convolutions = nodes.filter(({ op, domain }) => op === 'Conv' && domain === undefined);
  const norms = nodes.filter(({ op, attrs }) => op === 'BatchNormalization' && attrs?.training_mode !== undefined);
  const isSettled =
    convolutions.length > 0 &&
    3 * norms.length >= convolutions.filter((node) => groupsOf(node) === 1).length &&
    !nodes.some(({ op, domain }) => domain === undefined && rewritten.has(op)) &&
    convolutions.every((node) => {
      const [, name, bias] = node.inputs;
      const weight = known.get(name);
      if (weight === undefined) return false;
      return groupsOf(node) === 1 ? fits(weight.dims, block, bias !== undefined) : widens(weight.dims, groupsOf(node));
    });
  if (!isSettled) return asWritten;
  const weightOf = (node: OnnxNode): WeightInBlocks | undefined => {
    if (groupsOf(node) !== 1) return undefined;
    const [, name] = node.inputs;
    const weight = known.get(name) as OnnxTensor;
    const tensor = blocked.get(name) ?? weightInBlocks(weight, block);
    blocked.set(name, tensor);
    const [outChannels, channels] = weight.dims;
    return { name: tensor.name, write: () => [], outChannels, readsBlocks: channels >= block };
  };
  const { nodes: written, constants } = writeInBlocks({ nodes, initializers, ...given }, block, weightOf);
  const read = new Set(written.flatMap(({ inputs }) => inputs));
  return {
    nodes: written,
    initializers: [...[...initializers, ...constants].filter(({ name }) => read.has(name)), ...blocked.values()],
    favour: 'start',
  };
}

/**
 * Groups of one channel with several outputs or a kernel of one pixel, as gradients of single samples and of convolutions with strides take
 * pixels apart: the runtime has no blocks for the former, and the latter are short.
 */
function widens([out, channels, ...kernel]: readonly number[], groups: number): boolean {
  return channels === 1 && (out > groups || product(kernel) === 1);
}

/** Output channels that fill no block are padded with zeros, for which a bias has no numbers. */
function fits([out, channels, ...kernel]: readonly number[], block: number, hasBias: boolean): boolean {
  return kernel.length === 2 && (channels < block || channels % block === 0) && (out % block === 0 || !hasBias);
}

function weightInBlocks(weight: OnnxTensor, block: number): OnnxTensor {
  const [out, channels, ...kernel] = weight.dims;
  const dims = [Math.ceil(out / block) * block, channels, ...kernel];
  const byteLength = 4 * product(dims);
  return {
    name: `${weight.name} in blocks`,
    type: 'float',
    dims,
    byteLength,
    get bytes() {
      const { bytes } = weight;
      // Those that are drawn anew each time are many, and the next ones take their place.
      if (weight.byteLength !== undefined) return reorder(bytes, weight.dims, block, spareNumbers(byteLength / 4).fill(0));
      return keptWith(weight, `blocks of ${block}`, () => reorder(bytes, weight.dims, block, new Float32Array(byteLength / 4)));
    },
  };
}

const spareNumbers = createSpareNumbers();

/**
 * (out, in, kernel) as (out / b, in / b, kernel, b of in, b of out), or (out / b, in, kernel, b of out) for less than a block of inputs.
 * @param ordered zeros, which stay where output channels fill no block.
 */
function reorder(
  { buffer, byteOffset, byteLength }: Uint8Array,
  [out, channels, ...kernel]: readonly number[],
  block: number,
  ordered: Float32Array,
): Uint8Array {
  const values = new Float32Array(buffer, byteOffset, byteLength / 4);
  const area = product(kernel);
  const inner = channels < block ? 1 : block;
  const size = channels * area;
  // In the order of what is written, which lies apart where it is read: a cache holds a line for each output channel of a block.
  for (let first = 0, to = 0; first < out; first += block, to += block * size) {
    const count = Math.min(block, out - first);
    for (let c = 0; c < channels; c++) {
      const column = to + (Math.floor(c / inner) * area * inner + (c % inner)) * block;
      for (let k = 0; k < area; k++) {
        const at = column + k * inner * block;
        const from = first * size + c * area + k;
        for (let o = 0; o < count; o++) ordered[at + o] = values[from + o * size];
      }
    }
  }
  return new Uint8Array(ordered.buffer, ordered.byteOffset, ordered.byteLength);
}
