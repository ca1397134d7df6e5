/**
 * Sequences for recurrent networks, data-free: words drawn by Zipf's law from a vocabulary, each word embedded once as uniform
 * numbers from [0, 1), like epsilon's author. They do not depend on the run's seed.
 *
 * Deviation: the author reads the first 70 words of 256 parts of Penn Treebank, which is not available; with constant weights a word
 * counts only by the sum of its embedding. The caller's text may be passed as `words`.
 */
import { must } from '../../core/must.js';
import { createRng } from '../../core/rng.js';
import type { Images } from '../../runtime/images.js';

/** Steps of a sequence in NAS-Bench-NLP (its bptt). */
export const sequenceSteps = 70;

/** Words in Penn Treebank. */
const vocabulary = 10_000;

/** Of the author's runs; for embeddings and words alike. */
const seed = 21;

/** `count` sequences of `steps` embedded words. @param words numbers of the words, sequence after sequence; drawn when left out. */
export function embeddedWords(
  count: number,
  steps: number,
  features: number,
  words: ArrayLike<number> = zipfWords(count * steps),
): Images {
  if (words.length < count * steps) throw new RangeError(`${count} sequences of ${steps} words, from ${words.length}`);
  const embeddings = new Map<number, Float32Array>();
  const values = new Float32Array(count * steps * features);
  for (let i = 0; i < count * steps; i++) {
    const word = must(words[i], 'a word at each place');
    let embedding = embeddings.get(word);
    if (embedding === undefined) embeddings.set(word, (embedding = embed(word, features)));
    values.set(embedding, i * features);
  }
  return { shape: [steps, features], count, values };
}

function embed(word: number, features: number): Float32Array {
  const rng = createRng(seed, `embedding of word ${word}`);
  return Float32Array.from({ length: features }, () => rng.next());
}

/** Word k of the vocabulary with a probability proportional to 1 / (k + 1). */
function zipfWords(count: number): Int32Array {
  const rng = createRng(seed, 'words');
  const sums = new Float64Array(vocabulary);
  let sum = 0;
  for (let k = 0; k < vocabulary; k++) sums[k] = sum += 1 / (k + 1);
  return Int32Array.from({ length: count }, () => {
    const wanted = rng.next() * sum;
    let [low, high] = [0, vocabulary - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? sum) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  });
}
