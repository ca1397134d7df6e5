/**
 * The numbers 0 to count - 1 in a shuffled order that is computed, not stored: a Feistel network of four rounds over the next even
 * number of bits, walked until it lands below `count` (Black & Rogaway 2002). Every number comes exactly once.
 */
import { mixWords } from './hash-words.js';

const rounds = 4;

/** @param count at most 2^32. */
export function createIndexPermutation(count: number, seed: number): (index: number) => number {
  let half = 1;
  while (4 ** half < count) half++;
  const mask = 2 ** half - 1;
  const keys = Array.from({ length: rounds }, (_, round) =>
    mixWords(mixWords(seed >>> 0, Math.floor(seed / 4294967296)), round + 1),
  );
  const shuffle = (index: number): number => {
    let left = Math.floor(index / 2 ** half);
    let right = index % 2 ** half;
    for (const key of keys) {
      const mixed = (left ^ (mixWords(key, right) & mask)) >>> 0;
      left = right;
      right = mixed;
    }
    return left * 2 ** half + right;
  };
  return (index) => {
    let at = shuffle(index);
    while (at >= count) at = shuffle(at);
    return at;
  };
}
