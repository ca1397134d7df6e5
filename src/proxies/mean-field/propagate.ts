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
import { definitionOf, inferShapes } from '../../arch/infer.js';
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
}

/** Correlation length of images, as a share of their side. */
const imageLength = 0.15;
/** Mean square correlation of two colours of an image. */
const coloursAlike = 0.7;

function place(shape: Shape): Pick<MapField, 'channels' | 'height' | 'width'> {
  if (shape.length === 4) return { channels: shape[1], height: shape[2], width: shape[3] };
  if (shape.length === 3) {
    const side = Math.max(1, Math.floor(Math.sqrt(shape[1])));
    return { channels: shape[2], height: side, width: Math.max(1, Math.round(shape[1] / side)) };
  }
  return { channels: shape.at(-1) ?? 1, height: 1, width: 1 };
}

/** Effective number of pixels of one image: (tr K)^2 / tr K^2 of the covariance between pixels, without the image's mean. */
export function effectivePixels({ covariance, height, width }: MapField): number {
  const [variance] = covariance;
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
  const { channels, height, width } = x;
  return { covariance, offset, alike: x.alike * (rectifiedSlope + (1 - rectifiedSlope) * x.alike), channels, height, width };
}

function convolve(x: MapField, node: ArchNode, shape: Shape): MapField {
  const at = place(shape);
  const attrs = node.attrs as {
    readonly kernel?: readonly number[];
    readonly stride?: readonly number[];
    readonly dilation?: readonly number[];
    readonly groups?: number;
  };
  const [high = 1, wide = high] = attrs.kernel ?? [];
  const groups = attrs.groups ?? 1;
  const [variance] = x.covariance;
  const tapsAlike =
    variance > 0 ? meanSquareOver(pairWeights(high, wide, attrs.dilation?.[0] ?? 1), x.covariance) / variance ** 2 : 1;
  const read = x.channels / groups;
  const channelsAlike = (1 + (read - 1) * Math.min(1, x.alike)) / read;
  const covariance = strided(x.covariance, attrs.stride?.[0] ?? 1);
  const out = { covariance, offset: x.offset, alike: 0, ...at };
  const floor = 1 / effectivePixels(out);
  const fresh = channelsAlike * tapsAlike;
  const across = x.alike * tapsAlike;
  return { ...out, alike: Math.min(1, fresh / groups + (1 - 1 / groups) * across + floor) };
}

function pool(x: MapField, node: ArchNode, shape: Shape): MapField {
  const at = place(shape);
  const attrs = node.attrs as { readonly kernel?: readonly number[]; readonly stride?: readonly number[] };
  if (attrs.kernel === undefined || x.height * x.width === 1)
    return { ...x, ...at, covariance: constantProfile(meanOver(pairWeights(x.height, x.width), x.covariance)) };
  const [high = 1, wide = high] = attrs.kernel;
  return { ...x, ...at, covariance: strided(averaged(x.covariance, high, wide), attrs.stride?.[0] ?? 1) };
}

function normalize(x: MapField): MapField {
  const [variance] = x.covariance;
  if (!(variance > 0)) return { ...x, offset: 0 };
  const covariance = blankProfile();
  for (let l = 0; l < lagCount; l++) covariance[l] = x.covariance[l] / variance;
  const { alike, channels, height, width } = x;
  return { covariance, offset: 0, alike, channels, height, width };
}

/** @param shares of every input's channels in the output, or undefined where they are added. */
function combine(inputs: readonly MapField[], shape: Shape, shares: readonly number[] | undefined): MapField {
  const covariance = blankProfile().fill(0);
  let offset = 0;
  let alike = 0;
  let weight = 0;
  let squares = 0;
  inputs.forEach((x, i) => {
    const share = shares?.[i] ?? 1;
    const own = share * x.covariance[0];
    for (let l = 0; l < lagCount; l++) covariance[l] += share * x.covariance[l];
    offset += share * x.offset;
    weight += own;
    alike += x.alike * own * own;
    squares += own * own;
  });
  const out = { covariance, offset, alike: weight > 0 ? alike / weight ** 2 : 1, ...place(shape) };
  // Channels of different inputs are alike by chance only, as far as an image has few pixels.
  return shares === undefined || weight === 0
    ? { ...out, alike: weight > 0 ? Math.max(out.alike, 1 / effectivePixels(out)) : 1 }
    : { ...out, alike: out.alike + (1 - squares / weight ** 2) / effectivePixels(out) };
}

const carriesSignal = ({ covariance, offset }: MapField): boolean => covariance[0] + offset > 0;

/** The field of every input and node, by id. */
export function propagate(
  architecture: Architecture,
  shapes: ReadonlyMap<string, Shape> = inferShapes(architecture, 1),
): Map<string, MapField> {
  const fields = new Map<string, MapField>();
  for (const { id } of architecture.inputs) {
    const at = place(shapes.get(id) as Shape);
    const length = Math.max(0.5, imageLength * at.height);
    fields.set(id, {
      ...at,
      covariance: lags.map((lag) => Math.exp(-lag / length)),
      offset: 0,
      alike: coloursAlike,
    });
  }
  for (const node of architecture.nodes) {
    const { role, rectifies, sums, joins } = definitionOf(node);
    const shape = shapes.get(node.id) as Shape;
    const inputs = node.inputs.map((id) => fields.get(id) as MapField);
    const [x] = inputs;
    if (x === undefined || role === 'none')
      fields.set(node.id, { ...place(shape), covariance: constantProfile(0), offset: 0, alike: 1 });
    else if (role === 'conv') fields.set(node.id, convolve(x, node, shape));
    else if (role === 'pool') fields.set(node.id, pool(x, node, shape));
    else if (role === 'norm') fields.set(node.id, normalize(x));
    else if (rectifies?.(node.attrs) === true) fields.set(node.id, rectify(x));
    else if (joins === true && inputs.length > 1) {
      const total = inputs.reduce((sum, { channels }) => sum + channels, 0);
      fields.set(
        node.id,
        combine(
          inputs,
          shape,
          inputs.map(({ channels }) => channels / total),
        ),
      );
    } else if (sums === true && inputs.length > 1) fields.set(node.id, combine(inputs, shape, undefined));
    // A product with a fixed table, whichever comes first, carries what the other input has.
    else fields.set(node.id, { ...(inputs.find(carriesSignal) ?? x), ...place(shape) });
  }
  return fields;
}
