/** The channels of every value of a network, and which of them must have one width. */
import { inferShapes, inputShapes } from '../../arch/infer.js';
import { resolveAxis } from '../../arch/ops/shapes.js';
import { sliceRange } from '../../arch/ops/shape.js';
import type { ArchNode, Architecture, Shape } from '../../arch/types.js';
import { ties } from './ties.js';
import { createUnits, repeated, type Label, type Units } from './units.js';

export interface Channels {
  readonly units: Units;
  /** By value, where its channels are known. */
  readonly labels: ReadonlyMap<string, Label>;
  readonly shapes: ReadonlyMap<string, Shape>;
}

/** @param keep nodes whose outputs stay as wide as they are. */
export function labelChannels(architecture: Architecture, keep: ReadonlySet<string> = new Set()): Channels {
  const shapes = inferShapes(architecture);
  const units = createUnits();
  const labels = new Map<string, Label>();
  const nodes = new Map(architecture.nodes.map((node) => [node.id, node]));
  for (const { id, shape } of architecture.inputs)
    if (shape.length > 1) labels.set(id, { axis: 1, parts: [{ unit: units.constant(shape[1]), times: 1 }] });
  const adopt = (id: string, label: Label): boolean => {
    const node = nodes.get(id);
    if (node === undefined) return false;
    if (node.op === 'slice') return adoptPiece(node, label);
    if (!isFlexible(node)) return false;
    labels.set(id, label);
    return true;
  };
  /** One of several equal pieces of a parameter: a bias of queries, keys and values side by side. */
  const adoptPiece = (node: ArchNode & { op: 'slice' }, label: Label): boolean => {
    const [source] = node.inputs;
    const from = shapes.get(source) as Shape;
    const count = from[label.axis] / (shapes.get(node.id) as Shape)[label.axis];
    const axis = resolveAxis(node.attrs.axis, from.length);
    const { start, length } = sliceRange(node.attrs, from[axis]);
    const isPiece = axis === label.axis && node.attrs.step === 1 && Number.isInteger(count) && start % length === 0;
    if (!isPiece || nodes.get(source)?.op !== 'parameter') return false;
    const parts = repeated(label, count);
    const known = labels.get(source);
    if (known === undefined) labels.set(source, { axis, parts });
    else units.unite(known, { axis, parts }, { isSum: false });
    labels.set(node.id, label);
    return true;
  };
  for (const node of architecture.nodes) {
    const label = ties[node.op]({
      node,
      attrs: node.attrs,
      labels: node.inputs.map((id) => labels.get(id)),
      shapes: inputShapes(node, shapes),
      shape: shapes.get(node.id) as Shape,
      units,
      adopt: (input: number, own: Label) => adopt(node.inputs[input], own),
    } as never);
    if (label !== undefined) labels.set(node.id, label);
  }
  tieShared(architecture.nodes, { units, labels, nodes });
  for (const id of [...architecture.outputs, ...keep]) units.fix(labels.get(id));
  return { units, labels, shapes };
}

/** A source whose length along an axis is free. */
function isFlexible(node: ArchNode): boolean {
  return node.op === 'parameter' || (node.op === 'constant' && node.attrs.values.length === 1);
}

/** Operators that share a learned tensor have equal widths on both sides. */
function tieShared(
  all: readonly ArchNode[],
  { units, labels, nodes }: Pick<Channels, 'units'> & { labels: Map<string, Label>; nodes: ReadonlyMap<string, ArchNode> },
): void {
  for (const node of all) {
    for (const key of Object.values(node.shares ?? {})) {
      const owner = nodes.get(key.slice(0, key.lastIndexOf('/')));
      if (owner === undefined) continue;
      const pairs = [
        [labels.get(node.id), labels.get(owner.id)],
        [labels.get(node.inputs[0]), labels.get(owner.inputs[0])],
      ];
      for (const [a, b] of pairs) {
        if (owner.op === node.op && a !== undefined && b !== undefined) units.unite(a, b, { isSum: false });
        else {
          units.fix(a);
          units.fix(b);
        }
      }
    }
  }
}
