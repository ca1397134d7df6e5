/**
 * Signs of maps in blocks, where everything that reads them sums over all units of a sample: counts of signs that two samples share, or that
 * differ. Such sums do not depend on the order of the units, so a map need not be reordered for them.
 */
import type { OnnxNode } from '../../../onnx/proto/types.js';
import { intOf, intsOf } from './attributes.js';
import type { BlockGraph, BlockRule } from './types.js';

/** What keeps the units of a sample in their order: parts of the batch, and what is computed number by number. */
function keepsUnits(node: OnnxNode, graph: BlockGraph): boolean {
  const [, , , axes = ''] = node.inputs;
  switch (node.op) {
    case 'Cast':
    case 'Xor':
      return true;
    case 'Flatten':
      return intOf(node, 'axis', 1) === 1;
    case 'Split':
      return intOf(node, 'axis', 0) === 0;
    case 'Slice': {
      const list = graph.constant(axes)?.bytes;
      return list?.length === 8 && list.every((byte) => byte === 0);
    }
    default:
      return false;
  }
}

function isUniform(graph: BlockGraph, name: string): boolean {
  const tensor = graph.constant(name);
  if (tensor === undefined || (tensor.type !== 'uint8' && tensor.type !== 'int8')) return false;
  const { bytes } = tensor;
  // There are as many as a map has numbers.
  for (let i = 1; i < bytes.length; i++) if (bytes[i] !== bytes[0]) return false;
  return true;
}

/** Whether only sums over all units come of a value. */
function isSummed(name: string, graph: BlockGraph): boolean {
  const derived = new Set([name]);
  const transposed = new Set<string>();
  const nodes = new Set<OnnxNode>();
  // A set that grows while it is walked is walked to its new end.
  for (const value of derived) {
    for (const reader of graph.readers(value)) {
      if (reader === 'output') return false;
      nodes.add(reader);
      if (reader.op === 'Transpose' && intsOf(reader, 'perm')?.join() === '1,0') {
        for (const output of reader.outputs) transposed.add(output);
      } else if (keepsUnits(reader, graph)) for (const output of reader.outputs) derived.add(output);
      else if (reader.op !== 'MatMulInteger') return false;
    }
  }
  for (const value of transposed) {
    if (graph.readers(value).some((reader) => reader === 'output' || reader.op !== 'MatMulInteger')) return false;
    for (const reader of graph.readers(value)) if (reader !== 'output') nodes.add(reader);
  }
  return [...nodes].every(({ op, inputs: [a = '', b = ''] }) => {
    if (op === 'Xor') return derived.has(a) && derived.has(b);
    return op !== 'MatMulInteger' || (derived.has(a) && (transposed.has(b) || isUniform(graph, b)));
  });
}

/** x > 0. What it gives has the order of blocks, which nothing that reads it sees. */
export const signs: BlockRule = (node, graph) => {
  const { values } = graph;
  const [x = '', bound = ''] = node.inputs;
  const [y = ''] = node.outputs;
  if (!values.isBlocked(x) || !values.fits(x) || values.shape(bound)?.length !== 0 || !isSummed(y, graph)) return false;
  graph.write({ ...node, inputs: [values.blocked(x), bound] });
  return true;
};
