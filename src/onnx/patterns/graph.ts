/** A draft that can be rewritten: nodes by id, their readers, and replacing one by another. */
import { onlyOf } from '../../core/only-of.js';
import { must } from '../../core/must.js';
import { product } from '../../arch/ops/shapes.js';
import { valuesOf, type TensorValues } from '../../arch/weights.js';
import type { InputPort, OpAttrs, OpName } from '../../arch/types.js';
import type { Dim } from '../import/dims.js';
import type { DraftNode, DraftWeights } from '../import/values.js';

export interface PatternGraph {
  /** Inputs, which a pattern may change. */
  inputs: readonly InputPort[];
  /** Ids of the outputs. */
  readonly outputs: readonly string[];
  /** Nodes in topological order. */
  nodes(): readonly DraftNode[];
  node(id: string): DraftNode | undefined;
  shape(id: string): readonly Dim[];
  /** Whether a node is an operator of the architecture that Assay wrote: no pattern takes it for a part of another. */
  isOperator(id: string): boolean;
  /** How often a node's output is read, by nodes and as an output of the network. */
  uses(id: string): number;
  /** Replaces a node by another operator, under the same id. Nodes that are no longer read disappear at the end of the pass. */
  replace<O extends OpName>(id: string, op: O, inputs: readonly string[], attrs: OpAttrs[O], weights?: DraftWeights): void;
  /** Puts a new node before another; its id. */
  insert<O extends OpName>(
    before: string,
    part: string,
    op: O,
    inputs: readonly string[],
    attrs: OpAttrs[O],
    shape: readonly Dim[],
    weights?: DraftWeights,
  ): string;
  /** Makes all readers of `id` read `other` instead. In files of Assay a part of `id` takes that id: it is what `id` was written from. */
  redirect(id: string, other: string): void;
  /** Changes the shape of an input. */
  setShape(id: string, shape: readonly Dim[]): void;
  /** Drops nodes that reach no output. */
  sweep(): void;
}

/** @param operators of a file that Assay wrote: they stay even if they are not read. */
export function createPatternGraph(
  draft: { readonly inputs: readonly InputPort[]; readonly nodes: readonly DraftNode[] },
  outputs: readonly string[],
  shapes: ReadonlyMap<string, readonly Dim[]>,
  operators?: ReadonlySet<string>,
): PatternGraph {
  let order = draft.nodes.map(({ id }) => id);
  const byId = new Map(draft.nodes.map((node) => [node.id, node]));
  const shapeOf = new Map(shapes);
  /** The readers of a value, and how often each reads it. */
  const readers = new Map<string, Map<string, number>>();
  const useCount = new Map<string, number>();
  const inserted = new Map<string, string[]>();
  let own = [...outputs];

  const count = ({ id, inputs }: DraftNode, by: 1 | -1): void => {
    for (const input of inputs) {
      useCount.set(input, (useCount.get(input) ?? 0) + by);
      let of = readers.get(input);
      if (of === undefined) readers.set(input, (of = new Map<string, number>()));
      const times = (of.get(id) ?? 0) + by;
      if (times > 0) of.set(id, times);
      else of.delete(id);
    }
  };
  const put = (node: DraftNode): void => {
    const old = byId.get(node.id);
    if (old !== undefined) count(old, -1);
    byId.set(node.id, node);
    count(node, 1);
  };
  for (const node of draft.nodes) count(node, 1);

  const redirectReaders = (id: string, other: string): void => {
    const swap = (name: string): string => (name === id ? other : name);
    for (const reader of Array.from(readers.get(id)?.keys() ?? [])) {
      const node = byId.get(reader) as DraftNode;
      put({ ...node, inputs: node.inputs.map(swap) } as DraftNode);
    }
    own = [...new Set(own.map(swap))];
  };
  /** Gives a node the id of one that nothing reads. It keeps its place. */
  const rename = (id: string, free: string): void => {
    put({ ...(byId.get(id) as DraftNode), id: free } as DraftNode);
    redirectReaders(id, free);
    order = order.flatMap((place) => (place === free ? [] : place === id ? [id, free] : [place]));
  };

  return {
    inputs: draft.inputs,
    get outputs() {
      return own;
    },
    nodes: () => order.map((id) => byId.get(id) as DraftNode),
    node: (id) => byId.get(id),
    isOperator: (id) => operators?.has(id) === true,
    shape: (id) => shapeOf.get(id) as readonly Dim[],
    uses: (id) => (useCount.get(id) ?? 0) + (own.includes(id) ? 1 : 0),
    replace(id, op, inputs, attrs, weights = {}) {
      put({ id, op, inputs, attrs, weights, origin: (byId.get(id) as DraftNode).origin } as unknown as DraftNode);
    },
    insert(before, part, op, inputs, attrs, shape, weights = {}) {
      let id = `${before}/${part}`;
      for (let n = 2; byId.has(id); n++) id = `${before}/${part}~${n}`;
      put({ id, op, inputs, attrs, weights, origin: (byId.get(before) as DraftNode).origin } as unknown as DraftNode);
      shapeOf.set(id, shape);
      inserted.set(before, [...(inserted.get(before) ?? []), id]);
      return id;
    },
    redirect(id, other) {
      redirectReaders(id, other);
      if (operators?.has(id) === true && !operators.has(other) && other.startsWith(`${id}/`)) rename(other, id);
    },
    setShape: (id, shape) => void shapeOf.set(id, shape),
    sweep() {
      order = order.flatMap((id) => [...(inserted.get(id) ?? []), id]);
      inserted.clear();
      const read = new Set([...own, ...(operators ?? [])]);
      const left: string[] = [];
      for (const id of order.toReversed()) {
        const node = byId.get(id) as DraftNode;
        if (read.has(id)) {
          left.push(id);
          for (const input of node.inputs) read.add(input);
        } else {
          count(node, -1);
          byId.delete(id);
        }
      }
      order = left.toReversed();
    },
  };
}

/**
 * One habit of exporters. Called with every node in turn; where it recognises its last node, it rewrites the graph and says so.
 * Patterns are read forwards: everything they match comes before the node.
 */
export type Pattern = (node: DraftNode, graph: PatternGraph) => boolean;

/** The node behind an id, if it is of that op and may be taken for a part of another. */
export function nodeOf<O extends OpName>(
  graph: PatternGraph,
  id: string | undefined,
  op: O,
): Extract<DraftNode, { op: O }> | undefined {
  const node = id === undefined || graph.isOperator(id) ? undefined : graph.node(id);
  return node?.op === op ? (node as Extract<DraftNode, { op: O }>) : undefined;
}

/** Both orders of a commutative node's two operands; none when it has another number. */
export function pairs({ inputs }: DraftNode): readonly (readonly [string, string])[] {
  const [a, b, ...others] = inputs;
  if (a === undefined || b === undefined || others.length > 0) return [];
  return a === b
    ? [[a, b]]
    : [
        [a, b],
        [b, a],
      ];
}

/** What an operator reads first. */
export function operandOf({ inputs }: Pick<DraftNode, 'inputs'>): string {
  return must(inputs[0], 'an operand');
}

/** A learned tensor that only one node reads, with its values. */
export function ownParameter(
  graph: PatternGraph,
  id: string,
): { readonly shape: readonly number[]; readonly values: TensorValues } | undefined {
  const node = nodeOf(graph, id, 'parameter');
  if (node === undefined || node.inputs.length > 0 || graph.uses(id) !== 1) return undefined;
  return { shape: node.attrs.shape, values: must(node.weights['value'], 'the values of a parameter') };
}

/** Known numbers that only one node reads. */
export function ownConstant(graph: PatternGraph, id: string): ReturnType<typeof ownParameter> {
  const node = nodeOf(graph, id, 'constant');
  if (node === undefined || node.inputs.length > 0 || graph.uses(id) !== 1) return undefined;
  const { shape, values } = node.attrs;
  const only = onlyOf(values);
  const all = only === undefined ? Float32Array.from(values) : new Float32Array(product(shape)).fill(only);
  return { shape, values: valuesOf(shape, all) };
}

/** `scale` times a value, peeled off an affine map without shift. */
export function peelScale(graph: PatternGraph, id: string): { readonly scale: number; readonly x: string } {
  const node = nodeOf(graph, id, 'affine');
  return node !== undefined && node.attrs.shift === 0 ? { scale: node.attrs.scale, x: operandOf(node) } : { scale: 1, x: id };
}

/** Equal as float32 numbers that took different ways are equal. */
export function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-5 * Math.max(1e-3, Math.abs(a), Math.abs(b));
}
