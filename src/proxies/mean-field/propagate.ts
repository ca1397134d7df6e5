/**
 * The limit of a network with random weights, as numbers a map: nothing is run.
 *
 * A map is described over all inputs and weights by
 *   covariance   of two pixels of one channel by their distance (`lags`), without the channel's mean
 *   offset       mean square of the channels' means, which batch norm takes away
 *   alike        mean square of the correlation of two different channels of one image
 * A layer's weights are independent with variance 1 / fan_in, so it keeps the covariance of distant pixels (the kernel of a Gaussian process),
 * while `alike` becomes 1 over the effective number of what it reads: channels that are not alike times taps that are not alike, and no more
 * than the effective number of pixels. A ReLU makes pixels and channels less alike (arc-cosine kernel of order 1, Cho & Saul 2009), a pool makes
 * pixels more alike. Images start with correlations that fall exponentially. Sums add what their inputs have, as if these were independent;
 * borders, and the shares of a product or of attention, are left out.
 */
import { definitionOf, outputShape, undefinedInput } from '../../arch/infer.js';
import { requireArchitecture } from '../../arch/require-architecture.js';
import type { OpDefinition } from '../../arch/ops/types.js';
import type { ArchNode, Architecture, Shape } from '../../arch/types.js';
import {
  averaged,
  blankProfile,
  constantProfile,
  lagCount,
  lags,
  meanOver,
  meanSquareOver,
  pairWeights,
  strided,
  type Profile,
} from './lags.js';

export interface MapField {
  readonly covariance: Profile;
  readonly offset: number;
  readonly alike: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** What was asked of it once: several operators of a cell read one map. */
  pixels: number | undefined;
  rectified: MapField | undefined;
}

/** A value of the network, which is reached from the inputs: what makes it, and its map. */
export interface Reached {
  /** Undefined for an input of the network. */
  readonly node: ArchNode | undefined;
  readonly definition: OpDefinition<unknown> | undefined;
  readonly inputs: readonly Reached[];
  readonly shape: Shape;
  readonly field: MapField;
  /** An output needs it. */
  isNeeded: boolean;
  /** Mean over random directions of the output of the squared gradient, summed over channels and pixels (`gradients`). */
  gradient: number;
}

type Place = Pick<MapField, 'channels' | 'height' | 'width'>;

const mapField = (covariance: Profile, offset: number, alike: number, { channels, height, width }: Place): MapField => ({
  covariance,
  offset,
  alike,
  channels,
  height,
  width,
  pixels: undefined,
  rectified: undefined,
});

/** Correlation length of images, as a share of their side. */
const imageLength = 0.15;
/** Mean square correlation of two colours of an image. */
const coloursAlike = 0.7;

function place(shape: Shape): Place {
  if (shape.length === 4) return { channels: shape[1], height: shape[2], width: shape[3] };
  if (shape.length === 3) {
    const side = Math.max(1, Math.floor(Math.sqrt(shape[1])));
    return { channels: shape[2], height: side, width: Math.max(1, Math.round(shape[1] / side)) };
  }
  return { channels: shape.at(-1) ?? 1, height: 1, width: 1 };
}

/** Effective number of pixels of one image: (tr K)^2 / tr K^2 of the covariance between pixels, without the image's mean. */
export function effectivePixels(x: MapField): number {
  return (x.pixels ??= pixelsOf(x.covariance, x.height, x.width));
}

function pixelsOf(covariance: Profile, height: number, width: number): number {
  const variance = covariance[0];
  if (height * width === 1 || !(variance > 0)) return 1;
  const weights = pairWeights(height, width);
  const mean = meanOver(weights, covariance);
  const square = meanSquareOver(weights, covariance, mean);
  return square > 0 ? Math.max(1, (variance - mean) ** 2 / square) : 1;
}

/** Effective number of channels: C when no two are alike, 1 when all are. */
export function effectiveChannels({ channels, alike }: MapField): number {
  return channels / (1 + (channels - 1) * Math.min(1, alike));
}

/** Of unit variances: covariance of two rectified Gaussians of that correlation, and the square of a rectified one's mean. */
const rectifiedMean = 1 / (2 * Math.PI);
function rectified(correlation: number): number {
  const c = correlation >= 1 ? 1 : correlation <= -1 ? -1 : correlation;
  return (Math.sqrt(1 - c * c) + (Math.PI - Math.acos(c)) * c) * rectifiedMean;
}
/** Slope of the normalised kernel at 0, squared: what a ReLU leaves of small correlations of channels. */
const rectifiedSlope = (0.25 / (0.5 - rectifiedMean)) ** 2;

function rectify(x: MapField): MapField {
  const total = x.covariance[0] + x.offset;
  if (!(total > 0)) return x;
  const offset = total * rectified(x.offset / total);
  const covariance = blankProfile();
  for (let l = 0; l < lagCount; l++)
    covariance[l] = Math.max(0, total * rectified((x.covariance[l] + x.offset) / total) - offset);
  return mapField(covariance, offset, x.alike * (rectifiedSlope + (1 - rectifiedSlope) * x.alike), x);
}

interface ReadWindow {
  readonly kernel?: readonly number[];
  readonly stride?: readonly number[];
  readonly dilation?: readonly number[];
  readonly groups?: number;
}

function convolve(x: MapField, attrs: ReadWindow, shape: Shape): MapField {
  const at = place(shape);
  const high = attrs.kernel?.[0] ?? 1;
  const wide = attrs.kernel?.[1] ?? high;
  const groups = attrs.groups ?? 1;
  const variance = x.covariance[0];
  const tapsAlike =
    variance > 0 ? meanSquareOver(pairWeights(high, wide, attrs.dilation?.[0] ?? 1), x.covariance) / variance ** 2 : 1;
  const read = x.channels / groups;
  const channelsAlike = (1 + (read - 1) * Math.min(1, x.alike)) / read;
  const covariance = strided(x.covariance, attrs.stride?.[0] ?? 1);
  const isSame = covariance === x.covariance && at.height === x.height && at.width === x.width;
  const pixels = isSame ? effectivePixels(x) : pixelsOf(covariance, at.height, at.width);
  const fresh = channelsAlike * tapsAlike;
  const across = x.alike * tapsAlike;
  const alike = Math.min(1, fresh / groups + (1 - 1 / groups) * across + 1 / pixels);
  return mapField(covariance, x.offset, alike, at);
}

function pool(x: MapField, attrs: ReadWindow, shape: Shape): MapField {
  const at = place(shape);
  if (attrs.kernel === undefined || x.height * x.width === 1)
    return mapField(constantProfile(meanOver(pairWeights(x.height, x.width), x.covariance)), x.offset, x.alike, at);
  const [high = 1, wide = high] = attrs.kernel;
  return mapField(strided(averaged(x.covariance, high, wide), attrs.stride?.[0] ?? 1), x.offset, x.alike, at);
}

function normalize(x: MapField): MapField {
  const variance = x.covariance[0];
  if (!(variance > 0)) return mapField(x.covariance, 0, x.alike, x);
  const covariance = blankProfile();
  for (let l = 0; l < lagCount; l++) covariance[l] = x.covariance[l] / variance;
  return mapField(covariance, 0, x.alike, x);
}

/** Sums, or channels side by side: then every input has a share of the output's channels. */
function combine(inputs: readonly Reached[], shape: Shape, isJoined: boolean): MapField {
  const covariance = blankProfile().fill(0);
  let offset = 0;
  let alike = 0;
  let weight = 0;
  let squares = 0;
  let total = 0;
  if (isJoined) for (const { field } of inputs) total += field.channels;
  for (const { field: x } of inputs) {
    const share = isJoined ? x.channels / total : 1;
    const own = share * x.covariance[0];
    for (let l = 0; l < lagCount; l++) covariance[l] += share * x.covariance[l];
    offset += share * x.offset;
    weight += own;
    alike += x.alike * own * own;
    squares += own * own;
  }
  const at = place(shape);
  if (weight === 0) return mapField(covariance, offset, 1, at);
  const pixels = pixelsOf(covariance, at.height, at.width);
  const mean = alike / weight ** 2;
  // Channels of different inputs are alike by chance only, as far as an image has few pixels.
  return mapField(covariance, offset, isJoined ? mean + (1 - squares / weight ** 2) / pixels : Math.max(mean, 1 / pixels), at);
}

/** The input whose map a product has: the first that is more than a fixed table. */
export function carriedInput(inputs: readonly Reached[]): Reached | undefined {
  return inputs.find(({ field: { covariance, offset } }) => covariance[0] + offset > 0) ?? inputs[0];
}

function inputField(shape: Shape): MapField {
  const at = place(shape);
  const length = Math.max(0.5, imageLength * at.height);
  return mapField(
    lags.map((lag) => Math.exp(-lag / length)),
    0,
    coloursAlike,
    at,
  );
}

function nodeField(
  node: ArchNode,
  { role, rectifies, sums, joins }: OpDefinition<unknown>,
  inputs: readonly Reached[],
  shape: Shape,
): MapField {
  const x = inputs[0]?.field;
  if (x === undefined || role === 'none') return mapField(constantProfile(0), 0, 1, place(shape));
  if (role === 'conv') return convolve(x, node.attrs as ReadWindow, shape);
  if (role === 'pool') return pool(x, node.attrs as ReadWindow, shape);
  if (role === 'norm') return normalize(x);
  if (rectifies?.(node.attrs) === true) return (x.rectified ??= rectify(x));
  if (inputs.length > 1 && (joins === true || sums === true)) return combine(inputs, shape, joins === true);
  const carried = carriedInput(inputs)?.field ?? x;
  const at = place(shape);
  const isSame = at.channels === carried.channels && at.height === carried.height && at.width === carried.width;
  return isSame ? carried : mapField(carried.covariance, carried.offset, carried.alike, at);
}

/** Every input and node with its map, in their order and by id. @throws a data error if shapes do not fit. */
export function propagate(architecture: Architecture): {
  readonly all: readonly Reached[];
  readonly byId: ReadonlyMap<string, Reached>;
} {
  requireArchitecture(architecture);
  const all: Reached[] = [];
  const byId = new Map<string, Reached>();
  for (const { id, shape: own } of architecture.inputs) {
    const shape = [1, ...own.slice(1)];
    const one = {
      node: undefined,
      definition: undefined,
      inputs: [],
      shape,
      field: inputField(shape),
      isNeeded: false,
      gradient: 0,
    };
    byId.set(id, one);
    all.push(one);
  }
  for (const node of architecture.nodes) {
    const definition = definitionOf(node);
    const inputs: Reached[] = [];
    const shapes: Shape[] = [];
    for (const id of node.inputs) {
      const input = byId.get(id);
      if (input === undefined) throw undefinedInput(node, id);
      inputs.push(input);
      shapes.push(input.shape);
    }
    const shape = outputShape(node, shapes, definition);
    const field = nodeField(node, definition, inputs, shape);
    const one = { node, definition, inputs, shape, field, isNeeded: false, gradient: 0 };
    byId.set(node.id, one);
    all.push(one);
  }
  return { all, byId };
}
