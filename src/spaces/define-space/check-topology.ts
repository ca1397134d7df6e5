/** Checks the topology that a space file gives: an unknown kind would count as nothing in a score. */
import type { CellTopology, TopologyOp } from '../../arch/topology.js';
import { quote, usageError } from '../../core/errors.js';
import { unknownName } from '../../core/suggest.js';
import { requireThat, requireKnownFields } from './check-plan.js';

type Rule = { readonly expected: string; holds(value: unknown): boolean };
type Rules<O> = { readonly [field in Exclude<keyof O, 'kind'>]: Rule };

const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 1;
const count: Rule = { expected: 'an integer from 1', holds: isCount };
const pool: Rule = { expected: '"avg" or "max"', holds: (value) => value === 'avg' || value === 'max' };

const kinds: { readonly [kind in TopologyOp['kind']]: Rules<Extract<TopologyOp, { kind: kind }>> } = {
  conv: { kernel: count, times: count },
  pool: { kernel: count, pool },
  skip: {},
  link: {},
};

/** @throws a usage error unless `op` is a topology operator with all its fields. */
export function requireTopologyOp(op: TopologyOp, where: string): void {
  requireThat(typeof op === 'object' && op !== null, where, "an object such as { kind: 'skip' }", op);
  const { kind } = op;
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind))
    throw unknownName(where, `kind (${Object.keys(kinds).join(', ')})`, String(kind), Object.keys(kinds));
  const rules: { readonly [field: string]: Rule } = kinds[kind];
  requireKnownFields(op, ['kind', ...Object.keys(rules)], where);
  for (const [name, { expected, holds }] of Object.entries(rules)) {
    const value: unknown = op[name as keyof TopologyOp];
    requireThat(holds(value), where, `${name} of ${quote(kind)} to be ${expected}`, value);
  }
}

/** @throws a usage error unless `cell` is a graph whose edges go from a smaller to a larger node. */
export function requireCellTopology(cell: CellTopology, where: string): void {
  requireThat(typeof cell === 'object' && cell !== null, where, 'an object with nodes, inputs, outputs and edges', cell);
  const { nodes, inputs, outputs, edges } = cell;
  requireThat(isCount(nodes), where, 'nodes to be an integer from 1', nodes);
  const isNode = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0 && (value as number) < nodes;
  for (const [name, own] of Object.entries({ inputs, outputs }))
    requireThat(Array.isArray(own) && own.length > 0 && own.every(isNode), where, `${name} to be numbers of nodes`, own);
  if (!Array.isArray(edges)) throw usageError(where, { expected: 'edges to be a list', got: typeof edges, code: 'user-code' });
  for (const { from, to, op, label } of cell.edges) {
    requireThat(isNode(from) && isNode(to) && from < to, where, 'every edge to go from a smaller to a larger node', [
      from ?? null,
      to ?? null,
    ]);
    requireTopologyOp(op, `${where}: edge ${from}->${to}`);
    requireThat(typeof label === 'string', `${where}: edge ${from}->${to}`, 'a label', label);
  }
}
