/** Cells of callers, who may write plain JavaScript: what both drawings need of a cell is checked before any is drawn. */
import type { CellTopology } from '../arch/topology.js';
import { parameter, usageError } from '../core/errors.js';
import { requireFields, requireList } from '../core/require-shape.js';
import { describeValue } from '../core/schema/words.js';

/** @throws a usage error for what is no cell: edges lead from a smaller to a larger number of a node that is there, and have a label. */
export function requireCell(cell: CellTopology): void {
  const shape = 'the topology of a cell: nodes, inputs, outputs and edges';
  requireFields('cell', shape, cell, 'nodes', 'inputs', 'outputs', 'edges');
  const { nodes, inputs, outputs, edges } = cell;
  if (!Number.isSafeInteger(nodes) || nodes < 1) throw refusal('cell.nodes', 'an integer of at least 1', nodes);
  for (const [name, list] of Object.entries({ inputs, outputs })) {
    requireList(`cell.${name}`, 'a list of nodes', list);
    list.forEach((node, i) => requireNode(`cell.${name}[${i}]`, node, 0, nodes));
  }
  requireList('cell.edges', 'a list of edges', edges);
  edges.forEach((edge, i) => {
    const where = `cell.edges[${i}]`;
    requireFields(where, 'an edge: from, to, op and label', edge, 'from', 'to', 'op', 'label');
    const { from, to, op, label } = edge;
    requireNode(`${where}.from`, from, 0, nodes);
    requireNode(`${where}.to`, to, from + 1, nodes);
    requireFields(`${where}.op`, 'an operator with its kind', op, 'kind');
    if (typeof label !== 'string') throw refusal(`${where}.label`, 'text', label);
  });
}

function requireNode(name: string, node: unknown, least: number, nodes: number): void {
  if (typeof node === 'number' && Number.isSafeInteger(node) && node >= least && node < nodes) return;
  const range = `a node from ${least} to ${nodes - 1}`;
  throw refusal(
    name,
    least > nodes - 1
      ? 'a node after that where the edge begins'
      : least === 0
        ? range
        : `${range}, after that where the edge begins`,
    node,
  );
}

function refusal(name: string, expected: string, got: unknown): Error {
  const code = typeof got === 'number' ? 'out-of-range' : 'malformed';
  return usageError(parameter(name), { expected, got: describeValue(got), code });
}
