/** A file's graph as a draft of an architecture: every node translated, nothing folded back yet. */
import { must } from '../../core/must.js';
import { dataError, quote, usageError } from '../../core/errors.js';
import { suggest } from '../../core/suggest.js';
import { elementTypes } from '../proto/element-types.js';
import type { FileGraph, FileModel, FileNode } from '../proto/file-types.js';
import { operatorsKey } from '../part-names.js';
import { parameterNode } from './constants.js';
import { createDraft, type Draft } from './draft.js';
import { graphInputs, type InputOptions } from './graph-inputs.js';
import { inlineFunctions } from './inline-functions.js';
import { captured, orderNodes } from './order-nodes.js';
import { keepForeign } from './foreign.js';
import { preload, readList, weightOnlyNames } from './preload.js';
import { standIn } from './stand-in.js';
import type { ModelBytes } from './tensor-values.js';
import { createScope, mostLoopWork, translateGraph, type CutTails, type Tail, type UnsupportedNode } from './translate.js';
import type { NodeValue } from './values.js';

interface ImportOptions extends InputOptions {
  /** Go on where a node cannot be translated; what took its place is in `unsupported`. */
  readonly partial?: boolean;
  /** Keep a node that cannot be translated as an operator that cannot be run; it is in `unsupported` too. */
  readonly keepsForeign?: boolean;
  /** Names of the values that are the outputs; those of the file if left out. */
  readonly outputs?: readonly string[];
}

interface ImportedGraph {
  readonly draft: Draft;
  /** Ids of the outputs. */
  readonly outputs: readonly string[];
  readonly unsupported: readonly UnsupportedNode[];
  /** Where a decoding tail was cut off. */
  readonly tails: readonly Tail[];
  /** Names of the file's inputs. */
  readonly inputNames: readonly string[];
  /** Names of inputs that keep the shape of the file, though another was given for several models. */
  readonly keptShapes: readonly string[];
}

/** The oldest operator set whose operators are known here; files of older ones are refused. */
const oldestOpset = 5;

/** Files that `writeOnnx` wrote say which inputs are fed, and are read to the letter. */
export function isOwnFile({ metadata }: FileModel): boolean {
  return metadata.has('assay.inputs');
}

/** @throws a data error naming the node that cannot be expressed, or what is wrong with the graph. */
export async function importGraph(
  file: FileModel,
  model: ModelBytes,
  { partial = false, keepsForeign = false, outputs: wanted, ...options }: ImportOptions,
): Promise<ImportedGraph> {
  const { where } = model;
  const opset = file.opsets.get('') ?? 0;
  if (opset < oldestOpset)
    throw dataError(where, {
      expected: `operator set ${oldestOpset} or newer`,
      got: opset === 0 ? 'none' : `${opset}`,
      code: 'unsupported',
    });
  const graph = withOutputs(inlineFunctions(file, where), wanted, where);
  const ordered = orderNodes(graph, where);
  const nodes = wanted === undefined ? ordered : neededNodes(graph, ordered);
  const isWeightOnly = weightOnlyNames(graph, nodes, file.metadata.get('assay.inputs'));
  const { fed, set, weights, names, kept } = graphInputs(
    graph,
    isWeightOnly,
    { ...options, batchSecond: isOwnFile(file) ? new Set() : batchSecondInputs(nodes) },
    where,
  );
  const loaded = await preload(graph, nodes, model);
  const isOwn = isOwnFile(file);
  const draft = createDraft(where, isOwn);
  const scope = createScope();
  for (const { name, dims, isInteger, isBatchSecond } of fed) {
    const value = draft.input(name, dims, isInteger);
    // The input of a recurrent layer has the batch second; the input of the network has it first.
    draft.begin(`${name}/turned`, { node: '' });
    scope.set(
      name,
      isBatchSecond ? draft.emit('transpose', [value], { permutation: [1, 0, ...dims.slice(2).map((_, i) => i + 2)] }) : value,
    );
  }
  for (const [name, value] of set) scope.set(name, value);
  for (const { name, dims } of weights) {
    const shape = dims as readonly number[];
    const load = (): Promise<Float32Array> =>
      Promise.reject(
        dataError(where, {
          expected: `values of weight ${quote(name)}`,
          got: 'none: the file holds no weights',
          code: 'missing',
        }),
      );
    const made = isOwn ? parameterNode(name) : {};
    scope.set(name, { kind: 'weight', root: name, values: { shape, load }, moves: [], shape, ...made });
  }
  const unsupported: UnsupportedNode[] = [];
  const readNames = namesRead(graph.outputs, nodes);
  const cut: CutTails = { starts: [], sources: new Map() };
  translateGraph(graph, nodes, scope, {
    draft,
    writtenBatch: must(fed[0], 'an input').writtenBatch,
    model,
    loaded,
    opsets: file.opsets,
    isOwn,
    operators: new Set(readList(file.metadata.get(operatorsKey))),
    isRead: (name) => readNames.has(name),
    isPyTorch: file.producer === 'pytorch',
    cut,
    work: { left: mostLoopWork },
    ...(partial
      ? { onUnsupported: standIn(graph, draft, unsupported) }
      : keepsForeign
        ? { onUnsupported: keepForeign(graph, draft, unsupported) }
        : {}),
  });
  const outputs = graph.outputs.flatMap(({ name }) => {
    const sources = cut.sources.get(name);
    if (sources !== undefined) return computedOf(sources, draft).map(({ id }) => id);
    const value = scope.get(name);
    if (value === undefined)
      throw dataError(`${where}: output ${quote(name)}`, { expected: 'a value that the graph computes', code: 'missing' });
    draft.begin(name, { node: '' });
    return [draft.asNode(value).id];
  });
  const [tail] = cut.starts;
  if (outputs.length === 0)
    throw dataError(where, {
      expected: 'a graph with an output',
      got: tail === undefined ? 'none' : `nothing before node ${quote(tail.node)} (${tail.op}), which decodes`,
      code: 'missing',
    });
  if (partial) checkSomethingLeft(graph, draft, unsupported, where);
  return { draft, outputs: [...new Set(outputs)], unsupported, tails: cut.starts, inputNames: names, keptShapes: kept };
}

/** Every name that a node reads, those inside of branches too, or that is given out. */
function namesRead(outputs: FileGraph['outputs'], nodes: readonly FileNode[]): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (given: FileGraph['outputs'], read: readonly FileNode[]): void => {
    for (const { name } of given) names.add(name);
    for (const { inputs, attributes } of read) {
      for (const name of inputs) names.add(name);
      for (const { graph } of attributes.values()) if (graph !== undefined) add(graph.outputs, graph.nodes);
    }
  };
  add(outputs, nodes);
  return names;
}

/** Nodes and those inside of their branches. */
function withBranches(nodes: readonly FileNode[]): readonly FileNode[] {
  return nodes.flatMap((node) => [
    node,
    ...[...node.attributes.values()].flatMap(({ graph }) => (graph === undefined ? [] : withBranches(graph.nodes))),
  ]);
}

/** Operators whose input has its steps before the batch. */
const stepsFirst: ReadonlySet<string> = new Set(['LSTM', 'GRU', 'RNN', 'DynamicQuantizeLSTM']);

/** Inputs that a recurrent layer reads as it finds them: steps, or directions, come before the batch. */
function batchSecondInputs(nodes: readonly FileNode[]): ReadonlySet<string> {
  return new Set(
    withBranches(nodes).flatMap(({ op, inputs, attributes }) =>
      stepsFirst.has(op) && (attributes.get('layout')?.int ?? 0) === 0
        ? inputs.filter((name, place) => [0, 5, 6].includes(place) && name !== '')
        : [],
    ),
  );
}

/** What a tail reads of the network: not the inputs themselves, where there is something computed. */
function computedOf(sources: readonly NodeValue[], draft: Draft): readonly NodeValue[] {
  const learned = sources.filter((value) => draft.preparation(value) === undefined);
  return learned.length > 0 ? learned : sources;
}

/** Nothing is no result. */
function checkSomethingLeft(
  { initializers, nodes }: FileGraph,
  draft: Draft,
  unsupported: readonly UnsupportedNode[],
  where: string,
): void {
  const hasWeights = initializers.some(({ type, dims }) => elementTypes[type]?.isFloat === true && dims.length > 1);
  const [first] = unsupported;
  if (first === undefined || !hasWeights || draft.nodes.some(({ weights }) => Object.keys(weights).length > 0)) return;
  throw dataError(where, {
    expected: 'a network with weights that can be read',
    got: `${unsupported.length} of ${nodes.length} operators skipped and no weight left`,
    hint: `the first: ${first.message}`,
    code: 'unsupported',
  });
}

/** The graph with other outputs. */
function withOutputs(graph: FileGraph, wanted: readonly string[] | undefined, where: string): FileGraph {
  if (wanted === undefined) return graph;
  const values = new Map([...graph.values, ...graph.outputs].map((value) => [value.name, value]));
  const made = new Set(graph.nodes.flatMap(({ outputs }) => outputs));
  const byNode = new Map(graph.nodes.flatMap(({ name, outputs }) => (name === '' ? [] : [[name, outputs[0]] as const])));
  const outputs = wanted.map((given) => {
    const name = made.has(given) ? given : byNode.get(given);
    if (name !== undefined) return values.get(name) ?? { name };
    const near = suggest(given, [...made].slice(0, 1000));
    throw usageError(`${where}: \`outputs\``, {
      expected: 'names of values or nodes of the graph',
      got: quote(given),
      hint: near === undefined ? undefined : `did you mean ${quote(near)}?`,
      code: 'unknown-name',
    });
  });
  return { ...graph, outputs };
}

/** Nodes that the outputs need. */
function neededNodes(graph: FileGraph, ordered: readonly FileNode[]): FileNode[] {
  const needed = new Set(graph.outputs.map(({ name }) => name));
  const kept = ordered.toReversed().filter((node) => {
    if (!node.outputs.some((name) => needed.has(name))) return false;
    for (const name of [...node.inputs, ...captured(node)]) needed.add(name);
    return true;
  });
  return kept.toReversed();
}
