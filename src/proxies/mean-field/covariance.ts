/**
 * Covariances of pixels by their distance, each with what follows from it, computed once: networks of one space share most of theirs. Convolutions of
 * 1 and of 3 pixels leave the same one, and so do all widths.
 *
 * Every covariance follows from that of an image by operators, so that together they are a tree; beyond a number of them it starts anew.
 */
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

/** A window of pixels, or a map. */
export interface Window {
  readonly height: number;
  readonly width: number;
  readonly dilation: number;
}

/** What follows from a covariance, by what it was asked for. */
interface Found<K, V> {
  readonly key: K;
  readonly value: V;
  readonly next: Found<K, V> | undefined;
}

export interface Covariance {
  readonly values: Profile;
  /** That of a pixel with itself. */
  readonly variance: number;
  normalized: Covariance | undefined;
  rectified: Rectified | undefined;
  pixels: Found<Window, number> | undefined;
  taps: Found<Window, number> | undefined;
  means: Found<Window, Covariance> | undefined;
  averages: Found<Window, Covariance> | undefined;
  strides: Found<number, Covariance> | undefined;
  shares: Found<number, Covariance> | undefined;
  sums: Map<Covariance, Covariance> | undefined;
}

interface Rectified {
  /** Mean square of the channels' means, before and after. */
  readonly before: number;
  readonly after: number;
  readonly covariance: Covariance;
}

/** Covariances kept, about 20 MB. */
const MOST_COVARIANCES = 50_000;
let made = 0;
/** Those of images, by their height; that of what carries no signal at 0. */
const roots = new Map<number, Covariance>();

function covarianceOf(values: Profile): Covariance {
  made++;
  return {
    values,
    variance: values[0],
    normalized: undefined,
    rectified: undefined,
    pixels: undefined,
    taps: undefined,
    means: undefined,
    averages: undefined,
    strides: undefined,
    shares: undefined,
    sums: undefined,
  };
}

/** Correlation length of images, as a share of their side. */
const imageLength = 0.15;

function rootOf(height: number, values: () => Profile): Covariance {
  let root = roots.get(height);
  if (root === undefined) roots.set(height, (root = covarianceOf(values())));
  return root;
}

/** That of an image, from which others follow. */
export function imageCovariance(height: number): Covariance {
  const length = Math.max(0.5, imageLength * height);
  return rootOf(height, () => lags.map((lag) => Math.exp(-lag / length)));
}

/** That of what carries no signal. */
export const noCovariance = (): Covariance => rootOf(0, () => constantProfile(0));

/** Forgets all covariances if they are many. Those at hand stay, and go with the network. */
export function forgetCovariances(): void {
  if (made <= MOST_COVARIANCES) return;
  roots.clear();
  made = 0;
}

function find<K, V>(found: Found<K, V> | undefined, key: K): V | undefined {
  for (let one = found; one !== undefined; one = one.next) if (one.key === key) return one.value;
  return undefined;
}

/** By height, then width and dilation. */
const windows = new Map<number, Map<number, Window>>();

/** The one window of that size. */
export function windowOf(height: number, width: number, dilation = 1): Window {
  const key = dilation * 2 ** 26 + width;
  const ofHeight = windows.get(height) ?? new Map<number, Window>();
  let window = ofHeight.get(key);
  if (window === undefined) {
    windows.set(height, ofHeight);
    ofHeight.set(key, (window = { height, width, dilation }));
  }
  return window;
}

/** Effective number of pixels of one image: (tr K)^2 / tr K^2 of the covariance between pixels, without the image's mean. */
export function effectivePixels(x: Covariance, map: Window): number {
  let pixels = find(x.pixels, map);
  if (pixels === undefined) x.pixels = { key: map, value: (pixels = pixelsOf(x, map)), next: x.pixels };
  return pixels;
}

function pixelsOf({ values, variance }: Covariance, { height, width }: Window): number {
  if (height * width === 1 || !(variance > 0)) return 1;
  const weights = pairWeights(height, width);
  const mean = meanOver(weights, values);
  const square = meanSquareOver(weights, values, mean);
  return square > 0 ? Math.max(1, (variance - mean) ** 2 / square) : 1;
}

/** Mean square of the correlation of two taps of a window. */
export function tapsAlike(x: Covariance, window: Window): number {
  let alike = find(x.taps, window);
  if (alike === undefined) {
    const { height, width, dilation } = window;
    alike = x.variance > 0 ? meanSquareOver(pairWeights(height, width, dilation), x.values) / x.variance ** 2 : 1;
    x.taps = { key: window, value: alike, next: x.taps };
  }
  return alike;
}

/** That of the mean over a map. */
export function meanCovariance(x: Covariance, map: Window): Covariance {
  let mean = find(x.means, map);
  if (mean === undefined) {
    mean = covarianceOf(constantProfile(meanOver(pairWeights(map.height, map.width), x.values)));
    x.means = { key: map, value: mean, next: x.means };
  }
  return mean;
}

/** That of the means over windows. */
export function averagedCovariance(x: Covariance, window: Window): Covariance {
  let average = find(x.averages, window);
  if (average === undefined) {
    average = covarianceOf(averaged(x.values, window.height, window.width));
    x.averages = { key: window, value: average, next: x.averages };
  }
  return average;
}

/** The same, read in steps of several pixels. */
export function stridedCovariance(x: Covariance, stride: number): Covariance {
  if (stride === 1) return x;
  let read = find(x.strides, stride);
  if (read === undefined) x.strides = { key: stride, value: (read = covarianceOf(strided(x.values, stride))), next: x.strides };
  return read;
}

/** Divided by the variance, if there is one. */
export function normalizedCovariance(x: Covariance): Covariance {
  if (!(x.variance > 0)) return x;
  if (x.normalized !== undefined) return x.normalized;
  const values = blankProfile();
  for (let l = 0; l < lagCount; l++) values[l] = x.values[l] / x.variance;
  return (x.normalized = covarianceOf(values));
}

/** Of unit variances: covariance of two rectified Gaussians of that correlation, and the square of a rectified one's mean. */
export const rectifiedMean = 1 / (2 * Math.PI);
function rectifiedProduct(correlation: number): number {
  const c = correlation >= 1 ? 1 : correlation <= -1 ? -1 : correlation;
  return (Math.sqrt(1 - c * c) + (Math.PI - Math.acos(c)) * c) * rectifiedMean;
}

/** What a ReLU makes of it and of the mean square `offset` of the channels' means. Their sum is above 0. */
export function rectifiedCovariance(x: Covariance, offset: number): Rectified {
  if (x.rectified?.before === offset) return x.rectified;
  const total = x.variance + offset;
  const after = total * rectifiedProduct(offset / total);
  const values = blankProfile();
  for (let l = 0; l < lagCount; l++) values[l] = Math.max(0, total * rectifiedProduct((x.values[l] + offset) / total) - after);
  return (x.rectified = { before: offset, after, covariance: covarianceOf(values) });
}

/** A share of it. */
export function shareOf(x: Covariance, share: number): Covariance {
  if (share === 1) return x;
  let part = find(x.shares, share);
  if (part === undefined) {
    part = covarianceOf(x.values.map((value) => share * value));
    x.shares = { key: share, value: part, next: x.shares };
  }
  return part;
}

/** The sum of two that are independent. */
export function sumOf(x: Covariance, y: Covariance): Covariance {
  let sum = x.sums?.get(y);
  if (sum === undefined) {
    const values = blankProfile();
    for (let l = 0; l < lagCount; l++) values[l] = x.values[l] + y.values[l];
    sum = covarianceOf(values);
    (x.sums ??= new Map()).set(y, sum);
  }
  return sum;
}
