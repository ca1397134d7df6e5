/**
 * Replaces nodes that call a model-local function by the function's nodes.
 * Names inside are prefixed with the call's, attribute references are replaced by the caller's values.
 */
import { dataError, quote } from '../../core/errors.js';
import type { FileAttribute, FileFunction, FileGraph, FileModel, FileNode } from '../proto/file-types.js';
import { titleOf } from './order-nodes.js';

const deepest = 32;
const mostNodes = 500_000;

/** @throws a data error on functions that call themselves, and on expansions beyond any bound. */
export function inlineFunctions(model: FileModel, where: string): FileGraph {
  if (model.functions.length === 0) return model.graph;
  const functions = new Map<string, FileFunction>();
  for (const own of model.functions) {
    const key = keyOf(own.domain, own.name);
    if (functions.has(key)) throw dataError(where, { expected: 'every function once', got: `${quote(own.name)} again` });
    functions.set(key, own);
  }
  let made = 0;
  const expand = (nodes: readonly FileNode[], stack: readonly string[]): FileNode[] =>
    nodes.flatMap((node) => {
      const key = keyOf(node.domain, node.op);
      const own = functions.get(key);
      if (++made > mostNodes)
        throw dataError(where, { expected: `functions that expand to at most ${mostNodes} nodes`, code: 'limit-exceeded' });
      if (own === undefined) return [withExpandedGraphs(node, (graph) => ({ ...graph, nodes: expand(graph.nodes, stack) }))];
      if (stack.includes(key) || stack.length >= deepest) {
        throw dataError(`${where}: node ${titleOf(node)}`, {
          expected: 'functions that do not call themselves',
          got: quote(own.name),
        });
      }
      return expand(called(node, own), [...stack, key]);
    });
  return { ...model.graph, nodes: expand(model.graph.nodes, []) };
}

function keyOf(domain: string, name: string): string {
  return `${domain}\0${name}`;
}

function withExpandedGraphs(node: FileNode, expand: (graph: FileGraph) => FileGraph): FileNode {
  if (![...node.attributes.values()].some(({ graph }) => graph !== undefined)) return node;
  const attributes = new Map(
    [...node.attributes].map(([name, attribute]) => [
      name,
      attribute.graph === undefined ? attribute : { ...attribute, graph: expand(attribute.graph) },
    ]),
  );
  return { ...node, attributes };
}

/** The function's nodes as this call means them. */
function called(call: FileNode, own: FileFunction): FileNode[] {
  // Values are named after an output, which is unique; nodes after the call, which says where they belong.
  const prefix = call.outputs.find((name) => name !== '') ?? own.name;
  const title = call.name === '' ? prefix : call.name;
  const names = new Map<string, string>();
  for (const [i, name] of own.inputs.entries()) names.set(name, call.inputs[i] ?? '');
  for (const [i, name] of own.outputs.entries())
    if (call.outputs[i] !== undefined && call.outputs[i] !== '') names.set(name, call.outputs[i]);
  const rename = (name: string): string => (name === '' ? '' : (names.get(name) ?? `${prefix}/${name}`));
  const given = new Map([...own.defaults.map((attribute) => [attribute.name, attribute] as const), ...call.attributes]);
  const bodies = own.nodes.map((node) => renamed(node, title, rename, given));
  // An output that is an input, or is named twice, still needs a node.
  const passed = own.outputs.flatMap((name, i) =>
    own.inputs.includes(name) && call.outputs[i] ? [passThrough(prefix, names.get(name) ?? '', call.outputs[i])] : [],
  );
  return [...bodies, ...passed];
}

function passThrough(prefix: string, input: string, output: string): FileNode {
  return { name: `${prefix}/${output}`, op: 'Identity', domain: '', inputs: [input], outputs: [output], attributes: new Map() };
}

function renamed(
  node: FileNode,
  title: string,
  rename: (name: string) => string,
  given: ReadonlyMap<string, FileAttribute>,
): FileNode {
  const attributes = new Map<string, FileAttribute>();
  for (const [name, attribute] of node.attributes) {
    if (attribute.reference === undefined)
      attributes.set(
        name,
        attribute.graph === undefined ? attribute : { ...attribute, graph: renamedGraph(attribute.graph, title, rename, given) },
      );
    else {
      const value = given.get(attribute.reference);
      if (value !== undefined) attributes.set(name, { ...value, name });
    }
  }
  return {
    ...node,
    name: `${title}/${node.name || node.op}`,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
    attributes,
  };
}

function renamedGraph(
  graph: FileGraph,
  title: string,
  rename: (name: string) => string,
  given: ReadonlyMap<string, FileAttribute>,
): FileGraph {
  const value = <T extends { readonly name: string }>(own: T): T => ({ ...own, name: rename(own.name) });
  return {
    ...graph,
    nodes: graph.nodes.map((node) => renamed(node, title, rename, given)),
    initializers: graph.initializers.map(value),
    inputs: graph.inputs.map(value),
    outputs: graph.outputs.map(value),
    values: graph.values.map(value),
  };
}
