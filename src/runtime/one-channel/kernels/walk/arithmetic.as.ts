/** Extended arithmetic on sums of views with one channel: the twin of `maps/extended.ts` and `maps/ops.ts`, the same operations in the same order. */
import { exactMoments, viewMoments } from '../kernels.as';
import { spanOf } from '../views.as';
import { slideMaximum, slideWindow } from '../windows.as';
import { allocate, free, relate } from './memory.as';
import {
  addTerm, balance, batch, claimMap, combineTerms, copyTerm, createSum, discardUnheld, Grid, log2, magnitude, mapBytes, pivoted,
  powerOfTwo, putTogether, round, scaleTerm, setPlain, StoredMap, Sum, Term, termOf, wholeMap,
} from './sums.as';

/** An operator with its attributes and the shapes of its operands, as JavaScript wrote it. */
@unmanaged
export class Call {
  op: i32;
  /** 1: the norm is scaled by the weight. */
  isAffine: i32;
  /** 1: a window of one place. */
  isPointwise: i32;
  /** Channels of a group of a convolution. */
  count: i32;
  eps: f64;
  /** How much (log2) a window may enlarge the root mean square. */
  gain: f64;
  /** Half the log2 of eps. */
  logEps: f64;
  channels: f64;
  groups: f64;
  /** The last weight, and log2 of what a group of channels becomes with it at most. */
  boundWeight: f64;
  logBound: f64;
}

/** Of operators that may follow the means; those that may not have -2. */
export const OP_OTHER: i32 = -1;
export const OP_GIVEN: i32 = 0;
const OP_RELU: i32 = 1;
const OP_NORM: i32 = 2;
const OP_CONV: i32 = 3;
const OP_MEAN: i32 = 4;
/** 5 is the largest of a window. */
export const OP_ADD: i32 = 6;
export const OP_MEANS: i32 = 7;

const TRUSTED_RATIO: f64 = 64;
/** As `windowModes` in `kernels/types.ts`. */
const MODE_SUM: i32 = 0;
const MODE_MEAN: i32 = 2;

export let weight: f64 = NaN;
export let negligible: f64 = 0;
let moments: usize = 0;
/** log2 of the weight's size. */
let logWeight: f64 = 0;

export function useWeight(value: f64, limit: f64, momentsAt: usize): void {
  if (value != weight) logWeight = log2(abs(value));
  weight = value;
  negligible = limit;
  moments = momentsAt;
}

/** A window slid over a view (of largest values: `isMaximum`): a new map without a holder. */
function slide(term: Term, call: Call, mode: i32, isMaximum: bool): StoredMap {
  const known = relate(changetype<usize>(term.map.grid), changetype<usize>(call));
  const window = <usize>load<u32>(known);
  const output = changetype<Grid>(<usize>load<u32>(known, 4));
  const bytes = load<u32>(known, 8) * <u32>spanOf(batch);
  const scratch = allocate(bytes);
  const target = allocate(mapBytes(output));
  const pivot = <f32>term.pivot;
  const scale = <f32>term.scale;
  const shift = <f32>term.shift;
  const floor = <f32>term.floor;
  if (isMaximum) slideMaximum(window, term.map.address, target, batch, pivot, scale, shift, floor, scratch, moments);
  else slideWindow(window, term.map.address, target, batch, pivot, scale, shift, floor, mode, 1, scratch, moments);
  free(scratch, bytes);
  return claimMap(output, target);
}

function copySum(sum: Sum): Sum {
  const copy = createSum(sum.count, sum.exponent);
  copy.count = sum.count;
  for (let i = 0; i < sum.count; i++) copyTerm(termOf(copy, i), termOf(sum, i));
  return copy;
}

/** In place. */
function weigh(sum: Sum): void {
  if (weight != 1) for (let i = 0; i < sum.count; i++) scaleTerm(termOf(sum, i), weight);
  balance(sum);
}

function hasFloor(sum: Sum): bool {
  for (let i = 0; i < sum.count; i++) if (termOf(sum, i).floor != -Infinity) return true;
  return false;
}

function rectify(x: Sum): Sum {
  putTogether(x);
  const sum = copySum(x);
  if (sum.count == 0) {
    sum.exponent = 0;
    return sum;
  }
  const term = termOf(sum, 0);
  term.floor = max<f64>(0, term.floor);
  balance(sum);
  return sum;
}

function convolve(x: Sum, call: Call): Sum {
  const total = call.count == 1 ? copySum(x) : addSums(x, <f64>call.count);
  if (total.count == 0 || weight == 0) {
    total.count = 0;
    total.exponent = 0;
    return total;
  }
  if (call.isPointwise != 0 && (weight > 0 || !hasFloor(total))) {
    weigh(total);
    return total;
  }
  if (total.count > 1) {
    const combined = combineTerms(total);
    total.count = 1;
    setPlain(termOf(total, 0), combined);
  }
  const source = termOf(total, 0).map;
  const map = slide(termOf(total, 0), call, MODE_SUM, false);
  discardUnheld(source);
  setPlain(termOf(total, 0), map);
  weigh(total);
  return total;
}

function normalize(x: Sum, call: Call): Sum {
  putTogether(x);
  if (x.count == 0) return createSum(1, 0);
  const term = termOf(x, 0);
  const map = term.map;
  const isLinear = term.floor == -Infinity;
  const grid = changetype<usize>(map.grid);
  const values = <f64>batch * <f64>map.grid.area;
  const pivot: f32 = isLinear ? 0 : <f32>term.pivot;
  const viewScale: f32 = isLinear ? 1 : <f32>term.scale;
  const shift: f32 = isLinear ? 0 : <f32>term.shift;
  const floor: f32 = isLinear ? -Infinity : <f32>term.floor;
  let mean = map.mean;
  let meanSquare = map.meanSquare;
  if (!isLinear) {
    viewMoments(grid, map.address, batch, pivot, viewScale, shift, floor, moments);
    mean = load<f64>(moments) / values;
    meanSquare = load<f64>(moments, 8) / values;
  }
  let variance = meanSquare - mean * mean;
  if (!(variance * TRUSTED_RATIO > mean * mean)) {
    exactMoments(grid, map.address, batch, pivot, viewScale, shift, floor, mean, moments);
    const offset = load<f64>(moments) / values;
    mean = mean + offset;
    variance = max<f64>(0, load<f64>(moments, 8) / values - offset * offset);
  }
  if (variance == 0) return createSum(1, 0);
  const scale = call.isAffine != 0 ? weight : 1;
  if (isLinear) variance = variance * term.scale * term.scale;
  const isLarge = x.exponent >= 0;
  const factor = isLarge
    ? scale / sqrt(variance + call.eps * powerOfTwo(-2 * x.exponent))
    : scale / sqrt(variance * powerOfTwo(2 * x.exponent) + call.eps);
  const sum = createSum(1, isLarge ? 0 : x.exponent);
  sum.count = 1;
  const made = termOf(sum, 0);
  if (isLinear) pivoted(made, map, mean, term.scale * factor, 0, -Infinity);
  else if (factor < 0) pivoted(made, combineTerms(x), mean, factor, 0, -Infinity);
  else pivoted(made, map, term.pivot, term.scale * factor, (term.shift - mean) * factor, (term.floor - mean) * factor);
  balance(sum);
  return sum;
}

function average(x: Sum, call: Call): Sum {
  putTogether(x);
  if (x.count == 0) return createSum(1, 0);
  const sum = wholeMap(slide(termOf(x, 0), call, MODE_MEAN, false), x.exponent);
  balance(sum);
  return sum;
}

function largest(x: Sum, call: Call): Sum {
  putTogether(x);
  if (x.count == 0) return createSum(1, 0);
  return wholeMap(slide(termOf(x, 0), call, 0, true), x.exponent);
}

/** One sum, times a count. */
function addSums(x: Sum, count: f64): Sum {
  const size = magnitude(x) + log2(count);
  const sum = createSum(x.count, 0);
  if (size == -Infinity) return sum;
  const exponent = round(size);
  sum.exponent = exponent;
  const factor = count * powerOfTwo(x.exponent - exponent);
  for (let i = 0; i < x.count; i++) addTerm(sum, termOf(x, i), factor);
  balance(sum);
  return sum;
}

/** Adds `x` to a sum that has room. */
export function include(sum: Sum, x: Sum, size: f64, most: f64): void {
  if (size < most + 3 * negligible) return;
  const factor = powerOfTwo(x.exponent - sum.exponent);
  for (let i = 0; i < x.count; i++) addTerm(sum, termOf(x, i), factor);
}

export function computed(call: Call, x: Sum): Sum {
  switch (call.op) {
    case OP_RELU:
      return rectify(x);
    case OP_NORM:
      return normalize(x, call);
    case OP_CONV:
      return convolve(x, call);
    case OP_MEAN:
      return average(x, call);
    default:
      return largest(x, call);
  }
}

/** log2 of a bound of the result's root mean square, given that of the operand's. */
export function boundOfCall(call: Call, x: f64): f64 {
  switch (call.op) {
    case OP_RELU:
      return x;
    case OP_NORM:
      return (call.isAffine != 0 ? logWeight : 0) + min<f64>(0, x - call.logEps);
    case OP_CONV:
      if (call.boundWeight != weight) {
        call.boundWeight = weight;
        call.logBound = log2((abs(weight) * call.channels) / call.groups);
      }
      return x + call.gain + call.logBound;
    case OP_MEAN:
      return x + call.gain;
    default:
      return Infinity;
  }
}
