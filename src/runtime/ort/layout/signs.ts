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

/**
 * Where the units of a sample are: all axes after the first of a map, the last of three in a stack of maps, the last two in parts;
 * in a transposed map or stack the last but one.
 */
type Units = 'map' | 'stack' | 'parts' | 'transposed';

/** Where they are in what a node gives: parts of the batch, and what is computed number by number; undefined where it mixes them. */
function unitsAfter(node: OnnxNode, before: Units, units: number, graph: BlockGraph): Units | undefined {
  const listAt = (place: number): readonly number[] | undefined => integersOf(graph.constant(node.inputs[place] ?? ''));
  const isMap = before === 'map';
  switch (node.op) {
    case 'Cast':
    case 'Xor':
      return before;
    case 'Flatten':
      return isMap && intOf(node, 'axis', 1) === 1 ? 'map' : undefined;
    case 'Concat':
      return isMap && intOf(node, 'axis', 0) === 0 ? 'map' : undefined;
    case 'Split':
      return intOf(node, 'axis', 0) === (isMap ? 0 : 1) && before !== 'parts' ? before : undefined;
    case 'Slice':
      return isMap && listAt(3)?.join() === '0' ? 'map' : undefined;
    case 'Reshape': {
      const [, parts = 0, length = 0, ...more] = listAt(1) ?? [];
      if (more.length > 0) return undefined;
      return parts * length === units ? 'parts' : isMap && length === units ? 'stack' : undefined;
    }
    case 'Transpose':
      return intsOf(node, 'perm')?.join() === (isMap ? '1,0' : '0,2,1') && before !== 'parts' ? 'transposed' : undefined;
    default:
      return undefined;
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
  const places = new Map<string, Units>([[name, 'map']]);
  const nodes = new Set<OnnxNode>();
  // A map that grows while it is walked is walked to its new end.
  for (const [value, place] of places) {
    for (const reader of graph.readers(value)) {
      if (reader === 'output') return false;
      nodes.add(reader);
      if (reader.op === 'MatMulInteger') continue;
      const next = place === 'transposed' ? undefined : unitsAfter(reader, place, units, graph);
      if (next === undefined) return false;
      for (const output of reader.outputs) places.set(output, next);
    }
  }
  return [...nodes].every(({ op, inputs: [a = '', b = ''], outputs: [sums = ''] }) => {
    const [left, right] = [places.get(a), places.get(b)];
    if (op === 'Xor') return left === right && left !== 'parts';
    if (op !== 'MatMulInteger') return true;
    if (left === 'parts') return isUniform(graph, b) && areAdded(graph, sums);
    return (left === 'map' || left === 'stack') && (right === 'transposed' || isUniform(graph, b));
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
