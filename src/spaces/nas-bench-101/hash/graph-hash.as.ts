/**
 * The published hash of a cell, in AssemblyScript for WebAssembly SIMD: what `graph-hash.ts` says, with the digests of four vertices
 * at once. Everything lies at fixed addresses.
 */
import { digestFour } from './md5.as';

/** The digest of each vertex, 32 characters each; the eighth is that of the cell; eight more for lanes without a message. */
const TEXTS: usize = 1024;
const CELL = 7;
const SPARE = 8;
/** A message for each lane, with room for zeros behind its last block. */
const MESSAGES: usize = 1536;
const MESSAGE: usize = 384;
/** Lists of eight words: the blocks of each message, the vertex of each lane (those with most neighbors first), the vertices in the order of their digests. */
const BLOCKS: usize = 4608;
const LANES: usize = 4640;
const ORDER: usize = 4672;
/** The neighbors before and behind each vertex, as bits. */
const INS: usize = 4704;
const OUTS: usize = 4736;

@inline
function at(list: usize, place: i32): i32 {
  return load<i32>(list + (<usize>place << 2));
}

@inline
function put(list: usize, place: i32, word: i32): void {
  store<i32>(list + (<usize>place << 2), word);
}

@inline
function textOf(v: i32): usize {
  return TEXTS + (<usize>v << 5);
}

@inline
function copyText(to: usize, from: usize): usize {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  return to + 32;
}

function isBefore(a: i32, b: i32): bool {
  for (let i: usize = 0; i < 32; i += 8) {
    const left = bswap(load<u64>(textOf(a) + i)), right = bswap(load<u64>(textOf(b) + i));
    if (left != right) return left < right;
  }
  return false;
}

function sortByText(vertices: i32): void {
  for (let v = 0; v < vertices; v++) {
    let place = v;
    for (; place > 0 && isBefore(v, at(ORDER, place - 1)); place--) put(ORDER, place, at(ORDER, place - 1));
    put(ORDER, place, v);
  }
}

@inline
function degree(v: i32): i32 {
  return popcnt(at(INS, v)) + popcnt(at(OUTS, v));
}

/** Lanes of four messages of about one length waste least. */
function fillLanes(vertices: i32): void {
  for (let lane = 0; lane < 8; lane++) {
    put(LANES, lane, SPARE + lane);
    put(BLOCKS, lane, 0);
  }
  for (let v = 0; v < vertices; v++) {
    let lane = v;
    for (; lane > 0 && degree(v) > degree(at(LANES, lane - 1)); lane--) put(LANES, lane, at(LANES, lane - 1));
    put(LANES, lane, v);
  }
}

function appendSorted(end: usize, set: i32, vertices: i32): usize {
  for (let place = 0; place < vertices; place++) {
    const v = at(ORDER, place);
    if ((set >>> v) & 1) end = copyText(end, textOf(v));
  }
  return end;
}

@inline
function messageOf(lane: i32): usize {
  return MESSAGES + <usize>lane * MESSAGE;
}

/** Ends a message as MD5 wants it. */
function pad(lane: i32, end: usize): void {
  const message = messageOf(lane);
  const length = end - message;
  const blocks = (length + 72) >> 6;
  const last = message + (blocks << 6);
  for (let p = end; p < last; p += 16) v128.store(p, i32x4.splat(0));
  store<u8>(end, 0x80);
  store<u32>(last - 8, <u32>length << 3);
  put(BLOCKS, lane, <i32>blocks);
}

/** "(out-degree, in-degree, label)". */
function writeFirst(lane: i32, label: i32): void {
  const v = at(LANES, lane);
  const message = messageOf(lane);
  store<u64>(message, 0x202c_0020_2c00_28 | (<u64>(0x30 + popcnt(at(OUTS, v))) << 8) | (<u64>(0x30 + popcnt(at(INS, v))) << 32));
  let end = message + 7;
  if (label < 0) store<u8>(end++, 0x2d);
  store<u16>(end, <u16>(0x2930 + abs(label)));
  pad(lane, end + 2);
}

/** "in-digests|out-digests|digest". */
function writeNext(lane: i32, vertices: i32): void {
  const v = at(LANES, lane);
  let end = appendSorted(messageOf(lane), at(INS, v), vertices);
  store<u8>(end++, 0x7c);
  end = appendSorted(end, at(OUTS, v), vertices);
  store<u8>(end++, 0x7c);
  pad(lane, copyText(end, textOf(v)));
}

/** The sorted list as Python prints it: "['digest', 'digest']". */
function writeList(lane: i32, vertices: i32): void {
  let end = messageOf(lane);
  for (let place = 0; place < vertices; place++) {
    store<u32>(end, place == 0 ? 0x275b : 0x27202c27);
    end = copyText(end + (place == 0 ? 2 : 4), textOf(at(ORDER, place)));
  }
  store<u16>(end, 0x5d27);
  pad(lane, end + 2);
}

function digestLanes(lane: i32): void {
  digestFour(messageOf(lane), MESSAGE, BLOCKS + (<usize>lane << 2), textOf(at(LANES, lane)), textOf(at(LANES, lane + 1)), textOf(at(LANES, lane + 2)), textOf(at(LANES, lane + 3)));
}

/**
 * Writes the hash at `textOf(CELL)`.
 * @param edges bit x + y (y - 1) / 2 is set where there is an edge from x to y. @param labels two bits for each inner vertex, the first one lowest.
 */
export function hash(vertices: i32, edges: i32, labels: i32): void {
  for (let v = 0; v < vertices; v++) {
    const ins = (edges >>> ((v * (v - 1)) >> 1)) & ((1 << v) - 1);
    put(INS, v, ins);
    put(OUTS, v, 0);
    for (let x = 0; x < v; x++) if ((ins >>> x) & 1) put(OUTS, x, at(OUTS, x) | (1 << v));
  }
  fillLanes(vertices);
  for (let lane = 0; lane < vertices; lane++) {
    const v = at(LANES, lane);
    writeFirst(lane, v == 0 ? -1 : v == vertices - 1 ? -2 : (labels >>> ((v - 1) << 1)) & 3);
  }
  for (let lane = 0; lane < vertices; lane += 4) digestLanes(lane);
  for (let round = 0; round < vertices; round++) {
    sortByText(vertices);
    for (let lane = 0; lane < vertices; lane++) writeNext(lane, vertices);
    for (let lane = 0; lane < vertices; lane += 4) digestLanes(lane);
  }
  sortByText(vertices);
  fillLanes(0);
  put(LANES, 0, CELL);
  writeList(0, vertices);
  digestLanes(0);
}
