/**
 * Where a network ends and decoding begins: choosing classes, sorting, suppressing boxes, comparing with a threshold. Nothing of that
 * belongs to an architecture; it is cut off, and what it reads are the outputs.
 */
import type { FileGraph, FileNode } from '../proto/file-types.js';

/** Operators that end a network wherever they stand, on numbers that it computes. */
const decoding: ReadonlySet<string> = new Set([
  'ArgMax',
  'ArgMin',
  'Bernoulli',
  'Compress',
  'Hardmax',
  'Multinomial',
  'NonMaxSuppression',
  'NonZero',
  'OneHot',
  'TopK',
  'Unique',
  'BatchedNMS_TRT',
  'BatchedNMSDynamic_TRT',
  'EfficientNMS_TRT',
  'SequenceConstruct',
  'SequenceInsert',
  'SplitToSequence',
  'StringNormalizer',
  'BeamSearch',
  'GreedySearch',
  'Sampling',
]);

/** Operators that decode where nothing follows that computes. */
const deciding: ReadonlySet<string> = new Set([
  'And',
  'Ceil',
  'Equal',
  'Floor',
  'Greater',
  'GreaterOrEqual',
  'IsInf',
  'IsNaN',
  'Less',
  'LessOrEqual',
  'Not',
  'Or',
  'Round',
  'Xor',
]);

const floats: ReadonlySet<number> = new Set([1, 10, 11, 16]);

/** Operators of ai.onnx.ml that prepare features. */
const preparing: ReadonlySet<string> = new Set(['Scaler', 'Normalizer', 'Imputer', 'FeatureVectorizer']);

export function decodes({ op, domain }: FileNode): boolean {
  return domain === 'ai.onnx.ml' ? !preparing.has(op) : decoding.has(op);
}

/** Nodes at the end of a graph that only decide: what they give is given out, or read by others of them. */
export function trailingNodes({ outputs }: FileGraph, nodes: readonly FileNode[]): ReadonlySet<FileNode> {
  const readers = new Map<string, FileNode[]>();
  for (const node of nodes) for (const name of node.inputs) readers.set(name, [...(readers.get(name) ?? []), node]);
  const given = new Set(outputs.map(({ name }) => name));
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const trailing = new Set<FileNode>();
  for (const node of nodes.toReversed()) {
    const isRead = node.outputs.some((name) => given.has(name) || (readers.get(name)?.length ?? 0) > 0);
    const isLast = node.outputs.every((name) => (readers.get(name) ?? []).every((reader) => trailing.has(reader)));
    if (isRead && isLast && decides(node, makers)) trailing.add(node);
  }
  return trailing;
}

/** Comparisons, roundings, and casts to or from what these give. */
function decides(node: FileNode, makers: ReadonlyMap<string, FileNode>): boolean {
  if (decodes(node) || deciding.has(node.op)) return true;
  if (node.op !== 'Cast') return false;
  const source = makers.get(node.inputs[0] ?? '');
  return !floats.has(node.attributes.get('to')?.int ?? 1) || (source !== undefined && deciding.has(source.op));
}
