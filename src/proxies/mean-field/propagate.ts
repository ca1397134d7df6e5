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
import type { Architecture } from '../../arch/types.js';
import {
  averagedCovariance,
  effectivePixels,
  forgetCovariances,
  imageCovariance,
  meanCovariance,
  noCovariance,
  normalizedCovariance,
  rectifiedCovariance,
  rectifiedMean,
  rectifiedOffset,
  shareOf,
  stridedCovariance,
  sumOf,
  tapsAlike,
  varianceOf,
} from './covariance.js';
import { stepsOf, type NetworkSteps, type Step } from './steps.js';

/** The maps of a network, by slot. */
export interface Maps {
  readonly covariance: Int32Array;
  readonly offset: Float64Array;
  readonly alike: Float64Array;
  /** Mean over random directions of the output of the squared gradient, summed over channels and pixels (`gradients`). */
  readonly gradient: Float64Array;
  /** 1 for values that an output needs. */
  readonly isNeeded: Uint8Array;
}

/** Sums over the nodes that an output needs. */
export interface Sums {
  /** How many rectifiers and activations carry a signal, and the effective numbers of channels behind them. */
  rectifiers: number;
  rectified: number;
  activations: number;
  activated: number;
  /** Effective numbers of channels that layers read, and of them those with windows larger than a pixel. */
  read: number;
  readByWindows: number;
  /** Multiply-accumulates of nodes that carry a signal. */
  macs: number;
  hasRectifiers: boolean;
  /** Products mix places, as in attention. */
  isMixed: boolean;
}

/** The limit of a network, until the next one is computed: all are written into the same maps. */
export interface Limit {
  /** The nodes that an output needs, from the last to the first. */
  readonly live: readonly Step[];
  readonly maps: Maps;
  readonly sums: Sums;
}

const createMaps = (slots: number): Maps => ({
  covariance: new Int32Array(slots),
  offset: new Float64Array(slots),
  alike: new Float64Array(slots),
  gradient: new Float64Array(slots),
  isNeeded: new Uint8Array(slots),
});
let maps = createMaps(512);

/** Mean square correlation of two colours of an image. */
const coloursAlike = 0.7;

/** A signal passes through a map. */
export const carries = ({ covariance }: Maps, slot: number): boolean => varianceOf(covariance[slot]) > 0;

/** Effective number of channels: C when no two are alike, 1 when all are. */
export function effectiveChannels({ alike }: Maps, slot: number, channels: number): number {
  return channels / (1 + (channels - 1) * Math.min(1, alike[slot]));
}

/** Slope of the normalised kernel at 0, squared: what a ReLU leaves of small correlations of channels. */
const rectifiedSlope = (0.25 / (0.5 - rectifiedMean)) ** 2;

/** The input whose map a product has: the first that is more than a fixed table. */
export function carriedInput({ covariance, offset }: Maps, inputs: readonly number[]): number {
  for (let i = 0; i < inputs.length; i++) if (varianceOf(covariance[inputs[i]]) + offset[inputs[i]] > 0) return inputs[i];
  return inputs[0];
}

/** The nodes that an output needs, from the last to the first. */
function neededSteps({ steps, outputs }: NetworkSteps, isNeeded: Uint8Array): Step[] {
  for (const output of outputs) isNeeded[output] = 1;
  const live: Step[] = [];
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = steps[i];
    // Values that are multiplied by zero are not needed: cells of one canonical form differ in them.
    if (isNeeded[step.output] === 0 || step.isNone) continue;
    const { inputs } = step;
    for (let k = 0; k < inputs.length; k++) isNeeded[inputs[k]] = 1;
    live.push(step);
  }
  return live;
}

/** The limit of a network. @throws a data error if shapes do not fit. */
export function limitOf(architecture: Architecture): Limit {
  const network = stepsOf(architecture);
  forgetCovariances();
  const { slots, outputs, inputs } = network;
  if (slots > maps.offset.length) maps = createMaps(2 * slots);
  const { covariance, offset, alike, gradient, isNeeded } = maps;
  isNeeded.fill(0, 0, slots);
  gradient.fill(0, 0, slots);
  offset.fill(0, 0, slots);
  // What is not needed, or multiplied by zero.
  alike.fill(1, 0, slots);
  covariance.fill(noCovariance(), 0, slots);
  const live = neededSteps(network, isNeeded);
  for (const output of outputs) gradient[output] = 1;
  for (const { slot, map } of inputs) {
    covariance[slot] = imageCovariance(map.height);
    alike[slot] = coloursAlike;
  }
  const sums: Sums = {
    rectifiers: 0,
    rectified: 0,
    activations: 0,
    activated: 0,
    read: 0,
    readByWindows: 0,
    macs: 0,
    hasRectifiers: false,
    isMixed: false,
  };
  for (let i = live.length - 1; i >= 0; i--) {
    propagate(live[i], maps);
    addTo(sums, live[i], maps);
  }
  return { live, maps, sums };
}

function addTo(sums: Sums, step: Step, { covariance }: Maps): void {
  const { output } = step;
  if (step.mixesPlaces) sums.isMixed = true;
  if (step.isLayer) addLayer(sums, step);
  if (step.isActivation && step.isRectifier) sums.hasRectifiers = true;
  if (!(varianceOf(covariance[output]) > 0)) return;
  sums.macs += step.macs;
  if (!step.isActivation) return;
  const effective = effectiveChannels(maps, output, step.channels);
  sums.activations++;
  sums.activated += effective;
  if (!step.isRectifier) return;
  sums.rectifiers++;
  sums.rectified += effective;
}

function addLayer(sums: Sums, { inputs, inputChannels, isSpatial }: Step): void {
  for (let i = 0; i < inputs.length; i++) {
    if (!carries(maps, inputs[i])) continue;
    const effective = effectiveChannels(maps, inputs[i], inputChannels[i]);
    sums.read += effective;
    if (isSpatial) sums.readByWindows += effective;
  }
}

function propagate(step: Step, { covariance, offset, alike }: Maps): void {
  const { inputs, output } = step;
  switch (step.forward) {
    case 'zero':
      break;
    case 'layer':
      layer(step, maps);
      break;
    case 'norm':
      covariance[output] = normalizedCovariance(covariance[inputs[0]]);
      alike[output] = alike[inputs[0]];
      break;
    case 'rectify':
      rectify(step, maps);
      break;
    case 'combine':
      combine(step, maps);
      break;
    case 'mean':
      covariance[output] = meanCovariance(covariance[inputs[0]], step.inputMap);
      offset[output] = offset[inputs[0]];
      alike[output] = alike[inputs[0]];
      break;
    case 'windows':
      covariance[output] = stridedCovariance(averagedCovariance(covariance[inputs[0]], step.window), step.stride);
      offset[output] = offset[inputs[0]];
      alike[output] = alike[inputs[0]];
      break;
    case 'carry': {
      const carried = carriedInput(maps, inputs);
      covariance[output] = covariance[carried];
      offset[output] = offset[carried];
      alike[output] = alike[carried];
      break;
    }
    default:
      step.forward satisfies never;
  }
}

function layer({ inputs, output, inputChannels, groups, window, stride, map }: Step, { covariance, offset, alike }: Maps): void {
  const x = inputs[0];
  const taps = tapsAlike(covariance[x], window);
  const read = inputChannels[0] / groups;
  const channelsAlike = (1 + (read - 1) * Math.min(1, alike[x])) / read;
  const own = stridedCovariance(covariance[x], stride);
  const fresh = channelsAlike * taps;
  const across = alike[x] * taps;
  covariance[output] = own;
  offset[output] = offset[x];
  alike[output] = Math.min(1, fresh / groups + (1 - 1 / groups) * across + 1 / effectivePixels(own, map));
}

function rectify({ inputs, output }: Step, { covariance, offset, alike }: Maps): void {
  const x = inputs[0];
  if (varianceOf(covariance[x]) + offset[x] > 0) {
    covariance[output] = rectifiedCovariance(covariance[x], offset[x]);
    offset[output] = rectifiedOffset(covariance[x]);
    alike[output] = alike[x] * (rectifiedSlope + (1 - rectifiedSlope) * alike[x]);
  } else {
    covariance[output] = covariance[x];
    offset[output] = offset[x];
    alike[output] = alike[x];
  }
}

/** Sums, or channels side by side: then every input has a share of the output's channels. */
function combine({ inputs, output, inputChannels, isJoin, map }: Step, { covariance, offset, alike }: Maps): void {
  let total = 0;
  if (isJoin) for (let i = 0; i < inputs.length; i++) total += inputChannels[i];
  let sum = covariance[inputs[0]];
  let offsets = 0;
  let alikes = 0;
  let weight = 0;
  let squares = 0;
  for (let i = 0; i < inputs.length; i++) {
    const x = inputs[i];
    const share = isJoin ? inputChannels[i] / total : 1;
    const part = shareOf(covariance[x], share);
    const own = varianceOf(part);
    sum = i === 0 ? part : sumOf(sum, part);
    offsets += share * offset[x];
    weight += own;
    alikes += alike[x] * own * own;
    squares += own * own;
  }
  covariance[output] = sum;
  offset[output] = offsets;
  if (weight === 0) {
    alike[output] = 1;
    return;
  }
  const pixels = effectivePixels(sum, map);
  const mean = alikes / weight ** 2;
  // Channels of different inputs are alike by chance only, as far as an image has few pixels.
  alike[output] = isJoin ? mean + (1 - squares / weight ** 2) / pixels : Math.max(mean, 1 / pixels);
}
