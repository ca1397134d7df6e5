/**
 * Signs of maps in blocks, where everything that reads them sums over all units of a sample: counts of signs that two samples share, or that
 * differ. Such sums do not depend on the order of the units, so a map need not be reordered for them.
 */
import { product } from '../../../arch/ops/shapes.js';
import type { OnnxNode } from '../../../onnx/proto/types.js';
import { intOf, intsOf } from './attributes.js';
import { integersOf } from './integers-of.js';
import { mapShape } from './maps.js';
import type { BlockGraph, BlockRule } from './types.js';

/** What keeps the units of a sample together: parts of the batch, and what is computed number by number. */
function keepsUnits(node: OnnxNode, graph: BlockGraph, units: number): boolean {
  const listAt = (place: number): readonly number[] | undefined => integersOf(graph.constant(node.inputs[place] ?? ''));
  switch (node.op) {
    case 'Cast':
    case 'Xor':
      return true;
    case 'Flatten':
      return intOf(node, 'axis', 1) === 1;
    case 'Split':
      return intOf(node, 'axis', 0) === 0;
    case 'Slice':
      return listAt(3)?.join() === '0';
    case 'Reshape': {
      // The units of each sample in equal parts.
      const [, parts = 0, length = 0, ...more] = listAt(1) ?? [];
      return more.length === 0 && parts * length === units;
    }
    default:
      return false;
  }
}

function isUniform(graph: BlockGraph, name: string): boolean {
  const tensor = graph.constant(name);
  if (tensor === undefined || (tensor.type !== 'uint8' && tensor.type !== 'int8')) return false;
  return tensor.bytes.every((byte) => byte === tensor.bytes[0]);
}

/** Whether sums of parts of a sample are added, all of them. */
function areAdded({ readers, constant }: BlockGraph, sums: string): boolean {
  return readers(sums).every(
    (reader) =>
      reader !== 'output' && reader.op === 'ReduceSum' && integersOf(constant(reader.inputs[1] ?? ''))?.join() === '1,2',
  );
}

/** Whether only sums over all units come of a value. @param units of each sample. */
function isSummed(name: string, graph: BlockGraph, units: number): boolean {
  const derived = new Set([name]);
  const inParts = new Set<string>();
  const transposed = new Set<string>();
  const nodes = new Set<OnnxNode>();
  // A set that grows while it is walked is walked to its new end.
  for (const value of derived) {
    for (const reader of graph.readers(value)) {
      if (reader === 'output') return false;
      nodes.add(reader);
      if (reader.op === 'Transpose' && intsOf(reader, 'perm')?.join() === '1,0') {
        for (const output of reader.outputs) transposed.add(output);
      } else if (keepsUnits(reader, graph, units)) {
        for (const output of reader.outputs) derived.add(output);
        if (reader.op === 'Reshape' || inParts.has(value)) for (const output of reader.outputs) inParts.add(output);
      } else if (reader.op !== 'MatMulInteger') return false;
    }
  }
  for (const value of transposed) {
    if (graph.readers(value).some((reader) => reader === 'output' || reader.op !== 'MatMulInteger')) return false;
    for (const reader of graph.readers(value)) if (reader !== 'output') nodes.add(reader);
  }
  return [...nodes].every(({ op, inputs: [a = '', b = ''], outputs: [sums = ''] }) => {
    if (op === 'Xor') return derived.has(a) && derived.has(b) && !inParts.has(a) && !inParts.has(b);
    if (op !== 'MatMulInteger') return true;
    if (inParts.has(a)) return isUniform(graph, b) && areAdded(graph, sums);
    return derived.has(a) && (transposed.has(b) || isUniform(graph, b));
  });
}

/** x > 0. What it gives has the order of blocks, which nothing that reads it sees. */
export const signs: BlockRule = (node, graph) => {
  const { values } = graph;
  const [x = '', bound = ''] = node.inputs;
  const [y = ''] = node.outputs;
  if (
    !values.isBlocked(x) ||
    !values.fits(x) ||
    values.shape(bound)?.length !== 0 ||
    !isSummed(y, graph, product(mapShape(graph, x).slice(1)))
  )
    return false;
  graph.write({ ...node, inputs: [values.blocked(x), bound] });
  return true;
};
