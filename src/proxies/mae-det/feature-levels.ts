/**
 * The feature levels of a network's backbone: for each power of two by which maps are smaller than the image, the last value through which
 * everything smaller goes (C1 .. C5 of detectors), the end of a block where the network has blocks. What comes of an enlarged map is no backbone; at the last level the backbone ends before the
 * first enlargement, or, where there is none, before the head or the outputs. Layers without an activation behind the last one (the lateral
 * convolutions of a feature pyramid, with their norms) are left out.
 */
import { must } from '../../core/must.js';
import { definitionOf } from '../../arch/infer.js';
import { lengthAt, product } from '../../arch/ops/shapes.js';
import type { ArchNode, Architecture, Shape } from '../../arch/types.js';

export interface FeatureLevel {
  /** How often the image was halved. */
  readonly level: number;
  readonly node: ArchNode;
  readonly channels: number;
}

/** Levels beyond are heads of detectors. */
const lastLevel = 5;

export function featureLevels(architecture: Architecture, shapes: ReadonlyMap<string, Shape>): FeatureLevel[] {
  const image = architecture.inputs.find(({ shape }) => shape.length === 4);
  if (image === undefined) return [];
  const imageHeight = lengthAt(image.shape, 2);
  const levelOf = (id: string): number | undefined => {
    const shape = shapes.get(id) as Shape;
    if (shape.length !== 4 || product(shape.slice(2)) <= 1) return undefined;
    return Math.max(0, Math.round(Math.log2(imageHeight / lengthAt(shape, 2))));
  };
  const enlarged = enlargedNodes(architecture, levelOf);
  const fed = descendants(architecture, image.id);
  const heads = new Set((architecture.groups ?? []).flatMap(({ id, kind }) => (kind === 'head' ? [id] : [])));
  const isHead = ({ group }: ArchNode): boolean => group !== undefined && heads.has(group);
  const isBackbone = (node: ArchNode): boolean => fed.has(node.id) && !enlarged.all.has(node.id) && !isHead(node);
  const backbone = architecture.nodes.filter(isBackbone);
  const levels = new Map(backbone.flatMap(({ id }) => (levelOf(id) === undefined ? [] : [[id, levelOf(id) as number]])));
  const blocks = blockEnds(architecture);
  const nodes = new Map(architecture.nodes.map((node) => [node.id, node]));
  const deepest = Math.min(lastLevel, Math.max(-1, ...levels.values()));
  const headNodes = new Set(architecture.nodes.filter(isHead).map(({ id }) => id));
  const lastEnds = [enlarged.first, headNodes].find(({ size }) => size > 0) ?? new Set(architecture.outputs);
  return Array.from({ length: deepest + 1 }, (_, level) => level).flatMap((level) => {
    const smaller = new Set(backbone.flatMap(({ id }) => ((levels.get(id) ?? -1) > level ? [id] : [])));
    const ends = smaller.size > 0 ? smaller : lastEnds;
    const at = backbone.filter(({ id }) => levels.get(id) === level);
    const cuts = new Set(cutNodes(architecture, fed, ends));
    const through = at.filter(({ id }) => cuts.has(id));
    // The pyramid's first convolution, with or without a norm, lies on every path to it.
    const isLastOfPyramid = smaller.size === 0 && enlarged.first.size > 0;
    const isEnd = (node: ArchNode): boolean => isNoProjection(node) && !(isLastOfPyramid && isNormOfProjection(node, nodes));
    const node =
      through.findLast(({ id }) => blocks.has(id)) ?? through.findLast(isEnd) ?? at.findLast(isNoProjection) ?? at.at(-1);
    return node === undefined ? [] : [{ level, node, channels: lengthAt(must(shapes.get(node.id), 'a shape'), 1) }];
  });
}

/** A bare layer behind the backbone's last norm, activation or sum makes ready for a pyramid. */
function isNoProjection(node: ArchNode): boolean {
  const { role } = definitionOf(node);
  return role !== 'conv' && role !== 'shape';
}

function isNormOfProjection(node: ArchNode, nodes: ReadonlyMap<string, ArchNode>): boolean {
  const source = nodes.get(node.inputs[0] ?? '');
  return definitionOf(node).role === 'norm' && source !== undefined && definitionOf(source).role === 'conv';
}

/** The last node of each group that another group reads. */
function blockEnds({ nodes, outputs, groups = [] }: Architecture): Set<string> {
  const groupOf = new Map(nodes.map(({ id, group }) => [id, group]));
  const left = new Set(outputs);
  for (const { group, inputs } of nodes) for (const id of inputs) if (groupOf.get(id) !== group) left.add(id);
  return new Set(groups.flatMap(({ id }) => nodes.findLast((node) => node.group === id && left.has(node.id))?.id ?? []));
}

/** Nodes whose map is larger than what they read, and everything behind them. */
function enlargedNodes(
  { nodes }: Architecture,
  levelOf: (id: string) => number | undefined,
): { readonly first: Set<string>; readonly all: Set<string> } {
  const first = new Set<string>();
  const all = new Set<string>();
  for (const { id, inputs } of nodes) {
    if (inputs.some((input) => all.has(input))) all.add(id);
    const own = levelOf(id);
    const read = inputs.flatMap((input) => levelOf(input) ?? []);
    if (all.has(id) || own === undefined || read.length === 0 || own >= Math.min(...read)) continue;
    first.add(id);
    all.add(id);
  }
  return { first, all };
}

function descendants({ nodes }: Architecture, source: string): Set<string> {
  const found = new Set([source]);
  for (const { id, inputs } of nodes) if (inputs.some((input) => found.has(input))) found.add(id);
  return found;
}

/** Nodes that lie on every path from the image to any of the ends, the ends themselves left out unless they are outputs. */
function cutNodes({ nodes, outputs }: Architecture, fed: ReadonlySet<string>, ends: ReadonlySet<string>): string[] {
  const isOutput = [...ends].every((id) => outputs.includes(id));
  const needed = new Set<string>(isOutput ? ends : []);
  for (const { id, inputs } of nodes.toReversed())
    if (needed.has(id) || ends.has(id)) for (const input of inputs) if (fed.has(input)) needed.add(input);
  const inner = nodes.filter(({ id }) => needed.has(id) && (isOutput || !ends.has(id)));
  const places = new Map(inner.map(({ id }, i) => [id, i]));
  /** The farthest place that reads each node. */
  const reach = inner.map((_, i) => i);
  let fromImage = -1;
  for (const { id, inputs } of nodes) {
    const at = places.get(id) ?? (ends.has(id) ? inner.length : undefined);
    if (at === undefined) continue;
    for (const input of inputs) {
      const from = places.get(input);
      if (from !== undefined) reach[from] = Math.max(must(reach[from], 'the reach of a node'), at);
      else if (fed.has(input) && !ends.has(input)) fromImage = Math.max(fromImage, at);
    }
  }
  if (isOutput) for (const id of ends) reach[places.get(id) ?? 0] = inner.length;
  const cuts: string[] = [];
  let farthest = fromImage;
  for (const [i, { id }] of inner.entries()) {
    if (farthest <= i) cuts.push(id);
    farthest = Math.max(farthest, must(reach[i], 'the reach of a node'));
  }
  return cuts;
}
