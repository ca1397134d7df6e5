/**
 * 64 bits that are equal for genotypes of one canonical form, several times faster than the form itself. Every node gets a label from
 * what it reads, and then from who reads it; the key is a sum over nodes, so that their numbers do not matter. Two rounds tell all
 * cells apart that the canonical form does, as far as we looked (`canonical-key.test.ts`), up to chance collisions of hashes.
 */
import { hash32 } from '../../core/rng.js';
import { mixWords } from '../../core/hash-words.js';
import type { CellTerms, NasnetGenotype } from './genotype.js';

const rounds = 2;
const seeds = [0x2545f491, 0x6b43a9b5];
/** A word for every operator's name. */
const opWords = new Map<string, number>();
/** Room for the nodes of a cell; keys are made one at a time. */
let labels = new Int32Array(32);
let readers = new Int32Array(32);

function opWord(op: string): number {
  let word = opWords.get(op);
  if (word === undefined) opWords.set(op, (word = hash32(op)));
  return word;
}

/** A term reads `input`: order of the two does not matter to the sum. */
function termWord([op, input]: CellTerms[number]): number {
  return mixWords(opWord(op), labels[input]);
}

function cellWord(terms: CellTerms, seed: number): number {
  const last = 1 + terms.length / 2;
  if (labels.length <= last) {
    labels = new Int32Array(2 * last);
    readers = new Int32Array(2 * last);
  }
  labels[0] = mixWords(seed, 1);
  labels[1] = mixWords(seed, 2);
  // Reading one node twice is not reading two alike.
  for (let node = 2; node <= last; node++) labels[node] = terms[2 * node - 4][1] === terms[2 * node - 3][1] ? ~seed : seed;
  for (let round = 0; round < rounds; round++) {
    for (let node = 2; node <= last; node++) labels[node] = mixWords(labels[node], (termWord(terms[2 * node - 4]) + termWord(terms[2 * node - 3])) | 0);
    readers.fill(0, 0, last + 1);
    for (let node = last; node >= 2; node--) {
      labels[node] = mixWords(labels[node], readers[node]);
      for (let i = 2 * node - 4; i <= 2 * node - 3; i++) {
        const [op, input] = terms[i];
        readers[input] = (readers[input] + mixWords(opWord(op) ^ seed, labels[node])) | 0;
      }
    }
  }
  let sum = 0;
  for (let node = 2; node <= last; node++) sum = (sum + mixWords(labels[node], seed)) | 0;
  return sum;
}

/** Writes the key of a genotype. */
export function writeNasnetKey({ normal, reduce, width = 0, depth = 0 }: NasnetGenotype, key: Uint32Array): void {
  for (let word = 0; word < 2; word++) {
    const seed = seeds[word];
    key[word] = mixWords(mixWords(cellWord(normal, seed), mixWords(width, depth)), cellWord(reduce, seed));
  }
}
