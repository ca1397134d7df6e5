/** Architectures as Graphviz DOT text, top to bottom: `dot -Tsvg network.dot`. */
import { formatCount } from '../core/format-number.js';
import { visible } from '../core/visible.js';
import { definitionOf, inferShapes } from './infer.js';
import { foldArchitecture, nodeKey } from './fold.js';
import { formatShape } from './ops/shapes.js';
import type { OpRole } from './ops/types.js';
import type { ArchNode, Architecture, Shape } from './types.js';

/** Fill of a box by what its operator is. */
const fills: { readonly [R in OpRole]: string } = {
  conv: '#cfe2f3',
  pool: '#d9ead3',
  norm: '#f3f3f3',
  activation: '#fff2cc',
  merge: '#f4cccc',
  skip: '#ffffff',
  none: '#dddddd',
  shape: '#ead1dc',
  other: '#ffffff',
};

interface Box {
  readonly key: string;
  readonly lines: readonly string[];
  readonly fill: string;
  readonly reads: readonly string[];
  /** The group it is drawn in. */
  readonly group?: string | undefined;
}

/**
 * A directed graph with one box for each node (operator, output shape at the declared batch), inside one cluster for each group.
 * @param folded one box for each group instead, with its params and MACs at batch 1.
 * @throws a data error where shapes do not fit.
 */
export function toDot(architecture: Architecture, { folded = false }: { readonly folded?: boolean } = {}): string {
  const boxes = folded ? partBoxes(architecture) : nodeBoxes(architecture);
  const numbers = new Map<string, string>();
  for (const { id } of architecture.inputs) numbers.set(nodeKey(id), `i${numbers.size}`);
  for (const { key } of boxes) numbers.set(key, `n${numbers.size - architecture.inputs.length}`);
  const draw = (box: Box): string => `${numbers.get(box.key)} [label=${text(box.lines)}, fillcolor="${box.fill}"];`;
  const out = [
    `digraph ${text([architecture.name ?? 'architecture'])} {`,
    '  rankdir=TB;',
    '  node [shape=box, style="rounded,filled", fontname="sans-serif", fontsize=10];',
    ...architecture.inputs.map(
      ({ id, shape }) =>
        `  ${numbers.get(nodeKey(id))} [label=${text([id, formatShape(shape)])}, shape=ellipse, fillcolor="#ffffff"];`,
    ),
    ...boxes.filter(({ group }) => group === undefined).map((box) => `  ${draw(box)}`),
  ];
  for (const [place, { id, kind }] of (architecture.groups ?? []).entries()) {
    const own = boxes.filter(({ group }) => group === id);
    if (own.length === 0) continue;
    out.push(
      `  subgraph cluster_${place} {`,
      `    label=${text([id === kind ? id : `${id} (${kind})`])};`,
      ...own.map((box) => `    ${draw(box)}`),
      '  }',
    );
  }
  for (const box of boxes) for (const read of box.reads) out.push(`  ${numbers.get(read)} -> ${numbers.get(box.key)};`);
  return `${[...out, '}'].join('\n')}\n`;
}

function nodeBoxes(architecture: Architecture): Box[] {
  const shapes = inferShapes(architecture);
  return architecture.nodes.map((node) => ({
    key: nodeKey(node.id),
    lines: [labelOf(node), node.id, formatShape(shapes.get(node.id) as Shape)],
    fill: fills[definitionOf(node).role],
    reads: node.inputs.map(nodeKey),
    group: node.group,
  }));
}

function partBoxes(architecture: Architecture): Box[] {
  const nodes = new Map(architecture.nodes.map((node) => [node.id, node]));
  return foldArchitecture(architecture).map(({ key, id, label, group, shape, params, macs, reads }) => {
    const node = group === undefined ? nodes.get(id) : undefined;
    return {
      key,
      lines: [
        id === label ? id : `${id}: ${label}`,
        formatShape(shape),
        `${formatCount(params)} params`,
        `${formatCount(macs)} MACs`,
      ],
      fill: node === undefined ? '#eeeeee' : fills[definitionOf(node).role],
      reads,
    };
  });
}

function labelOf(node: ArchNode): string {
  return definitionOf(node).label(node.attrs);
}

/** A quoted DOT string of centred lines. */
function text(lines: readonly string[]): string {
  return `"${lines.map((line) => visible(line.replace(/\s+/g, ' ')).replace(/[\\"]/g, '\\$&')).join('\\n')}"`;
}
