import { pearson } from './pearson.js';
import { ranks } from './ranks.js';

/** Spearman's rank correlation: Pearson's of the mid-ranks. Null when there are fewer than two pairs or one list is constant. O(n). */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  return pearson(ranks(x), ranks(y));
}
