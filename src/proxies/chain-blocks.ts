import { must } from '../core/must.js';
import { definitionOf, inferShapes, inputShapes } from '../arch/infer.js';
import { lengthAt, product } from '../arch/ops/shapes.js';
import type { ParameterSpec } from '../arch/ops/types.js';
import type { ArchNode, Architecture, Shape } from '../arch/types.js';
import type { ChainBlock } from './chain-entropy.js';

type ChainResult =
  | { readonly ok: true; readonly blocks: readonly ChainBlock[] }
  | { readonly ok: false; readonly reason: string };

/** A path through a group: the layers on it. */
interface MainPath {
  readonly layers: readonly ArchNode[];
}

/**
 * The groups of a network, without its head, as a chain of blocks. A group's main path is the one with most layers among paths over maps (gates
 * that pool their input away are not on it). Layers off it may only be one projection of 1x1; anything else is no chain, and has a reason.
 */
export function chainBlocks(architecture: Architecture): ChainResult {
  const shapes = inferShapes(architecture, 1);
  const blocks: ChainBlock[] = [];
  for (const { id, kind } of architecture.groups ?? []) {
    const nodes = architecture.nodes.filter(({ group }) => group === id);
    const last = nodes.at(-1);
    if (kind === 'head' || last === undefined) continue;
    const layers = nodes.filter((node) => isLayer(node) && isMap(node, shapes));
    const { layers: main } = longest(nodes, shapes).get(last.id) ?? { layers: [] };
    const off = layers.filter((layer) => !main.includes(layer));
    if (off.length > 1 || off.some((layer) => kernelArea(layer, shapes) > 1))
      return { ok: false, reason: `not a chain of blocks: ${kind} ${id} has several branches with layers` };
    const shape = shapes.get(last.id) as Shape;
    if (main.length > 0)
      blocks.push({
        fanIns: main.map((layer) => weightOf(layer, shapes).fanIn),
        channels: lengthAt(shape, 1),
        pixels: product(shape.slice(2)),
      });
  }
  return blocks.length === 0
    ? { ok: false, reason: 'not a chain of blocks: the network has no groups with layers' }
    : { ok: true, blocks };
}

const isLayer = (node: ArchNode): boolean => definitionOf(node).role === 'conv';
const weightOf = (node: ArchNode, shapes: ReadonlyMap<string, Shape>): ParameterSpec =>
  must(definitionOf(node).parameters?.(node.attrs, inputShapes(node, shapes))[0], 'the weight of a layer');
const kernelArea = (node: ArchNode, shapes: ReadonlyMap<string, Shape>): number => product(weightOf(node, shapes).shape.slice(2));

/** False for a map that its group pools away, such as the gate of squeeze-and-excitation. */
function isMap(node: ArchNode, shapes: ReadonlyMap<string, Shape>): boolean {
  const shape = shapes.get(node.id) as Shape;
  return (
    shape.length > 2 && (product(shape.slice(2)) > 1 || inputShapes(node, shapes).every((input) => product(input.slice(2)) > 1))
  );
}

/** For each node of a group, the path that leads to it from outside with most layers. */
function longest(nodes: readonly ArchNode[], shapes: ReadonlyMap<string, Shape>): Map<string, MainPath> {
  const paths = new Map<string, MainPath>();
  for (const node of nodes) {
    if (!isMap(node, shapes) || definitionOf(node).role === 'none') continue;
    const before =
      node.inputs.flatMap((id) => paths.get(id) ?? []).toSorted((a, b) => b.layers.length - a.layers.length)[0]?.layers ?? [];
    paths.set(node.id, { layers: isLayer(node) ? [...before, node] : before });
  }
  return paths;
}
