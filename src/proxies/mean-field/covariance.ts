/**
 * Covariances of pixels by their distance, each with what follows from it, computed once: networks of one space share most of theirs. Convolutions of
 * 1 and of 3 pixels leave the same one, and so do all widths.
 *
 * A covariance is a number, its place in typed arrays: hundreds of thousands are kept, and as objects they would cost more to collect than to
 * compute again. What was asked last of it is kept beside it; sums are found by their terms. Beyond a number of covariances all are forgotten.
 */
import { average, lagCount, lags, meanOver, meanSquareOver, pairWeights, stride } from './lags.js';

/** A window of pixels, or a map. */
export interface Window {
  readonly height: number;
  readonly width: number;
  readonly dilation: number;
  readonly number: number;
}

/** The place of a covariance. */
export type Covariance = number;

/** Covariances kept: 45 MB. All 15,625 cells of NAS-Bench-201 have 160,000. */
const mostCovariances = 2 ** 18 - 2 ** 16;
const columns = 8;

/** Nothing was asked, and no covariance: new arrays hold it everywhere, so that memory is touched only where a covariance lies. */
const nothing = 0;

/** Where there are any; 300 cells of NAS-Bench-201 have less than that, and need no copy. */
const firstRoom = 2 ** 15;
let room = 0;
let made = 1;
let values = new Float64Array(0);
/** Numbers that were asked for: effective pixels, taps of two windows, offsets of rectifiers before and after. */
let numbers = new Float64Array(0);
/** For what they were asked, and covariances that follow. */
let links = new Int32Array(0);
/** The terms of sums. */
let terms = new Int32Array(0);
/** Sums by their terms: a table with open addresses, twice as many as covariances. */
let sums = new Int32Array(0);

/** Columns of `numbers`. */
const pixelsOf = 0;
const tapsOf = 1;
const offsetBefore = 3;
const offsetAfter = 4;
const shareAsked = 5;
/** Columns of `links`: first the windows for which the numbers of these columns were asked. */
const normalized = 3;
const rectified = 4;
const shareMade = 5;
const changedBy = 6;
const changed = 7;

/** Those of images, by their height; that of what carries no signal at 0. */
const roots = new Map<number, Covariance>();

/** A place for a covariance, to be filled. */
function add(): Covariance {
  if (made >= room) grow();
  return made++;
}

function grow(): void {
  room = Math.max(firstRoom, 2 * room);
  values = longer(values, new Float64Array(room * lagCount));
  numbers = longer(numbers, new Float64Array(room * columns));
  links = longer(links, new Int32Array(room * columns));
  terms = longer(terms, new Int32Array(room * 2));
  const old = sums;
  sums = new Int32Array(room * 2);
  for (const sum of old) if (sum !== nothing) sums[addressOf(terms[2 * sum], terms[2 * sum + 1])] = sum;
}

function longer<T extends Float64Array | Int32Array>(array: T, place: T): T {
  place.set(array);
  return place;
}

/** Forgets all covariances if they are many. Call it before a network, never within one. */
export function forgetCovariances(): void {
  if (made <= mostCovariances) return;
  links.fill(nothing);
  sums.fill(nothing);
  roots.clear();
  made = 1;
}

/** Correlation length of images, as a share of their side. */
const imageLength = 0.15;

function rootOf(height: number, valueAt: (lag: number) => number): Covariance {
  let root = roots.get(height);
  if (root === undefined) {
    roots.set(height, (root = add()));
    for (let l = 0; l < lagCount; l++) values[root * lagCount + l] = valueAt(lags[l]);
  }
  return root;
}

/** That of an image, from which others follow. */
export function imageCovariance(height: number): Covariance {
  const length = Math.max(0.5, imageLength * height);
  return rootOf(height, (lag) => Math.exp(-lag / length));
}

/** That of what carries no signal. */
export const noCovariance = (): Covariance => rootOf(0, () => 0);

/** That of a pixel with itself. */
export const varianceOf = (x: Covariance): number => values[x * lagCount];

/** By distance, at the places of `lags`. */
export const covarianceByLag = (x: Covariance): number[] => [...values.subarray(x * lagCount, (x + 1) * lagCount)];

/** By height, then width and dilation. */
const windows = new Map<number, Map<number, Window>>();
/** From 1, as 0 stands for nothing. */
let nextWindow = 1;

/** The one window of that size. */
export function windowOf(height: number, width: number, dilation = 1): Window {
  const key = dilation * 2 ** 26 + width;
  const ofHeight = windows.get(height) ?? new Map<number, Window>();
  let window = ofHeight.get(key);
  if (window === undefined) {
    windows.set(height, ofHeight);
    ofHeight.set(key, (window = { height, width, dilation, number: nextWindow++ }));
  }
  return window;
}

/** Effective number of pixels of one image: (tr K)^2 / tr K^2 of the covariance between pixels, without the image's mean. */
export function effectivePixels(x: Covariance, { height, width, number }: Window): number {
  const at = x * columns + pixelsOf;
  if (links[at] !== number) {
    links[at] = number;
    numbers[at] = countPixels(x, height, width);
  }
  return numbers[at];
}

function countPixels(x: Covariance, height: number, width: number): number {
  const variance = varianceOf(x);
  if (height * width === 1 || !(variance > 0)) return 1;
  const weights = pairWeights(height, width);
  const mean = meanOver(weights, values, x * lagCount);
  const square = meanSquareOver(weights, values, x * lagCount, mean);
  return square > 0 ? Math.max(1, (variance - mean) ** 2 / square) : 1;
}

/** Mean square of the correlation of two taps of a window. */
export function tapsAlike(x: Covariance, { height, width, dilation, number }: Window): number {
  // Single pixels and larger windows often read the same map.
  const at = x * columns + tapsOf + (height * width === 1 ? 0 : 1);
  if (links[at] !== number) {
    links[at] = number;
    const variance = varianceOf(x);
    numbers[at] = variance > 0 ? meanSquareOver(pairWeights(height, width, dilation), values, x * lagCount) / variance ** 2 : 1;
  }
  return numbers[at];
}

/** Divided by the variance, if there is one. */
export function normalizedCovariance(x: Covariance): Covariance {
  const variance = varianceOf(x);
  if (!(variance > 0)) return x;
  const known = links[x * columns + normalized];
  if (known !== nothing) return known;
  const y = add();
  for (let l = 0; l < lagCount; l++) values[y * lagCount + l] = values[x * lagCount + l] / variance;
  return (links[x * columns + normalized] = y);
}

/** Of unit variances: covariance of two rectified Gaussians of that correlation, and the square of a rectified one's mean. */
export const rectifiedMean = 1 / (2 * Math.PI);
function rectifiedProduct(correlation: number): number {
  const c = correlation >= 1 ? 1 : correlation <= -1 ? -1 : correlation;
  return (Math.sqrt(1 - c * c) + (Math.PI - Math.acos(c)) * c) * rectifiedMean;
}

/** What a ReLU makes of it and of the mean square `offset` of the channels' means. Their sum is above 0. */
export function rectifiedCovariance(x: Covariance, offset: number): Covariance {
  const at = x * columns;
  if (links[at + rectified] !== nothing && numbers[at + offsetBefore] === offset) return links[at + rectified];
  const total = varianceOf(x) + offset;
  const after = total * rectifiedProduct(offset / total);
  const y = add();
  for (let l = 0; l < lagCount; l++)
    values[y * lagCount + l] = Math.max(0, total * rectifiedProduct((values[x * lagCount + l] + offset) / total) - after);
  numbers[at + offsetBefore] = offset;
  numbers[at + offsetAfter] = after;
  return (links[at + rectified] = y);
}

/** The mean square of the channels' means behind the ReLU of which `rectifiedCovariance` was asked last. */
export const rectifiedOffset = (x: Covariance): number => numbers[x * columns + offsetAfter];

/** What pools and strides make of it, of which the last is kept. */
function changedCovariance(x: Covariance, change: number, write: (from: number, to: number) => void): Covariance {
  const at = x * columns;
  if (links[at + changed] !== nothing && links[at + changedBy] === change) return links[at + changed];
  const y = add();
  write(x * lagCount, y * lagCount);
  links[at + changedBy] = change;
  return (links[at + changed] = y);
}

/** That of the mean over a map. */
export function meanCovariance(x: Covariance, { height, width, number }: Window): Covariance {
  return changedCovariance(x, 3 * number, (from, to) => {
    const mean = meanOver(pairWeights(height, width), values, from);
    for (let l = 0; l < lagCount; l++) values[to + l] = mean;
  });
}

/** That of the means over windows. */
export function averagedCovariance(x: Covariance, { height, width, number }: Window): Covariance {
  return changedCovariance(x, 3 * number + 1, (from, to) => average(values, from, to, height, width));
}

/** The same, read in steps of several pixels. */
export function stridedCovariance(x: Covariance, pixels: number): Covariance {
  if (pixels === 1) return x;
  return changedCovariance(x, 3 * pixels + 2, (from, to) => stride(values, from, to, pixels));
}

/** A share of it. */
export function shareOf(x: Covariance, share: number): Covariance {
  if (share === 1) return x;
  const at = x * columns;
  if (links[at + shareMade] !== nothing && numbers[at + shareAsked] === share) return links[at + shareMade];
  const y = add();
  for (let l = 0; l < lagCount; l++) values[y * lagCount + l] = share * values[x * lagCount + l];
  numbers[at + shareAsked] = share;
  return (links[at + shareMade] = y);
}

/** Where the sum of two is in the table, or may be entered. */
function addressOf(x: Covariance, y: Covariance): number {
  const mask = sums.length - 1;
  let address = (Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b)) & mask;
  for (;;) {
    const sum = sums[address];
    if (sum === nothing || (terms[2 * sum] === x && terms[2 * sum + 1] === y)) return address;
    address = (address + 1) & mask;
  }
}

/** The sum of two that are independent. */
export function sumOf(x: Covariance, y: Covariance): Covariance {
  const known = sums[addressOf(x, y)];
  if (known !== nothing) return known;
  const sum = add();
  for (let l = 0; l < lagCount; l++) values[sum * lagCount + l] = values[x * lagCount + l] + values[y * lagCount + l];
  terms[2 * sum] = x;
  terms[2 * sum + 1] = y;
  return (sums[addressOf(x, y)] = sum);
}
