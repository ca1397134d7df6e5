/** What of a network may vary, found from its graph: one dial for each width, count and width of heads, depth, kernel and for the resolution. */
import type { Architecture, OpAttrs, Shape } from '../../arch/types.js';
import { findHeadWidths, type HeadWidths } from './head-widths.js';
import { labelChannels, type Channels } from './label-channels.js';
import { joinLayers } from './join-layers.js';
import { findResidualBlocks, type ResidualBlock } from './residual-blocks.js';
import { leastMultiple } from './units.js';

export const dialKinds = ['widths', 'heads', 'depths', 'kernels', 'size'] as const;
export type DialKind = (typeof dialKinds)[number];

interface DialBase {
  /** Choices from small to large; the last is the network as it is. */
  readonly choices: readonly number[];
  /** The nodes that it changes. */
  readonly nodes: readonly string[];
}

export type Dial = DialBase &
  (
    | { readonly kind: 'widths'; readonly roots: readonly number[]; readonly at: string; readonly isSum: boolean }
    | { readonly kind: 'heads'; readonly of: 'count' | 'width'; readonly roots: readonly number[]; readonly at: string }
    | { readonly kind: 'depths'; readonly blocks: readonly ResidualBlock[] }
    | { readonly kind: 'kernels'; readonly at: string; readonly isDepthwise: boolean }
    | { readonly kind: 'size' }
  );

export interface DialOptions {
  /** The kinds that may vary; left out, all. */
  readonly vary?: readonly DialKind[];
  /** Nodes that stay as they are. */
  readonly keep?: readonly string[];
  /** Widths are multiples of it, 8 unless given. */
  readonly multiple?: number;
}

export interface Dials extends Channels {
  readonly dials: readonly Dial[];
  readonly heads: HeadWidths;
}

/** Widths from a quarter to all, in eighths. */
const widthShares = [2, 3, 4, 5, 6, 7, 8].map((eighths) => eighths / 8);
const sizeShares = [4, 5, 6, 7, 8].map((eighths) => eighths / 8);

const ascending = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((a, b) => a - b);

/** Multiples of `step` nearest to shares of a length; the length itself is the last. */
function sharesOf(length: number, shares: readonly number[], step: number): number[] {
  const near = shares.map((share) => Math.max(step, step * Math.round((share * length) / step)));
  return ascending([...near.filter((choice) => choice < length), length]);
}

/** Lengths of the spatial axes: `56x56`. */
function placeOf(shape: Shape, axis: number): string {
  return shape
    .slice(1)
    .filter((_, i) => i + 1 !== axis)
    .join('x');
}

function collect<K, T>(items: readonly T[], keyOf: (item: T) => K): T[][] {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** Widths at one place of the network, of one length and one role (a sum of several operators, or not), move together. */
function widthDials({ units, labels, shapes }: Channels, multiple: number): Dial[] {
  const free = units
    .roots()
    .map((root) => ({ root, ...units.get(root) }))
    .filter(
      ({ isFixed, width, divisor, perHead }) => !isFixed && perHead === undefined && width > leastMultiple(multiple, divisor),
    );
  const at = (owner: string): string => ownerPlace(owner, { labels, shapes });
  return collect(free, ({ width, isSum, owners }) => `${at(owners[0])} ${width} ${isSum}`).map((group) => {
    const [{ width, isSum, owners }] = group;
    const step = group.reduce((least, { divisor }) => leastMultiple(least, divisor), multiple);
    return {
      kind: 'widths',
      roots: group.map(({ root }) => root),
      at: at(owners[0]),
      isSum,
      nodes: group.flatMap((one) => one.owners),
      choices: sharesOf(width, widthShares, step),
    };
  });
}

function ownerPlace(owner: string, { labels, shapes }: Pick<Channels, 'labels' | 'shapes'>): string {
  return placeOf(shapes.get(owner) as Shape, labels.get(owner)?.axis ?? 1);
}

/** Heads of attention, from a quarter to all, and the width of each: those of one place, count and width move together. */
function headDials(channels: Channels, { widths }: HeadWidths, multiple: number): Dial[] {
  const { units } = channels;
  const found = units.roots().flatMap((root) => {
    const { isFixed, isAttention, width, perHead, owners } = units.get(root);
    return isFixed || isAttention !== true || perHead === undefined || owners.length === 0
      ? []
      : [{ root, owners, count: width / perHead, headWidth: widths.get(root), at: ownerPlace(owners[0], channels) }];
  });
  return collect(found, ({ count, headWidth, at }) => `${at} ${count} ${headWidth}`).flatMap((group) => {
    const [{ count, headWidth, at }] = group;
    const base = {
      kind: 'heads',
      roots: group.map(({ root }) => root),
      at,
      nodes: group.flatMap(({ owners }) => owners),
    } as const;
    const least = Math.ceil(count / 4);
    const counts: Dial = { ...base, of: 'count', choices: Array.from({ length: count - least + 1 }, (_, i) => least + i) };
    return headWidth === undefined
      ? [counts]
      : [counts, { ...base, of: 'width', choices: sharesOf(headWidth, widthShares, multiple) } as const];
  });
}

function depthDials(blocks: readonly ResidualBlock[]): Dial[] {
  return collect(blocks, ({ kind }) => kind).map((group) => ({
    kind: 'depths',
    blocks: group,
    nodes: group.map(({ sum }) => sum),
    choices: Array.from({ length: group.length + 1 }, (_, count) => count),
  }));
}

/** Square odd kernels of convolutions that keep the sides at stride 1. */
function kernelOf(attrs: OpAttrs['conv']): number | undefined {
  const [size] = attrs.kernel;
  const isKept = attrs.kernel.every(
    (length, i) =>
      length === size &&
      attrs.padding[i] === (attrs.dilation[i] * (length - 1)) / 2 &&
      attrs.padding[i + attrs.kernel.length] === attrs.padding[i],
  );
  return size % 2 === 1 && size > 1 && isKept ? size : undefined;
}

function kernelDials({ nodes }: Architecture, { shapes }: Channels, keep: ReadonlySet<string>): Dial[] {
  const owners = new Map(
    nodes.flatMap((node) => (node.shares?.['weight'] === undefined ? [] : [[node.id, node.shares['weight']]])),
  );
  const convolutions = nodes.flatMap((node) => {
    if (node.op !== 'conv' || keep.has(node.id)) return [];
    const size = kernelOf(node.attrs);
    if (size === undefined) return [];
    const isDepthwise = node.attrs.groups > 1 && node.attrs.groups === shapes.get(node.inputs[0])?.[1];
    // A depthwise kernel of 1 mixes nothing.
    return isDepthwise && size === 3 ? [] : [{ node, size, isDepthwise, at: placeOf(shapes.get(node.id) as Shape, 1) }];
  });
  const shared = new Set(owners.values());
  return collect(convolutions, ({ size, isDepthwise, at }) => `${size} ${isDepthwise} ${at}`)
    .filter((group) => !group.some(({ node }) => owners.has(node.id) || shared.has(`${node.id}/weight`)))
    .map((group) => {
      const [{ size, isDepthwise, at }] = group;
      const least = isDepthwise ? 3 : 1;
      return {
        kind: 'kernels',
        at,
        isDepthwise,
        nodes: group.map(({ node }) => node.id),
        choices: Array.from({ length: (size - least) / 2 + 1 }, (_, i) => least + 2 * i),
      };
    });
}

/** The axes of height and width; undefined for an input that is no image. */
export function imageAxes(shape: Shape): readonly [number, number] | undefined {
  if (shape.length !== 4) return undefined;
  return shape[3] <= 4 && shape[1] > 4 ? [1, 2] : [2, 3];
}

/** The height of the first image, where every input is one. */
function sizeDials({ inputs }: Architecture): Dial[] {
  const sides = inputs.map(({ shape }) => imageAxes(shape)?.map((axis) => shape[axis]));
  const [first] = sides;
  if (first === undefined || !sides.every((own) => own?.join() === first.join())) return [];
  const [height, width] = first;
  let step = 32;
  while (step > 1 && (height % step !== 0 || width % step !== 0 || height < 4 * step)) step /= 2;
  // Other shares of the height must give a number of pixels of the width.
  const choices = sharesOf(height, sizeShares, step).filter((choice) => Number.isInteger((choice * width) / height));
  return [{ kind: 'size', nodes: inputs.map(({ id }) => id), choices }];
}

/** All dials with more than one choice, in the order of `dialKinds`. */
export function findDials(architecture: Architecture, { vary = dialKinds, keep = [], multiple = 8 }: DialOptions = {}): Dials {
  const kept = new Set(keep);
  const channels = labelChannels(architecture, kept);
  const heads = findHeadWidths(architecture, channels);
  const found: { readonly [kind in DialKind]: () => Dial[] } = {
    widths: () => widthDials(channels, multiple),
    heads: () => headDials(channels, heads, multiple),
    depths: () => depthDials(joinLayers(findResidualBlocks(architecture, channels.shapes, kept), architecture)),
    kernels: () => kernelDials(architecture, channels, kept),
    size: () => sizeDials(architecture),
  };
  const dials = dialKinds.filter((kind) => vary.includes(kind)).flatMap((kind) => found[kind]());
  return { ...channels, heads, dials: dials.filter(({ choices }) => choices.length > 1) };
}
