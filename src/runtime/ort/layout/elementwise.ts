/**
 * What is computed number by number on maps in blocks. A ReLU that follows a convolution becomes part of it: the runtime's blocked
 * convolutions cut at zero while they write. They can add a map too, which is done where that rounds as a sum does, so that no score
 * depends on what else reads the convolution.
 */
import { must } from '../../../core/must.js';
import { product } from '../../../arch/ops/shapes.js';
import { blockedDomain } from '../../../onnx/lower/blocked.js';
import { bytesOf } from '../../../onnx/lower/graph-builder.js';
import type { OnnxNode } from '../../../onnx/proto/types.js';
import { integersOf } from './integers-of.js';
import { mapShape, reshaped, scaledMaps } from './maps.js';
import type { BlockGraph, BlockRule } from './types.js';

/** A convolution in blocks whose output nothing reads but this node, and that cuts at nothing. */
function convolutionBefore({ writer, readers }: BlockGraph, x: string): OnnxNode | undefined {
  const found = writer(x);
  return found?.op === 'Conv' && found.attrs?.activation === undefined && readers(x).length === 1 ? found : undefined;
}

function isMap({ values }: BlockGraph, x: string): boolean {
  return values.fits(x) && values.isBlocked(x);
}

/** The node, on inputs in blocks; numbers stay. */
function inBlocks(node: OnnxNode, graph: BlockGraph): boolean {
  const { values } = graph;
  const [output = ''] = node.outputs;
  const inputs = node.inputs.map((name) => (values.fits(name) ? values.blocked(name) : values.plain(name)));
  graph.write({ ...node, inputs, outputs: [values.giveBlocked(output)] });
  return true;
}

export const onOneMap: BlockRule = (node, graph) => isMap(graph, node.inputs[0] ?? '') && inBlocks(node, graph);

export const relu: BlockRule = (node, graph) => {
  const [x = ''] = node.inputs;
  const [y = ''] = node.outputs;
  if (!isMap(graph, x)) return false;
  const before = convolutionBefore(graph, x);
  if (before === undefined) return inBlocks(node, graph);
  const outputs = [graph.values.giveBlocked(y)];
  graph.replace(before, { ...before, outputs, attrs: { ...before.attrs, activation: { text: 'Relu' } } });
  return true;
};

/** Two maps of equal shape, or a map and a number. */
export const onTwoMaps: BlockRule = (node, graph) => {
  const { values } = graph;
  const shapes = node.inputs.map((name) => values.shape(name));
  const map = node.inputs.find((name) => isMap(graph, name));
  if (map === undefined || shapes.some((shape) => shape === undefined)) return false;
  const whole = must(values.shape(map), 'the shape of a map').join();
  const isEven = shapes.every((shape = []) => shape.join() === whole || (product(shape) === 1 && shape.length <= 4));
  return isEven && inBlocks(node, graph);
};

/** One number a pixel for every channel, in blocks: of a block, each pixel's numbers lie side by side. */
function repeatPixels(bytes: Uint8Array, channels: number, block: number): Uint8Array {
  const { buffer, byteOffset, byteLength } = bytes;
  const pixels = new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
  const repeated = new Float32Array(pixels.length * channels);
  for (let at = 0; at < repeated.length; at++) repeated[at] = pixels[Math.floor(at / block) % pixels.length] ?? 0;
  return bytesOf(repeated);
}

/** Two maps of equal shape, of which a convolution gives one: it adds the other as it writes. */
export const add: BlockRule = (node, graph) => {
  const { values } = graph;
  const [a = '', b = ''] = node.inputs;
  const [y = ''] = node.outputs;
  if (a === b || !isMap(graph, a) || !isMap(graph, b) || values.shape(a)?.join() !== values.shape(b)?.join())
    return onTwoMaps(node, graph);
  for (const [x, other] of [
    [b, a],
    [a, b],
  ] as const) {
    const before = convolutionBefore(graph, x);
    if (before === undefined || !graph.singleSums.has(before)) continue;
    const [input = '', weight = ''] = before.inputs;
    graph.replace(before, { ...before, inputs: [input, weight, '', values.blocked(other)], outputs: [values.giveBlocked(y)] });
    return true;
  }
  return onTwoMaps(node, graph);
};

/** A product of maps, or of a map with one number a channel or a constant number a pixel. */
export const multiply: BlockRule = (node, graph) => {
  const { values } = graph;
  const [output = ''] = node.outputs;
  for (const [x = '', factor = ''] of [node.inputs, node.inputs.toReversed()]) {
    if (!isMap(graph, x)) continue;
    const [, channels, height, width] = mapShape(graph, x);
    const shape = values.shape(factor)?.join();
    if (shape === [1, channels, 1, 1].join() && channels > 1) {
      const row = values.row(factor) ?? values.plain(factor);
      scaledMaps(graph, x, reshaped(graph, row, [channels, 1, 1, 1]), undefined, output);
      return true;
    }
    const constant = graph.constant(factor);
    if (shape === [1, 1, height, width].join() && constant !== undefined && height * width > 1) {
      const repeated = graph.initializer({
        name: `${factor} for ${channels} channels`,
        type: 'float',
        dims: [1, channels, height, width],
        get bytes() {
          return repeatPixels(constant.bytes, channels, graph.block);
        },
      });
      graph.write({ ...node, inputs: [values.blocked(x), repeated], outputs: [values.giveBlocked(output)] });
      return true;
    }
  }
  return onTwoMaps(node, graph);
};

/** Parts of the batch, or several batches one after the other. */
export const alongBatch: BlockRule = (node, graph) => {
  const { values } = graph;
  const axis = node.attrs?.axis;
  const maps = node.op === 'Split' ? node.inputs.slice(0, 1) : node.inputs;
  if (axis === undefined || !('int' in axis) || axis.int !== 0 || !maps.every((x) => isMap(graph, x))) return false;
  const rest = node.inputs.slice(maps.length).map((name) => values.plain(name));
  const inputs = [...maps.map((x) => values.blocked(x)), ...rest];
  graph.write({ ...node, inputs, outputs: node.outputs.map((name) => values.giveBlocked(name)) });
  return true;
};

/** Some samples of a map that is there in blocks alone: only they are reordered. */
export const firstOfBatch: BlockRule = (node, graph) => {
  const { values } = graph;
  const [x = '', ...range] = node.inputs;
  const [y = ''] = node.outputs;
  const isAlongBatch = integersOf(graph.constant(range[2] ?? ''))?.join() === '0';
  if (!isAlongBatch || !isMap(graph, x) || !values.isOnlyBlocked(x)) return false;
  const outputs = [values.giveBlocked(y, mapShape(graph, x)[1])];
  graph.write({ ...node, inputs: [values.blocked(x), ...range.map((name) => values.plain(name))], outputs });
  return true;
};

export const pool: BlockRule = (node, graph) => {
  const { values } = graph;
  const [x = ''] = node.inputs;
  const [y = ''] = node.outputs;
  if (node.outputs.length > 1 || !values.fits(x) || !values.fits(y)) return false;
  graph.write({ ...node, domain: blockedDomain, inputs: [values.blocked(x)], outputs: [values.giveBlocked(y)] });
  return true;
};
