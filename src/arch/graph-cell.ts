/**
 * The cell graph of a part of a network, found in its nodes: an edge for every convolution, window pool and skip; everything else
 * (norms, activations, reshapes) is passed through.
 *
 *   convolution   kernel: its longest side; a matrix product counts as 1 x 1
 *     depthwise then pointwise: one convolution of the depthwise kernel; 1 x k then k x 1: one of k
 *   two halves of a strided 1 x 1, concatenated (a factorized reduction): a skip, as in the spaces that use it
 *   identity      a skip
 *   bare wire into a sum, product or concatenation: a skip if a longer path joins the same two places, otherwise a link,
 *   which has the name of the operator that it leads into
 *
 * Projections belong to the network, not to the cell: 1 x 1 convolutions through which alone a cell sees its input. With `inputs: 'two'`
 * those are the ones right after each input, and the cell begins at their outputs; with `'one'` conv-norm-activation from
 * a single input, when everything the cell reads of that input passes one. A block of an imported network (`'block'`) has none: what expands
 * its channels is part of it.
 */
import { must } from '../core/must.js';
import { greatest } from '../core/greatest.js';
import { definitionOf } from './infer.js';
import type { CellTopology, TopologyEdge, TopologyOp } from './topology.js';
import type { ArchNode } from './types.js';

export interface CellPart {
  /** In topological order. */
  readonly nodes: readonly ArchNode[];
  /** Ids of its nodes that are read outside of it. */
  readonly outputs: readonly string[];
}

const link: TopologyOp = { kind: 'link' };
const skip: TopologyOp = { kind: 'skip' };

/** A window's sides, strides and grouping, if the operator has them. */
interface WindowLike {
  readonly kernel?: readonly number[];
  readonly stride?: readonly number[];
  readonly groups?: number;
}

const windowOf = (node: ArchNode): WindowLike => node.attrs as WindowLike;
const kernelOf = (node: ArchNode): number => greatest([1, ...(windowOf(node).kernel ?? [])]);
const roleOf = (node: ArchNode): string => definitionOf(node).role;
const isPointwise = (node: ArchNode): boolean => roleOf(node) === 'conv' && kernelOf(node) === 1;
const isStrided = (node: ArchNode): boolean => (windowOf(node).stride ?? []).some((step) => step > 1);
const isGrouped = (node: ArchNode): boolean => (windowOf(node).groups ?? 1) > 1;

/** The first thing that a node reads, where it reads something. */
const operandOf = (node: ArchNode): string => must(node.inputs[0], 'an input of the node');

/** Both halves of a k x k kernel, one after the other. */
function isCrossed(first: ArchNode, second: ArchNode): boolean {
  const [a, b] = [windowOf(first).kernel ?? [], windowOf(second).kernel ?? []];
  const [, length = 1] = a;
  return a.length === 2 && b.length === 2 && a[0] === 1 && b[1] === 1 && length === b[0] && length > 1;
}

/** How a part begins: a cell with one input or with two, or a block, which has no projections. */
type CellStart = 'one' | 'two' | 'block';

export function cellOf({ nodes, outputs }: CellPart, inputs: CellStart): CellTopology {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const readers = new Map<string, ArchNode[]>();
  for (const node of nodes) for (const input of node.inputs) readers.set(input, [...(readers.get(input) ?? []), node]);
  const isSource = (node: ArchNode | undefined): boolean =>
    node !== undefined && (node.inputs.length === 0 || definitionOf(node).arity[0] === 0);
  const isOutside = (id: string): boolean => !byId.has(id);
  /** The tensor that activations, norms and reshapes were applied to, as far back as there was nothing else. */
  const origin = (id: string): string => {
    const node = byId.get(id);
    return node !== undefined && passes(node) ? origin(operandOf(node)) : id;
  };
  const single = (id: string): boolean => (readers.get(id)?.length ?? 0) === 1 && !outputs.includes(id);
  /** The convolution that `node`, itself one, completes. */
  const completes = (node: ArchNode): ArchNode | undefined => {
    const before = byId.get(operandOf(node));
    if (before === undefined || roleOf(before) !== 'conv' || !single(before.id)) return undefined;
    return (isGrouped(before) && isPointwise(node)) || isCrossed(before, node) ? before : undefined;
  };
  const isFactorized = (node: ArchNode): boolean => {
    if (!definitionOf(node).joins || node.inputs.length !== 2) return false;
    const halves = node.inputs.flatMap((id) => byId.get(id) ?? []);
    if (halves.length !== 2 || !halves.every((half) => isPointwise(half) && isStrided(half) && single(half.id))) return false;
    const [one, other] = halves.map((half) => origin(operandOf(half)));
    return one === other;
  };
  const isProjection = projections(nodes, inputs, { isOutside, origin, readers });

  const vertex = new Map<string, number>();
  const starts: number[] = [];
  const edges: TopologyEdge[] = [];
  let count = 0;
  const start = (id: string): number => {
    starts.push(count);
    vertex.set(id, count);
    return count++;
  };
  const at = (id: string): number => vertex.get(id) ?? start(id);
  const connect = (from: number, op: TopologyOp, label: string): number => {
    edges.push({ from, to: count, op, label });
    return count++;
  };
  /** Halves of factorized reductions: the concatenation stands for them. */
  const halves = new Set(nodes.filter(isFactorized).flatMap((node) => node.inputs));

  for (const node of nodes) {
    if (isSource(node) || halves.has(node.id)) continue;
    const definition = definitionOf(node);
    const label = definition.label(node.attrs);
    const first = operandOf(node);
    if (isFactorized(node)) {
      const from = origin(operandOf(must(byId.get(first), 'a half of the reduction')));
      if (inputs === 'two' && isOutside(from)) start(node.id);
      else vertex.set(node.id, connect(at(from), skip, 'skip'));
    } else if (isProjection(node)) {
      if (inputs === 'two') start(node.id);
      else vertex.set(node.id, at(origin(first)));
    } else if (definition.role === 'conv') {
      vertex.set(
        node.id,
        completes(node) === undefined ? connect(at(first), { kind: 'conv', kernel: kernelOf(node), times: 1 }, label) : at(first),
      );
    } else if (definition.pool !== undefined) {
      vertex.set(node.id, connect(at(first), { kind: 'pool', kernel: kernelOf(node), pool: definition.pool }, label));
    } else if (definition.role === 'skip') {
      vertex.set(node.id, connect(at(first), skip, 'skip'));
    } else if (definition.role === 'none') {
      vertex.set(node.id, count++);
    } else if (passes(node)) {
      vertex.set(node.id, at(first));
    } else {
      const operands = node.inputs.filter((id) => !isSource(byId.get(id))).map(at);
      const to = count++;
      for (const from of operands) edges.push({ from, to, op: link, label });
      vertex.set(node.id, to);
    }
  }
  const ends = outputs
    .filter((id) => vertex.has(id))
    .flatMap((id) => {
      const node = byId.get(id);
      return inputs === 'two' && node !== undefined && definitionOf(node).joins ? node.inputs.map(at) : [at(id)];
    });
  return { nodes: count, inputs: starts, outputs: [...new Set(ends)], edges: withSkips(edges) };
}

/** One real operand, and nothing that topology counts. */
function passes(node: ArchNode): boolean {
  const { role, pool } = definitionOf(node);
  return (
    node.inputs.length === 1 &&
    (role === 'norm' ||
      role === 'activation' ||
      role === 'shape' ||
      role === 'other' ||
      (role === 'pool' && pool === undefined) ||
      role === 'merge')
  );
}

interface Wiring {
  isOutside(id: string): boolean;
  origin(id: string): string;
  readonly readers: ReadonlyMap<string, readonly ArchNode[]>;
}

function projections(
  nodes: readonly ArchNode[],
  inputs: CellStart,
  { isOutside, origin, readers }: Wiring,
): (node: ArchNode) => boolean {
  if (inputs === 'block') return () => false;
  if (inputs === 'two') return (node) => isPointwise(node) && isOutside(origin(operandOf(node)));
  const activated = (node: ArchNode): boolean => {
    const [norm, ...others] = readers.get(node.id) ?? [];
    if (norm === undefined || others.length > 0 || roleOf(norm) !== 'norm') return false;
    const [after, ...more] = readers.get(norm.id) ?? [];
    return after !== undefined && more.length === 0 && roleOf(after) === 'activation';
  };
  const reading = nodes.filter((node) => node.inputs.some(isOutside));
  const all =
    reading.length > 0 &&
    new Set(reading.flatMap((node) => node.inputs.filter(isOutside))).size === 1 &&
    reading.every((node) => isPointwise(node) && activated(node));
  return (node) => all && reading.includes(node);
}

/** Links with a longer path around them become skips. */
function withSkips(edges: readonly TopologyEdge[]): TopologyEdge[] {
  const into = new Map<number, number[]>();
  for (const { from, to } of edges) into.set(to, [...(into.get(to) ?? []), from]);
  const reaches = (from: number, to: number, seen: Set<number>): boolean => {
    if (from === to) return true;
    if (to < from || seen.has(to)) return false;
    seen.add(to);
    return (into.get(to) ?? []).some((before) => reaches(from, before, seen));
  };
  return edges.map((edge) => {
    if (edge.op.kind !== 'link') return edge;
    const around = (into.get(edge.to) ?? []).some((before) => before !== edge.from && reaches(edge.from, before, new Set()));
    return around ? { ...edge, op: skip, label: 'skip' } : edge;
  });
}
