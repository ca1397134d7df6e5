/** Sums of views of maps: the twin of `maps/map-sum.ts`, the same operations in the same order. */
import { combine } from '../combine.as';
import { spanOf } from '../views.as';
import { allocate, free, relate } from './memory.as';

/** Faithful to the last digit to the plain twin, as AssemblyScript's is not. */
@external("walk", "log2")
export declare function log2(value: f64): f64;

/** A grid's descriptor. */
@unmanaged
export class Grid {
  height: i32;
  width: i32;
  rowCounts: usize;
  columnCounts: usize;
  area: i32;
}

@unmanaged
export class StoredMap {
  grid: Grid;
  address: usize;
  bytes: u32;
  holders: i32;
  mean: f64;
  meanSquare: f64;
}

@unmanaged
export class Term {
  map: StoredMap;
  pivot: f64;
  scale: f64;
  shift: f64;
  floor: f64;
}

/** The terms follow. */
@unmanaged
export class Sum {
  exponent: f64;
  count: i32;
  /** Terms there is room for. */
  room: i32;
}

const SUM_BYTES: usize = 16;
export const TERM_BYTES: usize = 40;
const MAP_BYTES: u32 = 32;
/** Words of a term's descriptor for `combine`, in bytes. */
const DESCRIPTOR_BYTES: usize = 32;

export let batch: i32 = 0;
let moments: usize = 0;

export function useBatch(images: i32, momentsAt: usize): void {
  batch = images;
  moments = momentsAt;
}

export function createSum(room: i32, exponent: f64): Sum {
  const sum = changetype<Sum>(allocate(<u32>(SUM_BYTES + TERM_BYTES * <usize>room)));
  sum.exponent = exponent;
  sum.count = 0;
  sum.room = room;
  return sum;
}

function freeSum(sum: Sum): void {
  free(changetype<usize>(sum), <u32>(SUM_BYTES + TERM_BYTES * <usize>sum.room));
}

@inline
export function termOf(sum: Sum, place: i32): Term {
  return changetype<Term>(changetype<usize>(sum) + SUM_BYTES + TERM_BYTES * <usize>place);
}

@inline
function setTerm(term: Term, map: StoredMap, pivot: f64, scale: f64, shift: f64, floor: f64): void {
  term.map = map;
  term.pivot = pivot;
  term.scale = scale;
  term.shift = shift;
  term.floor = floor;
}

@inline
export function setPlain(term: Term, map: StoredMap): void {
  setTerm(term, map, 0, 1, 0, -Infinity);
}

export function copyTerm(target: Term, source: Term): void {
  memory.copy(changetype<usize>(target), changetype<usize>(source), TERM_BYTES);
}

/** The sum that consists of one map, unchanged. */
export function wholeMap(map: StoredMap, exponent: f64): Sum {
  const sum = createSum(1, exponent);
  sum.count = 1;
  setPlain(termOf(sum, 0), map);
  return sum;
}

/** A map with the moments that a kernel has just left. */
export function claimMap(grid: Grid, address: usize): StoredMap {
  const map = changetype<StoredMap>(allocate(MAP_BYTES));
  const values = <f64>batch * <f64>grid.area;
  map.grid = grid;
  map.address = address;
  map.bytes = mapBytes(grid);
  map.holders = 0;
  map.mean = load<f64>(moments) / values;
  map.meanSquare = load<f64>(moments, 8) / values;
  return map;
}

@inline
export function mapBytes(grid: Grid): u32 {
  return <u32>(grid.height * grid.width) * <u32>spanOf(batch);
}

export function discardUnheld(map: StoredMap): void {
  if (map.holders != 0) return;
  free(map.address, map.bytes);
  free(changetype<usize>(map), MAP_BYTES);
}

function release(map: StoredMap): void {
  map.holders--;
  discardUnheld(map);
}

export function holdSum(sum: Sum): void {
  for (let i = 0; i < sum.count; i++) termOf(sum, i).map.holders++;
}

export function releaseSum(sum: Sum): void {
  for (let i = 0; i < sum.count; i++) release(termOf(sum, i).map);
  freeSum(sum);
}

/** As `Math.round`: halves go up. */
@inline
export function round(value: f64): f64 {
  const up = ceil(value);
  return up - 0.5 > value ? up - 1 : up;
}

/** 2^exponent for a whole exponent: 0 or Infinity beyond a double's range. */
export function powerOfTwo(exponent: f64): f64 {
  if (exponent >= -1022 && exponent <= 1023) return reinterpret<f64>((<i64>exponent + 1023) << 52);
  if (exponent > 1023) return Infinity;
  if (exponent < -1074) return 0;
  return exponent != exponent ? NaN : reinterpret<f64>(<i64>1 << (<i64>exponent + 1074));
}

function rootMeanSquare(term: Term): f64 {
  const mean = term.map.mean;
  const pivot = term.pivot;
  const scale = term.scale;
  const shift = term.shift;
  const meanSquare = scale * scale * (term.map.meanSquare - 2 * pivot * mean + pivot * pivot) + 2 * scale * shift * (mean - pivot) + shift * shift;
  return sqrt(max<f64>(0, meanSquare)) + (term.floor == -Infinity ? 0 : abs(term.floor));
}

function totalOf(sum: Sum): f64 {
  let total: f64 = 0;
  for (let i = 0; i < sum.count; i++) total += rootMeanSquare(termOf(sum, i));
  return total;
}

export function magnitude(sum: Sum): f64 {
  return log2(totalOf(sum)) + sum.exponent;
}

/** In place. */
@inline
export function scaleTerm(term: Term, factor: f64): void {
  term.scale *= factor;
  term.shift *= factor;
  if (term.floor != -Infinity) term.floor *= factor;
}

export function pivoted(term: Term, map: StoredMap, pivot: f64, scale: f64, shift: f64, floor: f64): void {
  const crossing = pivot - shift / scale;
  const moved = <f64><f32>crossing;
  if (abs(moved) < 1e30) setTerm(term, map, moved, scale, scale * (moved - crossing), floor);
  else setTerm(term, map, pivot, scale, shift, floor);
}

/** The whole number next to log2 of a number that is not negative. */
function nearestPower(value: f64): f64 {
  const bits = reinterpret<u64>(value);
  const exponent = <i64>(bits >> 52);
  if (exponent == 0 || exponent >= 2047) return round(log2(value));
  // The mantissa beside that of the square root of 2.
  return <f64>(exponent - 1023 + <i64>((bits & 0xfffffffffffff) >= 0x6a09e667f3bcd));
}

/** In place; a sum without a size becomes zero. */
export function balance(sum: Sum): void {
  const drift = nearestPower(totalOf(sum));
  if (!isFinite<f64>(drift)) {
    for (let i = 0; i < sum.count; i++) discardUnheld(termOf(sum, i).map);
    sum.count = 0;
    sum.exponent = 0;
  } else if (drift != 0) {
    const factor = powerOfTwo(-drift);
    for (let i = 0; i < sum.count; i++) scaleTerm(termOf(sum, i), factor);
    sum.exponent += drift;
  }
}

/** Adds a term to those of `sum`; terms that are linear in the same map become one. */
export function addTerm(sum: Sum, term: Term, factor: f64): void {
  const added = termOf(sum, sum.count);
  copyTerm(added, term);
  if (factor != 1) scaleTerm(added, factor);
  if (added.floor == -Infinity)
    for (let at = 0; at < sum.count; at++) {
      const known = termOf(sum, at);
      if (known.map != added.map || known.floor != -Infinity) continue;
      pivoted(
        known, known.map, known.pivot, known.scale + added.scale,
        known.shift + added.shift + added.scale * (known.pivot - added.pivot), -Infinity,
      );
      return;
    }
  sum.count++;
}

/** What two grids have in common, for `relate`; the kinds of relations are the lowest bits of an address. */
const JOINED: usize = 1;
const TABLES: usize = 2;

/** One new map that holds the sum of the terms, in their order. */
export function combineTerms(sum: Sum): StoredMap {
  let grid = termOf(sum, 0).map.grid;
  for (let i = 1; i < sum.count; i++) {
    const other = termOf(sum, i).map.grid;
    if (other != grid) grid = changetype<Grid>(<usize>load<u32>(relate(changetype<usize>(grid), changetype<usize>(other) | JOINED)));
  }
  const address = allocate(mapBytes(grid));
  const bytes = <u32>(DESCRIPTOR_BYTES * <usize>sum.count);
  const descriptors = allocate(bytes);
  for (let i = 0; i < sum.count; i++) {
    const term = termOf(sum, i);
    const tables = relate(changetype<usize>(term.map.grid), changetype<usize>(grid) | TABLES);
    const at = descriptors + DESCRIPTOR_BYTES * <usize>i;
    store<u32>(at, <u32>term.map.address);
    store<i32>(at, term.map.grid.width, 4);
    store<u32>(at, load<u32>(tables), 8);
    store<u32>(at, load<u32>(tables, 4), 12);
    store<f32>(at, <f32>term.pivot, 16);
    store<f32>(at, <f32>term.scale, 20);
    store<f32>(at, <f32>term.shift, 24);
    store<f32>(at, <f32>term.floor, 28);
  }
  combine(changetype<usize>(grid), descriptors, sum.count, address, batch, moments);
  free(descriptors, bytes);
  return claimMap(grid, address);
}

/** Several terms are added up, once for all who read the sum. */
export function putTogether(sum: Sum): void {
  if (sum.count <= 1) return;
  const map = combineTerms(sum);
  map.holders++;
  for (let i = 0; i < sum.count; i++) release(termOf(sum, i).map);
  sum.count = 1;
  setPlain(termOf(sum, 0), map);
}
