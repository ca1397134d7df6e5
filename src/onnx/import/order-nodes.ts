/** Checks that every value of a graph is made once and before it is read, and puts the nodes in such an order. */
import { must } from '../../core/must.js';
import { dataError, quote } from '../../core/errors.js';
import type { FileGraph, FileNode } from '../proto/file-types.js';

/** How errors name a node: by its name, or by what it makes. */
export function titleOf({ name, outputs }: FileNode): string {
  return quote(name === '' ? (outputs[0] ?? '') : name);
}

/**
 * Nodes in topological order; the file's order if it is already topological.
 * @param outer names that an enclosing graph defines.
 * @throws a data error naming the node and the value, on names defined twice or never and on cycles.
 */
export function orderNodes(graph: FileGraph, where: string, outer: (name: string) => boolean = () => false): FileNode[] {
  const makers = new Map<string, number>();
  const defined = new Set<string>();
  for (const { name } of graph.initializers) {
    if (defined.has(name)) throw dataError(where, { expected: 'every initializer once', got: `${quote(name)} again` });
    defined.add(name);
  }
  // Before IR version 4 every initializer was an input too.
  const inputs = new Set<string>();
  for (const { name } of graph.inputs) {
    if (inputs.has(name)) throw dataError(where, { expected: 'every input once', got: `${quote(name)} again` });
    inputs.add(name);
    defined.add(name);
  }
  for (const [i, node] of graph.nodes.entries()) {
    for (const name of node.outputs) {
      if (name === '') continue;
      if (makers.has(name) || defined.has(name))
        throw dataError(`${where}: node ${titleOf(node)}`, {
          expected: 'outputs with different names',
          got: `${quote(name)} again`,
        });
      makers.set(name, i);
    }
  }
  for (const node of graph.nodes) {
    for (const name of [...node.inputs, ...captured(node)]) {
      if (name !== '' && !makers.has(name) && !defined.has(name) && !outer(name)) {
        throw dataError(`${where}: node ${titleOf(node)}`, { expected: 'inputs that something defines', got: quote(name) });
      }
    }
  }
  return sorted(graph.nodes, makers, where);
}

/** Names that a node's subgraphs take from around them. */
export function captured(node: FileNode): string[] {
  const names: string[] = [];
  for (const { graph } of node.attributes.values()) {
    if (graph === undefined) continue;
    const own = new Set([...graph.initializers, ...graph.inputs].map(({ name }) => name));
    for (const inner of graph.nodes) for (const name of inner.outputs) own.add(name);
    for (const inner of graph.nodes)
      for (const name of [...inner.inputs, ...captured(inner)]) if (name !== '' && !own.has(name)) names.push(name);
    for (const { name } of graph.outputs) if (!own.has(name)) names.push(name);
  }
  return names;
}

/** A node, how many of its makers are still to come, and who reads it. */
interface Step {
  readonly node: FileNode;
  waiting: number;
  readonly readers: Step[];
}

function sorted(nodes: readonly FileNode[], makers: ReadonlyMap<string, number>, where: string): FileNode[] {
  const needs = nodes.map((node) =>
    [...new Set([...node.inputs, ...captured(node)].map((name) => makers.get(name)))].filter((i) => i !== undefined),
  );
  if (needs.every((own, i) => own.every((maker) => maker < i))) return [...nodes];
  const steps = nodes.map((node, i): Step => ({ node, waiting: needs[i]?.length ?? 0, readers: [] }));
  const stepAt = (i: number): Step => must(steps[i], 'a step of each node');
  for (const [i, own] of needs.entries()) for (const maker of own) stepAt(maker).readers.push(stepAt(i));
  const ready = steps.filter(({ waiting }) => waiting === 0);
  const order: FileNode[] = [];
  // The list grows while it is read.
  for (const { node, readers } of ready) {
    order.push(node);
    for (const reader of readers) {
      reader.waiting -= 1;
      if (reader.waiting === 0) ready.push(reader);
    }
  }
  const stuck = steps.find(({ waiting }) => waiting > 0)?.node;
  if (stuck !== undefined) {
    throw dataError(`${where}: node ${titleOf(stuck)}`, {
      expected: 'a graph without cycles',
      got: 'a node that waits for its own output',
    });
  }
  return order;
}
