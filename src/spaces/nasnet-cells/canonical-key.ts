/**
 * 64 bits that are equal for genotypes of one canonical form, many times faster than the form itself. Every node gets a label from
 * what it reads, and from its readers; the key sums over nodes, so that their numbers do not matter. That distinguishes all cells that
 * the canonical form does, as far as we looked (`canonical-key.test.ts`), up to chance: labels have 32 bits, so two genotypes that
 * differ in one node without readers share a key once in four billion times, others far more rarely.
 */
import { hash32 } from '../../core/rng.js';
import { mixWords } from '../../core/hash-words.js';
import { nasnetOps } from './ops.js';
import { noOp, type CellTerms, type NasnetGenotype } from './genotype.js';

/** A word for every operator's name, by its number. */
export const opWords = Int32Array.from(Object.keys(nasnetOps), hash32);
/** Room for the nodes and terms of a cell; keys are made one at a time. */
let labels = new Int32Array(32);
let readers = new Int32Array(32);
let words = new Int32Array(64);
/** The node that each term reads. */
let inputs = new Int32Array(64);

function makeRoom(nodes: number): void {
  labels = new Int32Array(2 * nodes);
  readers = new Int32Array(2 * nodes);
  words = new Int32Array(4 * nodes);
  inputs = new Int32Array(4 * nodes);
}

/** Fills in the labels of the nodes and returns the last of them. @param concat the nodes concatenated, where the genotype names them. */
function labelNodes(terms: CellTerms, concat: readonly number[] | undefined): number {
  const last = 1 + terms.length / 2;
  if (labels.length <= last) makeRoom(last + 1);
  for (let i = 0; i < terms.length; i++) {
    const term = terms[i];
    words[i] = opWords[term[2]];
    // An edge without operator reads nothing: the canonical form has it read the first input.
    inputs[i] = term[0] === noOp ? 0 : term[1];
  }
  readers.fill(0, 0, last + 1);
  labels[0] = 0x2545f491;
  labels[1] = 0x6b43a9b5;
  for (let node = 2, i = 0; node <= last; node++, i += 2) {
    const a = inputs[i];
    const b = inputs[i + 1];
    // The order of the two terms does not change their sum. Reading one node twice differs from reading two equal nodes.
    labels[node] = mixWords((mixWords(words[i], labels[a]) + mixWords(words[i + 1], labels[b])) | 0, a === b ? 1 : 2);
    if (concat !== undefined && concat.includes(node)) labels[node] = mixWords(labels[node], 3);
  }
  for (let node = last, i = terms.length - 2; node >= 2; node--, i -= 2) {
    const label = (labels[node] = mixWords(labels[node], readers[node]));
    const a = inputs[i];
    const b = inputs[i + 1];
    readers[a] = (readers[a] + mixWords(words[i], label)) | 0;
    readers[b] = (readers[b] + mixWords(words[i + 1], label)) | 0;
  }
  return last;
}

/** Writes the key of a genotype. */
export function writeNasnetKey(genotype: NasnetGenotype, key: Uint32Array): void {
  const { normal, reduce, normalConcat, reduceConcat, width = 0, depth = 0, aux = false } = genotype;
  let low = aux ? mixWords(mixWords(width, depth), 1) : mixWords(width, depth);
  let high = low;
  for (let cell = 0; cell < 2; cell++) {
    const last = cell === 0 ? labelNodes(normal, normalConcat) : labelNodes(reduce, reduceConcat);
    let sum = 0;
    let other = 0;
    for (let node = 2; node <= last; node++) {
      sum = (sum + mixWords(labels[node], 0x1b56c4e9)) | 0;
      other = (other + mixWords(labels[node], 0x7c0a5f3d)) | 0;
    }
    low = mixWords(low, sum);
    high = mixWords(high, other);
  }
  key[0] = low;
  key[1] = high;
}
