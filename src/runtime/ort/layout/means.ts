/** Means and sums over maps in blocks, and over products of two maps, which are not written. */
import { intOf, intsOf } from './attributes.js';
import { integersOf } from './integers-of.js';
import { mapMeans, mapProducts, sharesOf } from './maps.js';
import type { BlockGraph, BlockRule } from './types.js';
import type { OnnxNode } from '../../../onnx/proto/types.js';

const overMaps = '0,2,3';
const overPixels = '2,3';

function isMean(node: OnnxNode | 'output' | undefined): node is OnnxNode {
  return node !== undefined && node !== 'output' && node.op === 'ReduceMean' && intsOf(node, 'axes')?.join() === overMaps;
}

function isPixelSum(node: OnnxNode | 'output' | undefined, graph: BlockGraph): node is OnnxNode {
  if (node === undefined || node === 'output' || node.op !== 'ReduceSum' || intOf(node, 'keepdims', 1) !== 0) return false;
  return integersOf(graph.constant(node.inputs[1] ?? ''))?.join() === overPixels;
}

/** Whether a product of maps is read by such a mean or sum alone: the rule of that writes both. */
export function isReducedOnly(node: OnnxNode, graph: BlockGraph): boolean {
  const { values, readers } = graph;
  const [a = '', b = ''] = node.inputs;
  const [output = ''] = node.outputs;
  const [reader, ...others] = readers(output);
  const areMaps = values.fits(a) && values.fits(b) && values.shape(a)?.join() === values.shape(b)?.join();
  return (
    node.op === 'Mul' &&
    areMaps &&
    (values.isBlocked(a) || values.isBlocked(b)) &&
    others.length === 0 &&
    ((isMean(reader) && intOf(reader, 'keepdims', 1) === 1) || isPixelSum(reader, graph))
  );
}

/** @param factors the two maps of a product that is not written. */
export const reduced =
  (factors: (name: string) => readonly [string, string] | undefined): BlockRule =>
  (node, graph) => {
    const [x = ''] = node.inputs;
    const [y = ''] = node.outputs;
    const pair = factors(x);
    if (pair !== undefined) {
      if (isPixelSum(node, graph)) mapProducts(graph, ...pair, y);
      else {
        const inputs = [sharesOf(graph, pair[0]), mapProducts(graph, ...pair)];
        graph.write({ op: 'MatMul', inputs, outputs: [graph.values.giveRow(y)] });
      }
      return true;
    }
    if (!isMean(node) || !graph.values.isBlocked(x) || !graph.values.fits(x)) return false;
    graph.write({ ...node, inputs: [mapMeans(graph, x)] });
    return true;
  };

export const globalAverage: BlockRule = (node, graph) => {
  const [x = ''] = node.inputs;
  if (!graph.values.isBlocked(x) || !graph.values.fits(x)) return false;
  mapMeans(graph, x, node.outputs[0]);
  return true;
};
