/** The network with other widths, fewer blocks, smaller kernels, another resolution. */
import { resolveAxis } from '../../arch/ops/shapes.js';
import { sliceRange } from '../../arch/ops/shape.js';
import type { ArchNode, Architecture, InputPort, OpAttrs, Shape } from '../../arch/types.js';
import { imageAxes, type Dials } from './dials.js';
import { channelsOf, type Label } from './units.js';

/** Nodes that a choice of depths leaves out, and what is read instead of each sum. */
export function droppedNodes(
  { dials }: Pick<Dials, 'dials'>,
  choices: readonly number[],
): {
  readonly nodes: ReadonlySet<string>;
  readonly instead: ReadonlyMap<string, string>;
} {
  const nodes = new Set<string>();
  const instead = new Map<string, string>();
  dials.forEach((dial, i) => {
    if (dial.kind !== 'depths') return;
    for (const block of dial.blocks.slice(choices[i])) {
      for (const id of block.nodes) nodes.add(id);
      instead.set(block.sum, block.skip);
    }
  });
  return { nodes, instead };
}

/** @param choices a value of each dial. */
export function applyChoices(architecture: Architecture, found: Dials, choices: readonly number[]): Architecture {
  const { dials, units, labels, shapes, heads } = found;
  const widths = new Map<number, number>();
  const headCounts = new Map<number, number>();
  const headWidths = new Map<number, number>();
  const kernels = new Map<string, number>();
  let size: number | undefined;
  dials.forEach((dial, i) => {
    if (dial.kind === 'widths') for (const root of dial.roots) widths.set(root, choices[i]);
    if (dial.kind === 'heads')
      for (const root of dial.roots) (dial.of === 'count' ? headCounts : headWidths).set(root, choices[i]);
    if (dial.kind === 'kernels') for (const id of dial.nodes) kernels.set(id, choices[i]);
    if (dial.kind === 'size') size = choices[i];
  });
  const widthOf = (unit: number): number => {
    const root = units.rootOf(unit);
    const { width, perHead } = units.get(root);
    if (perHead === undefined) return widths.get(root) ?? width;
    return Math.round((headCounts.get(root) ?? width / perHead) * perHead * growthOf(root));
  };
  /** How many times as wide each head is now. */
  const growthOf = (unit: number): number => {
    const root = units.rootOf(unit);
    const [now, before] = [headWidths.get(root), heads.widths.get(root)];
    return now === undefined || before === undefined ? 1 : now / before;
  };
  const length = (label: Label): number => channelsOf(label, widthOf, growthOf);
  const before = (label: Label): number => channelsOf(label, (unit) => units.get(units.rootOf(unit)).width);

  const dropped = droppedNodes(found, choices);
  const read = (id: string): string => {
    let at = id;
    for (let next = dropped.instead.get(at); next !== undefined; next = dropped.instead.get(at)) at = next;
    return at;
  };
  const resize = (node: ArchNode): ArchNode => {
    const label = labels.get(node.id);
    const from = labels.get(node.inputs[0]);
    const x = shapes.get(node.inputs[0]);
    switch (node.op) {
      case 'conv':
      case 'convTranspose': {
        if (label === undefined) return node;
        const { groups } = node.attrs;
        const isDepthwise = groups > 1 && groups === x?.[1] && from !== undefined;
        const attrs = { ...node.attrs, outChannels: length(label), groups: isDepthwise ? length(from) : groups };
        const kernel = kernels.get(node.id);
        return { ...node, attrs: kernel === undefined ? attrs : { ...attrs, ...window(attrs, kernel) } } as ArchNode;
      }
      case 'linear': {
        const last = (shapes.get(node.id) as Shape).length - 1;
        return label?.axis === last ? { ...node, attrs: { ...node.attrs, outFeatures: length(label) } } : node;
      }
      case 'embedding':
        return label === undefined ? node : { ...node, attrs: { ...node.attrs, features: length(label) } };
      case 'recurrent':
        return label === undefined ? node : { ...node, attrs: { ...node.attrs, hidden: widthOf(label.parts[0].unit) } };
      case 'parameter':
        return label === undefined ? node : { ...node, attrs: { shape: node.attrs.shape.with(label.axis, length(label)) } };
      case 'constant':
        return label === undefined || node.attrs.values.length > 1
          ? node
          : { ...node, attrs: { ...node.attrs, shape: node.attrs.shape.with(label.axis, length(label)) } };
      case 'reshape': {
        const kept = label === undefined || length(label) === before(label);
        const widened = kept ? node.attrs.shape : reshape(node.attrs.shape, label, length(label));
        const inner = heads.axes.get(node.id);
        const width = inner === undefined ? undefined : headWidths.get(inner.root);
        const isOpen = inner === undefined || width === undefined || widened[inner.axis] <= 0;
        return { ...node, attrs: { shape: isOpen ? widened : widened.with(inner.axis, width) } };
      }
      case 'affine': {
        const scale = heads.scales.get(node.id);
        return scale === undefined
          ? node
          : { ...node, attrs: { ...node.attrs, scale: node.attrs.scale / growthOf(scale.root) ** scale.power } };
      }
      case 'slice': {
        if (from === undefined || label === undefined || x === undefined || resolveAxis(node.attrs.axis, x.length) !== from.axis)
          return node;
        return length(from) === before(from) ? node : { ...node, attrs: slice(node.attrs, { from, label, x }) };
      }
      default:
        return node;
    }
  };
  /** A slice of complete parts begins where they begin. */
  const slice = (attrs: OpAttrs['slice'], { from, label, x }: { from: Label; label: Label; x: Shape }): OpAttrs['slice'] => {
    const { start } = sliceRange(attrs, x[from.axis]);
    if (from.parts.length === 1) {
      const first = Math.round((start * length(from)) / before(from));
      return { ...attrs, start: first, end: first + length(label) };
    }
    let [old, now] = [0, 0];
    for (const part of from.parts) {
      if (old >= start) break;
      old += before({ axis: 0, parts: [part] });
      now += length({ axis: 0, parts: [part] });
    }
    return { ...attrs, start: now, end: now + length(label) };
  };

  const nodes = architecture.nodes
    .filter(({ id }) => !dropped.nodes.has(id))
    .map((node) => {
      const resized = resize(node);
      return dropped.instead.size === 0 ? resized : ({ ...resized, inputs: resized.inputs.map(read) } as ArchNode);
    });
  const { groups } = architecture;
  const used = new Set(nodes.map(({ group }) => group));
  return {
    ...architecture,
    inputs: size === undefined ? architecture.inputs : architecture.inputs.map((port) => scaled(port, size as number)),
    nodes,
    ...(groups === undefined ? {} : { groups: groups.filter(({ id }) => used.has(id)) }),
  };
}

/** The kernel with the padding that keeps the sides. */
function window({ kernel, dilation }: OpAttrs['conv'], size: number): Pick<OpAttrs['conv'], 'kernel' | 'padding'> {
  const padding = dilation.map((step) => (step * (size - 1)) / 2);
  return { kernel: kernel.map(() => size), padding: [...padding, ...padding] };
}

/** The shape with the new width at the channel axis; a merged axis is inferred, because its other factor may change too. */
function reshape(shape: readonly number[], label: Label, length: number): readonly number[] {
  const at = label.axis;
  if (shape[at] <= 0) return shape;
  const isMerged = label.parts.some(({ times }) => times > 1);
  return shape.with(at, isMerged && !shape.includes(-1) ? -1 : length);
}

function scaled(port: InputPort, height: number): InputPort {
  const axes = imageAxes(port.shape);
  if (axes === undefined) return port;
  const ratio = height / port.shape[axes[0]];
  return { ...port, shape: port.shape.map((length, axis) => (axes.includes(axis) ? Math.round(length * ratio) : length)) };
}
