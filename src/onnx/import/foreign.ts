/** What stands for a node that nothing here can run, so that the rest of the network is still read and counted. */
import type { FileGraph } from '../proto/file-types.js';
import { product } from '../../arch/ops/shapes.js';
import { createBehindUnsupported } from './behind-unsupported.js';
import type { Call } from './call.js';
import { isBatch, type Dim } from './dims.js';
import type { Draft } from './draft.js';
import type { TranslateOptions, UnsupportedNode } from './translate.js';
import type { NodeValue, Value } from './values.js';

/** Shapes that the file states for its values, without the first axis where that is the batch. */
export function declaredShapes(graph: FileGraph): (name: string, like: NodeValue | undefined) => readonly Dim[] | undefined {
  const shapes = new Map([...graph.values, ...graph.outputs].map(({ name, dims }) => [name, dims]));
  return (name, like) => {
    const dims = shapes.get(name);
    if (dims === undefined || dims.length === 0) return undefined;
    const [, ...rest] = dims;
    if (rest.some((length) => typeof length !== 'number' || length <= 0)) return undefined;
    const [first] = dims;
    const isBatchFirst = like === undefined || like.shape.length === 0 || isBatch(like.shape[0]);
    if (!isBatchFirst && (typeof first !== 'number' || first <= 0)) return undefined;
    // The first axis is the batch of every value that depends on a network's input; a value without it is not recognised.
    return [isBatchFirst ? { batch: 1 } : (dims[0] as number), ...(rest as number[])];
  };
}

/** A foreign operator for each output that is named: of the shape the file states, or else of its first input's; it holds the node's weights. */
export function keepForeign(
  graph: FileGraph,
  draft: Draft,
  unsupported: UnsupportedNode[],
): NonNullable<TranslateOptions['onUnsupported']> {
  const declared = declaredShapes(graph);
  const behind = createBehindUnsupported(draft);
  return (call: Call, inputs, error): readonly Value[] | undefined => {
    const nodes = inputs.filter((value): value is NodeValue => value?.kind === 'node');
    const like = nodes.find(({ shape }) => isBatch(shape[0])) ?? nodes[0];
    if (like === undefined) return undefined;
    const params = inputs.reduce((sum, value) => sum + (value?.kind === 'weight' ? product(value.shape) : 0), 0);
    const { op, domain, outputs, name } = call.node;
    unsupported.push({
      op,
      node: name || (outputs[0] ?? ''),
      message: error.message,
      ...(behind.includes(nodes) && { isBehind: true }),
    });
    const operator = domain === '' ? op : `${domain}.${op}`;
    const ordered = [like, ...nodes.filter((value) => value !== like)];
    return outputs.map((output, i) => {
      const dims = declared(output, like) ?? like.shape;
      const shape = dims.map((dim) => (isBatch(dim) ? 0 : dim));
      const isKnown = dims.every((dim, axis) => !isBatch(dim) || (axis === 0 && dim.batch === 1));
      const target = isKnown ? shape : like.shape.map((dim) => (isBatch(dim) ? 0 : dim));
      const own = i === 0 ? params : 0;
      const weights = own === 0 ? {} : { value: { shape: [own], load: () => Promise.reject(error) } };
      const stand = draft.emit(
        'foreign',
        ordered,
        { operator, shape: target, params: own },
        { weights, ...(i === 0 ? {} : { part: output }) },
      );
      behind.mark(stand);
      return stand;
    });
  };
}
