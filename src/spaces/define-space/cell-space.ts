/** A space of cells with an operator on every edge: the genotype is the list of operators, edges by head as in NAS-Bench-201. */
import { must } from '../../core/must.js';
import type { CellTopology, TopologyEdge } from '../../arch/topology.js';
import { dataError, quote } from '../../core/errors.js';
import { suggest } from '../../core/suggest.js';
import { canonicalDag, type DagTerm } from '../canonical-dag.js';
import { productMoves, productPlaces } from '../product-moves.js';
import type { SearchSpace, SpaceDefinition } from '../types.js';
import { callLayer } from './call-user-code.js';
import { requireThat, requireKnownFields, requireFunction, requireInput, requirePlanHeader } from './check-plan.js';
import { requireTopologyOp } from './check-topology.js';
import { closeSpace } from './close-space.js';
import { createLayers, type Layers } from './layers.js';
import type { CellOp, CellPlan, SpaceHeader } from './types.js';
import { decodeWithoutBlanks } from '../text/without-blanks.js';

type Cell = readonly string[];

const MAX_NODES = 8;
const fields = [
  'input',
  'nodes',
  'ops',
  'stages',
  'cells',
  'start',
  'reduce',
  'end',
] as const satisfies readonly (keyof CellPlan)[];

const plainStart: NonNullable<CellPlan['start']> = (net, image, channels) => net.convBn(image, { channels, kernel: 3 });
const plainReduce: NonNullable<CellPlan['reduce']> = (net, x, channels) => net.reluConvBn(x, { channels, kernel: 3, stride: 2 });

function checkPlan(header: SpaceHeader, plan: CellPlan): void {
  const where = requirePlanHeader(header, ['cell']);
  requireKnownFields(plan, fields, `${where}: cell`);
  const { input, nodes, ops, stages, cells } = plan;
  requireInput(input, where);
  requireThat(
    Number.isInteger(nodes) && nodes >= 2 && nodes <= MAX_NODES,
    where,
    `cell.nodes to be from 2 to ${MAX_NODES}`,
    nodes,
  );
  const names = Object.keys(ops ?? {});
  requireThat(
    names.length >= 2 && names.every((name) => /^[A-Za-z]\w*$/.test(name)),
    where,
    'cell.ops to name at least two operators',
    names,
  );
  for (const [name, op] of Object.entries(ops)) {
    const own = `${where}: op "${name}"`;
    requireThat(typeof op === 'object' && op !== null, own, 'an object with layer and topology', op);
    requireKnownFields(op, ['topology', 'layer'], own);
    if (op.layer !== undefined) requireFunction(op.layer, where, `cell.ops.${name}.layer`);
    if (op.topology !== undefined) requireTopologyOp(op.topology, `${own}: topology`);
  }
  requireThat(
    Object.values(ops).some(({ layer }) => layer !== undefined),
    where,
    'an operator with a layer',
    names,
  );
  requireThat(
    Array.isArray(stages) && stages.length > 0 && stages.every((channels) => Number.isInteger(channels) && channels > 0),
    where,
    'cell.stages to list channels',
    stages,
  );
  requireThat(Number.isInteger(cells) && cells >= 1, where, 'cell.cells to be at least 1', cells);
  for (const name of ['start', 'reduce'] as const)
    if (plan[name] !== undefined) requireFunction(plan[name], where, `cell.${name}`);
  requireFunction(plan.end, where, 'cell.end');
}

export function createCellSpace(header: SpaceHeader, plan: CellPlan): SpaceDefinition {
  checkPlan(header, plan);
  const { id } = header;
  const where = `space ${id}`;
  const { ops, nodes } = plan;
  const names = Object.keys(ops);
  const edges = Array.from({ length: nodes }, (_, head) =>
    Array.from({ length: head }, (__, tail) => [tail, head] as const),
  ).flat();
  const edgeAt = (edge: number): readonly [number, number] => must(edges[edge], 'an edge of the cell');
  const opNamed = (name: string | undefined): CellOp => must(ops[name ?? ''], 'an operator of the space');
  const isAlive = (name: string | undefined): boolean => opNamed(name).layer !== undefined;
  const choices = edges.map(() => names);
  const moves = productMoves(choices);

  /** `|op~0|+|op~0|op~1|+...` */
  const encode = (cell: Cell): string =>
    Array.from(
      { length: nodes - 1 },
      (_, i) => `|${edges.flatMap(([tail, head], e) => (head === i + 1 ? [`${cell[e]}~${tail}|`] : [])).join('')}`,
    ).join('+');
  const decode = (text: string): Cell => {
    const own = `${id} architecture ${quote(text, 100)}`;
    const terms = text.split('+').map((node) => node.split('|').slice(1, -1));
    const isForm =
      terms.length === nodes - 1 && terms.every((node, i) => node.length === i + 1) && /^\|[^+]*\|(\+\|[^+]*\|)*$/.test(text);
    if (!isForm) throw dataError(own, { expected: `${nodes - 1} nodes written as |op~0|+|op~0|op~1|+...` });
    return terms.flat().map((term, e) => {
      const [op = '', tail, ...rest] = term.split('~');
      const edge = edgeAt(e);
      if (tail !== String(edge[0]) || rest.length > 0)
        throw dataError(own, { expected: `op~${edge[0]} on edge ${edge.join('->')}`, got: quote(term) });
      if (!names.includes(op)) {
        const near = suggest(op, names);
        throw dataError(own, {
          expected: `an op on edge ${edge.join('->')}`,
          got: quote(op),
          hint: near === undefined ? `ops: ${names.join(', ')}` : `did you mean "${near}"?`,
        });
      }
      return op;
    });
  };

  /** The cell without nodes and edges that lie on no path; nodes numbered canonically. */
  const canonical = (cell: Cell): string => {
    const reached = new Set([0]);
    const alive = edges.flatMap(([tail, head], e) => {
      const op = must(cell[e], 'an operator on each edge');
      return isAlive(op) ? [{ tail, head, op }] : [];
    });
    for (const { tail, head } of alive) if (reached.has(tail)) reached.add(head);
    const needed = new Set([nodes - 1]);
    for (const { tail, head } of alive.toReversed()) if (needed.has(head)) needed.add(tail);
    const kept = Array.from({ length: nodes }, (_, node) => node).filter((node) => reached.has(node) && needed.has(node));
    if (!kept.includes(nodes - 1)) return 'no path';
    const place = new Map(kept.map((node, i) => [node, i]));
    const dag = kept.slice(1).map((node) =>
      alive.flatMap(({ tail, head, op }): DagTerm[] => {
        const input = head === node ? place.get(tail) : undefined;
        return input === undefined ? [] : [[op, input]];
      }),
    );
    return canonicalDag(1, dag, { keepLast: true })
      .map((terms) => `|${terms.map(([op, input]) => `${op}~${input}|`).join('')}`)
      .join('+');
  };
  const topology = (cell: Cell): CellTopology => ({
    nodes,
    inputs: [0],
    outputs: [nodes - 1],
    edges: cell.flatMap((name, e): TopologyEdge[] => {
      const op = opNamed(name).topology;
      const [from, to] = edgeAt(e);
      return op === undefined || !isAlive(name) ? [] : [{ from, to, op, label: name }];
    }),
  });
  const addCell = (net: Layers, cell: Cell, x: string, channels: number): string => {
    const values = [x];
    let last = x;
    for (let head = 1; head < nodes; head++) {
      const terms = edges.flatMap(([tail, own], e) => {
        const { layer } = opNamed(cell[e]);
        const value = must(values[own === head ? tail : 0], 'a value of each node');
        return own === head && layer !== undefined
          ? [callLayer(`${where}: op "${cell[e]}"`, () => layer(net, value, { channels }))]
          : [];
      });
      last = terms.length === 0 ? net.zeros(x) : callLayer(`${where}: sum at node ${head}`, () => net.add(...terms));
      values.push(last);
    }
    return last;
  };
  const hasTopology = Object.values(ops).every(({ layer, topology: kind }) => layer === undefined || kind !== undefined);
  return closeSpace(header, encode, (values): SearchSpace<Cell> => ({
    id,
    ...moves,
    places: (cell) =>
      productPlaces(choices, cell, {
        head: (edge) => {
          const [from, to] = edgeAt(edge);
          return { name: `edge ${from} → ${to}`, drawn: { cell: 'cell', from, to } };
        },
      }),
    encode,
    decode: decodeWithoutBlanks(decode),
    canonical,
    build(cell) {
      const net = createLayers(values);
      const image = net.input('image', [1, ...plan.input]);
      net.group({ id: 'start', kind: 'stem', stage: 0 });
      let x = callLayer(`${where}: start`, () => (plan.start ?? plainStart)(net, image, must(plan.stages[0], 'a stage')));
      plan.stages.forEach((channels, stage) => {
        if (stage > 0) {
          net.group({ id: `reduce${stage}`, kind: 'reduction', stage });
          x = callLayer(`${where}: reduce`, () => (plan.reduce ?? plainReduce)(net, x, channels));
        }
        for (let i = 0; i < plan.cells; i++) {
          net.group({ id: `cell${stage * plan.cells + i}`, kind: 'cell', stage });
          x = addCell(net, cell, x, channels);
        }
      });
      net.group({ id: 'end', kind: 'head', stage: plan.stages.length - 1 });
      return net.finish(
        callLayer(`${where}: end`, () => plan.end(net, x)),
        `${id} ${encode(cell)}`,
      );
    },
    ...(hasTopology
      ? {
          topology: (cell: Cell) => ({ cells: [{ name: 'cell', repeats: 1, cell: topology(cell) }] }),
          properties: { wiring: 'fixed' as const },
        }
      : { noTopology: 'the space does not say what each of its operators is' }),
  }));
}
