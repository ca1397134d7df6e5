/** A file's graph as a draft of an architecture: every node translated, nothing folded back yet. */
import { dataError, quote } from '../../core/errors.js';
import type { FileModel } from '../proto/file-types.js';
import { createDraft, type Draft } from './draft.js';
import { graphInputs, type InputOptions } from './graph-inputs.js';
import { inlineFunctions } from './inline-functions.js';
import { orderNodes } from './order-nodes.js';
import { preload, weightOnlyNames } from './preload.js';
import { standIn } from './stand-in.js';
import type { ModelBytes } from './tensor-values.js';
import { createScope, translateGraph, type UnsupportedNode } from './translate.js';

export interface ImportOptions extends InputOptions {
  /** Go on where a node cannot be translated; what took its place is in `unsupported`. */
  readonly partial?: boolean;
}

export interface ImportedGraph {
  readonly draft: Draft;
  /** Ids of the outputs. */
  readonly outputs: readonly string[];
  readonly unsupported: readonly UnsupportedNode[];
}

/** The newest operator set whose operators are known here; newer ones are read as if they were of this. */
const oldestOpset = 7;

/** Files that `writeOnnx` wrote say which inputs are fed, and are read to the letter. */
export function isOwnFile({ metadata }: FileModel): boolean {
  return metadata.has('assay.inputs');
}

/** @throws a data error naming the node that cannot be expressed, or what is wrong with the graph. */
export async function importGraph(
  file: FileModel,
  model: ModelBytes,
  { partial = false, ...options }: ImportOptions,
): Promise<ImportedGraph> {
  const { where } = model;
  const opset = file.opsets.get('') ?? 0;
  if (opset < oldestOpset)
    throw dataError(where, { expected: `operator set ${oldestOpset} or newer`, got: opset === 0 ? 'none' : `${opset}` });
  const graph = inlineFunctions(file, where);
  const nodes = orderNodes(graph, where);
  const isWeightOnly = weightOnlyNames(graph, nodes, file.metadata.get('assay.inputs'));
  const { fed, weights } = graphInputs(graph, isWeightOnly, options, where);
  const loaded = await preload(graph, nodes, model);
  const isOwn = isOwnFile(file);
  const draft = createDraft(where, isOwn);
  const scope = createScope();
  for (const { name, dims, isInteger } of fed) scope.set(name, draft.input(name, dims, isInteger));
  for (const { name, dims } of weights) {
    const shape = dims as readonly number[];
    const load = (): Promise<Float32Array> =>
      Promise.reject(dataError(where, { expected: `values of weight ${quote(name)}`, got: 'none: the file holds no weights' }));
    scope.set(name, { kind: 'weight', root: name, values: { shape, load }, moves: [], shape });
  }
  const unsupported: UnsupportedNode[] = [];
  translateGraph(graph, nodes, scope, {
    draft,
    writtenBatch: fed[0].writtenBatch,
    model,
    loaded,
    opsets: file.opsets,
    isOwn,
    isPyTorch: file.producer === 'pytorch',
    ...(partial ? { onUnsupported: standIn(graph, draft, unsupported) } : {}),
  });
  const outputs = graph.outputs.map(({ name }) => {
    const value = scope.get(name);
    if (value === undefined) throw dataError(`${where}: output ${quote(name)}`, { expected: 'a value that the graph computes' });
    draft.begin(name, { node: '' });
    return draft.asNode(value).id;
  });
  if (outputs.length === 0) throw dataError(where, { expected: 'a graph with an output', got: 'none' });
  return { draft, outputs: [...new Set(outputs)], unsupported };
}
