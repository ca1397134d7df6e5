/**
 * Many genotypes drawn at once, in AssemblyScript for WebAssembly SIMD, and what a search reads of them: keys, costs, path counts. Each is
 * defined elsewhere (`moves`, `canonical-key`, `network`, `arch/count-paths`, the generator in `core/rng`); a test compares the two.
 * Everything lies at fixed addresses, which `draw-many.ts` knows too.
 */
import { drawBlocks, first, fourth, second, storeBlocks, third } from '../../../core/philox.as';

/** Sixteen words of the stream. */
const WORDS: usize = 0;
/** Of each operator that is drawn: a word for the key, the place among the counts of a cell, how often it counts there. */
const OP_WORDS: usize = 256;
const OP_PLACES: usize = 384;
const OP_TIMES: usize = 512;
/** Params and MACs that a term adds: by cell, operator, and whether it reads an inner node. */
const OP_COSTS: usize = 640;
/** Of the nodes of a cell: label and readers, paths to it and from it. */
const LABELS: usize = 2816;
const READERS: usize = 2944;
const TO: usize = 3072;
const FROM: usize = 3200;
/** Two bytes for each term, its operator and its input: 64 bytes for each genotype. */
const TERMS: usize = 4096;
/** Two words for each genotype. */
const KEYS: usize = 69632;
/** Params and MACs of each genotype. */
const COSTS: usize = 77824;
/** Of each cell paths, skip edges, their paths, then convolutions and poolings by kernel: 16 bits each. */
const COUNTS: usize = 94208;

let used: usize = 0;
let low: u32 = 0;
let high: u32 = 0;
let key0: i32 = 0;
let key1: i32 = 0;

/** The next four blocks of Philox 4x32-10, one a lane. */
function refill(): void {
  drawBlocks(low, high, key0, key1);
  storeBlocks(WORDS, first, second, third, fourth);
  low += 4;
  used = 0;
}

@inline
function word(): u32 {
  if (used == 64) refill();
  const drawn = load<u32>(WORDS + used);
  used += 4;
  return drawn;
}

/** A uniform number below n: words from the largest multiple of n on are drawn again. */
@inline
function below(n: u32): u32 {
  let drawn = word();
  if (drawn > 0xffffffff - n) {
    const rest = <u32>(0x100000000 % <u64>n);
    if (rest > 0) while (drawn > 0xffffffff - rest) drawn = word();
  }
  return drawn % n;
}

/**
 * Draws genotypes `first` and on.
 * @param stride blocks of the stream between one and the next. @param isDistinct 1 where the two terms of a node read two different nodes.
 */
export function draw(seed0: i32, seed1: i32, stride: i32, first: f64, count: i32, nodes: i32, ops: i32, isDistinct: i32): void {
  key0 = seed0;
  key1 = seed1;
  for (let place = 0; place < count; place++) {
    const counter = (<u64>first + place) * stride;
    low = <u32>counter;
    high = <u32>(counter >> 32);
    used = 64;
    let term = TERMS + (<usize>place << 6);
    for (let cell = 0; cell < 2; cell++) {
      for (let node: u32 = 2; node < <u32>nodes + 2; node++) {
        const one = below(node);
        const other = isDistinct ? (one + 1 + below(node - 1)) % node : below(node);
        store<u8>(term, below(ops));
        store<u8>(term, one, 1);
        store<u8>(term, below(ops), 2);
        store<u8>(term, other, 3);
        term += 4;
      }
    }
  }
}

@inline
function mix(a: i32, b: i32): i32 {
  let h = a * 0xcc9e2d51;
  h = (rotl(h, 15) * 0x1b873593) ^ b;
  h = (h ^ (h >>> 16)) * 0x85ebca6b;
  h = (h ^ (h >>> 13)) * 0xc2b2ae35;
  return h ^ (h >>> 16);
}

@inline
function at(list: usize, place: usize): i32 {
  return load<i32>(list + (place << 2));
}

@inline
function put(list: usize, place: usize, word: i32): void {
  store<i32>(list + (place << 2), word);
}

@inline
function op(term: usize): usize {
  return load<u8>(term);
}

@inline
function input(term: usize): usize {
  return load<u8>(term, 1);
}

/** Writes the keys of the first genotypes that were drawn. */
export function writeKeys(count: i32, nodes: usize): void {
  const end = nodes + 2;
  for (let place = 0; place < count; place++) {
    let term = TERMS + (<usize>place << 6);
    let a = mix(0, 0), b = a;
    for (let cell = 0; cell < 2; cell++) {
      put(LABELS, 0, 0x2545f491);
      put(LABELS, 1, 0x6b43a9b5);
      for (let node: usize = 2; node < end; node++, term += 4) {
        const one = input(term), other = input(term + 2);
        const sum = mix(at(OP_WORDS, op(term)), at(LABELS, one)) + mix(at(OP_WORDS, op(term + 2)), at(LABELS, other));
        put(LABELS, node, mix(sum, one == other ? 1 : 2));
        put(READERS, node, 0);
      }
      let sum = 0, otherSum = 0;
      for (let node = end - 1, back = term - 4; node >= 2; node--, back -= 4) {
        const label = mix(at(LABELS, node), at(READERS, node));
        const one = input(back), other = input(back + 2);
        put(READERS, one, at(READERS, one) + mix(at(OP_WORDS, op(back)), label));
        put(READERS, other, at(READERS, other) + mix(at(OP_WORDS, op(back + 2)), label));
        sum += mix(label, 0x1b56c4e9);
        otherSum += mix(label, 0x7c0a5f3d);
      }
      a = mix(a, sum);
      b = mix(b, otherSum);
    }
    store<i32>(KEYS + (<usize>place << 3), a);
    store<i32>(KEYS + (<usize>place << 3), b, 4);
  }
}

/** Writes the costs of the first genotypes that were drawn. @param params and @param macs of a genotype whose terms add nothing. */
export function writeCosts(count: i32, nodes: usize, params: f64, macs: f64): void {
  const fixed = f64x2.replace_lane(f64x2.splat(params), 1, macs);
  for (let place = 0; place < count; place++) {
    let term = TERMS + (<usize>place << 6);
    let sum = fixed;
    for (let table = OP_COSTS; table < OP_COSTS + 2048; table += 1024)
      for (const end = term + (nodes << 2); term < end; term += 2)
        sum = f64x2.add(sum, v128.load(table + (op(term) << 5) + (input(term) < 2 ? 0 : 16)));
    v128.store(COSTS + (<usize>place << 4), sum);
  }
}

@inline
function addTo(row: usize, place: usize, count: i32): void {
  const target = row + (place << 1);
  store<u16>(target, load<u16>(target) + <u16>count);
}

/** Adds what lies on the paths through a term. */
@inline
function passThrough(term: usize, onward: i32, row: usize): void {
  const from = input(term);
  const through = at(TO, from) * onward;
  put(FROM, from, at(FROM, from) + onward);
  const place = <usize>at(OP_PLACES, op(term));
  addTo(row, place, through * at(OP_TIMES, op(term)));
  if (place == 2) addTo(row, 1, 1);
}

/** Writes the path counts of the first genotypes that were drawn, all of whose nodes are outputs. @param width how many counts a cell has. */
export function writeCounts(count: i32, nodes: usize, width: usize): void {
  const end = nodes + 2;
  let row = COUNTS;
  memory.fill(row, 0, (<usize>count * width) << 2);
  for (let place = 0; place < count; place++) {
    let term = TERMS + (<usize>place << 6);
    for (let cell = 0; cell < 2; cell++, row += width << 1) {
      put(TO, 0, 1);
      put(TO, 1, 1);
      let paths = 0;
      for (let node: usize = 2; node < end; node++, term += 4) {
        const to = at(TO, input(term)) + at(TO, input(term + 2));
        put(TO, node, to);
        put(FROM, node, 1);
        paths += to;
      }
      store<u16>(row, paths);
      for (let node = end - 1, back = term - 4; node >= 2; node--, back -= 4) {
        const onward = at(FROM, node);
        passThrough(back, onward, row);
        passThrough(back + 2, onward, row);
      }
    }
  }
}
