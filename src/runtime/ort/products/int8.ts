/**
 * Products of bytes. Weights are whole numbers from -63 to 63, with a scale for each output; maps are 0 to 255, with a scale and a zero for the
 * map, chosen so that the least and the greatest number of some samples, and zero, just fit: what other samples have beyond them is cut off.
 * A convolution's results are bytes too, with the scale and zero of the float32 convolution of the same samples, and float32 after that: the
 * runtime has fast convolutions of bytes only with results of bytes. Linear layers give float32 at once.
 *
 * 63 and not 127: processors without products of bytes (VNNI) add two in 16 bits, where 2 x 255 x 64 has no place. So all give the same numbers.
 */
import { product } from '../../../arch/ops/shapes.js';
import { bytesOf } from '../../../onnx/lower/graph-builder.js';
import type { OnnxTensor } from '../../../onnx/proto/types.js';
import { keptWith } from '../kept-with-weights.js';
import type { NarrowGraph, NarrowRule } from './types.js';

const mostWeight = 63;

/** Of so many samples at least, and of so many numbers, a scale is made. */
const fewestSamples = 8;
const fewestNumbers = 2 ** 16;

interface BytesOfWeight {
  /** As the weight lies, or for a linear layer (inputs, outputs). */
  readonly values: Int8Array;
  readonly scales: Float32Array;
}

/** A weight, (outputs, inputs of each), in bytes. */
export function weightInBytes({ buffer, byteOffset, byteLength }: Uint8Array, outputs: number): BytesOfWeight {
  const numbers = new Float32Array(buffer, byteOffset, byteLength / 4);
  const each = numbers.length / outputs;
  const values = new Int8Array(numbers.length);
  const scales = new Float32Array(outputs);
  for (let output = 0; output < outputs; output++) {
    const own = numbers.subarray(output * each, (output + 1) * each);
    let most = 0;
    for (const number of own) most = Math.max(most, Math.abs(number));
    const scale = most === 0 ? 1 : Math.fround(most / mostWeight);
    scales[output] = scale;
    for (let i = 0; i < each; i++) values[output * each + i] = Math.round((own[i] as number) / scale);
  }
  return { values, scales };
}

/** (rows, columns) as (columns, rows). */
function transposed(values: Int8Array, rows: number): Int8Array {
  const columns = values.length / rows;
  return Int8Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)] as number);
}

/** The initializers of a weight in bytes, and of its scales. */
function narrowWeight(weight: OnnxTensor, graph: NarrowGraph, isTransposed: boolean): { values: string; scales: string } {
  const [outputs = 0, ...rest] = weight.dims;
  const make = (bytes: Uint8Array): BytesOfWeight => {
    const { values, scales } = weightInBytes(bytes, outputs);
    return { values: isTransposed ? transposed(values, outputs) : values, scales };
  };
  // Those that are drawn where they are written are many: they are drawn for each of the two.
  const made = (): BytesOfWeight => (weight.byteLength === undefined ? keptWith(weight, 'int8', make) : make(weight.bytes));
  const values = graph.initializer({
    name: `${weight.name} as int8`,
    type: 'int8',
    dims: isTransposed ? [...rest, outputs] : weight.dims,
    byteLength: product(weight.dims),
    get bytes() {
      return bytesOf(made().values);
    },
  });
  const scales = graph.initializer({
    name: `${weight.name} scales`,
    type: 'float',
    dims: [outputs],
    byteLength: 4 * outputs,
    get bytes() {
      return bytesOf(made().scales);
    },
  });
  return { values, scales };
}

/** The scale and the zero that make bytes of a map. */
function scaleOf(map: string, graph: NarrowGraph): readonly [scale: string, zero: string] {
  const [, scale = '', zero = ''] = graph.emit('DynamicQuantizeLinear', [map], { count: 3 });
  return [scale, zero];
}

/** Samples spread over the batch, which holds images first and noisy copies of them after. */
function someSamples(x: string, graph: NarrowGraph): string {
  const [count = 1, ...units] = graph.shape(x) ?? [];
  const step = Math.floor(count / Math.max(fewestSamples, Math.ceil(fewestNumbers / product(units))));
  if (step <= 1) return x;
  const list = (value: number): string => graph.constant('int64', [1], [value]);
  const [part = ''] = graph.emit('Slice', [x, list(0), list(count), list(0), list(step)]);
  return part;
}

interface MapInBytes {
  readonly bytes: string;
  readonly scale: string;
  readonly zero: string;
  /** The samples of the scale, in float32. */
  readonly some: string;
}

/** What is below the zero of a ReLU's scale is cut off as the ReLU would: the bytes are made of what it reads. */
function mapInBytes(x: string, graph: NarrowGraph): MapInBytes {
  const before = graph.writer(x);
  const isCut = before?.op === 'Relu' && before.domain === undefined;
  const source = isCut ? (before.inputs[0] ?? '') : x;
  const part = someSamples(source, graph);
  const [some = ''] = isCut ? graph.emit('Relu', [part]) : [part];
  const [scale, zero] = scaleOf(some, graph);
  const [bytes = ''] = graph.emit('QuantizeLinear', [source, scale, zero]);
  return { bytes, scale, zero, some };
}

/** A product of bytes; a bias is added in float32. */
export const inBytes: NarrowRule = (node, weight, graph) => {
  const [x = '', , bias] = node.inputs;
  const isLinear = node.op === 'Gemm';
  const { bytes, scale, zero, some } = mapInBytes(x, graph);
  const { values, scales } = narrowWeight(weight, graph, isLinear);
  if (isLinear) {
    const inputs = [bytes, values, scale, scales, zero, ...(bias === undefined ? [] : ['', bias])];
    graph.write({ op: 'MatMulIntegerToFloat', domain: 'com.microsoft', inputs, outputs: node.outputs });
    return;
  }
  const attrs = node.attrs === undefined ? {} : { attrs: node.attrs };
  const [wide = ''] = graph.emit('Conv', [some, weight.name], attrs);
  const [outScale, outZero] = scaleOf(wide, graph);
  const signed = graph.constant('int8', [], [0]);
  const [sums = ''] = graph.emit('QLinearConv', [bytes, scale, zero, values, scales, signed, outScale, outZero], attrs);
  if (bias === undefined) {
    graph.write({ op: 'DequantizeLinear', inputs: [sums, outScale, outZero], outputs: node.outputs });
    return;
  }
  const [unbiased = ''] = graph.emit('DequantizeLinear', [sums, outScale, outZero]);
  const list = [-1, ...weight.dims.slice(2).map(() => 1)];
  const [column = ''] = graph.emit('Reshape', [bias, graph.constant('int64', [list.length], list)]);
  graph.write({ op: 'Add', inputs: [unbiased, column], outputs: node.outputs });
};
