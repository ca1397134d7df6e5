/** Checks that every value of a graph is made once and before it is read, and puts the nodes in such an order. */
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

function sorted(nodes: readonly FileNode[], makers: ReadonlyMap<string, number>, where: string): FileNode[] {
  const needs = nodes.map((node) =>
    [...new Set([...node.inputs, ...captured(node)].map((name) => makers.get(name)))].filter((i) => i !== undefined),
  );
  if (needs.every((own, i) => own.every((maker) => maker < i))) return [...nodes];
  const waiting = needs.map((own) => own.length);
  const readers: number[][] = nodes.map(() => []);
  for (const [i, own] of needs.entries()) for (const maker of own) readers[maker].push(i);
  const ready = nodes.flatMap((_, i) => (waiting[i] === 0 ? [i] : []));
  const order: FileNode[] = [];
  for (let next = 0; next < ready.length; next++) {
    const i = ready[next];
    order.push(nodes[i]);
    for (const reader of readers[i]) if (--waiting[reader] === 0) ready.push(reader);
  }
  if (order.length < nodes.length) {
    const stuck = nodes[waiting.findIndex((count) => count > 0)];
    throw dataError(`${where}: node ${titleOf(stuck)}`, {
      expected: 'a graph without cycles',
      got: 'a node that waits for its own output',
    });
  }
  return order;
}
