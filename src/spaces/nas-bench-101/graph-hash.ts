/**
 * The benchmark's key of a cell: an iterated MD5 of every vertex and its neighbours (Ying et al., ICML 2019, and the published library).
 * A vertex starts as md5 of "(out-degree, in-degree, label)" and becomes, as many times as there are vertices, md5 of
 * "in-hashes|out-hashes|own hash" with neighbours sorted; the key is md5 of the sorted list as Python prints it.
 * Equal for isomorphic cells and, on this space, different for all others: 423,624 keys.
 *
 * The surprising fact: two cells with the same key may differ in params, because channels that do not divide evenly go to the first
 * vertices in the order as written.
 */
import { appendHash, appendText, clearMessage, createMessage, hashText } from './ascii-message.js';
import { MAX_VERTICES, nasBench101Ops, tailsOf, vertexCount, type NasBench101Cell } from './cell.js';
import { md5Words, writeHex } from './md5.js';

const HASH = 8;
const message = createMessage(MAX_VERTICES * 36 + 2);
/** Hexadecimal text of every vertex's hash, now and in the next round; the leading characters as a number to sort by. */
let texts = new Int32Array(MAX_VERTICES * HASH);
let nextTexts = new Int32Array(MAX_VERTICES * HASH);
const neighbors = new Int32Array(MAX_VERTICES);
const firstTexts = new Map<number, Int32Array>();

/** 32 hexadecimal digits. */
export function nasBench101Hash(cell: NasBench101Cell): string {
  const vertices = vertexCount(cell);
  const ins = new Int32Array(vertices);
  const outs = new Int32Array(vertices);
  for (let v = 1; v < vertices; v++) {
    ins[v] = tailsOf(cell, v);
    for (let x = 0; x < v; x++) if ((ins[v] & (1 << x)) !== 0) outs[x] |= 1 << v;
  }
  for (let v = 0; v < vertices; v++) {
    const label = v === 0 ? -1 : v === vertices - 1 ? -2 : nasBench101Ops.indexOf(cell.ops[v - 1]);
    texts.set(firstText(bitCount(outs[v]), bitCount(ins[v]), label), v * HASH);
  }
  for (let round = 0; round < vertices; round++) {
    for (let v = 0; v < vertices; v++) {
      clearMessage(message);
      appendSorted(ins[v], '', '');
      appendText(message, '|');
      appendSorted(outs[v], '', '');
      appendText(message, '|');
      appendHash(message, texts, v * HASH);
      writeHex(md5Words(message.words, message.length), nextTexts, v * HASH);
    }
    [texts, nextTexts] = [nextTexts, texts];
  }
  clearMessage(message);
  appendText(message, '[');
  appendSorted((1 << vertices) - 1, "'", ', ');
  appendText(message, ']');
  writeHex(md5Words(message.words, message.length), nextTexts, 0);
  return hashText(nextTexts, 0);
}

/** Appends the hashes of the vertices in `set`, in the order of their text. */
function appendSorted(set: number, quotes: string, separator: string): void {
  let count = 0;
  for (let v = 0; set >>> v !== 0; v++) {
    if ((set & (1 << v)) === 0) continue;
    let place = count++;
    for (; place > 0 && isBefore(v, neighbors[place - 1]); place--) neighbors[place] = neighbors[place - 1];
    neighbors[place] = v;
  }
  for (let i = 0; i < count; i++) {
    if (i > 0) appendText(message, separator);
    appendText(message, quotes);
    appendHash(message, texts, neighbors[i] * HASH);
    appendText(message, quotes);
  }
}

/** Whether the hash of vertex a comes before that of b as text. */
function isBefore(a: number, b: number): boolean {
  for (let i = 0; i < HASH; i++) {
    const x = texts[a * HASH + i];
    const y = texts[b * HASH + i];
    if (x === y) continue;
    for (let shift = 0; shift < 32; shift += 8) {
      const difference = ((x >>> shift) & 255) - ((y >>> shift) & 255);
      if (difference !== 0) return difference < 0;
    }
  }
  return false;
}

function firstText(outDegree: number, inDegree: number, label: number): Int32Array {
  const key = (outDegree << 8) | (inDegree << 4) | (label + 2);
  let text = firstTexts.get(key);
  if (text === undefined) {
    const start = createMessage(16);
    appendText(start, `(${outDegree}, ${inDegree}, ${label})`);
    text = new Int32Array(HASH);
    writeHex(md5Words(start.words, start.length), text, 0);
    firstTexts.set(key, text);
  }
  return text;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
