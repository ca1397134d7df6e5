import { requireNumbers } from '../require-shape.js';

/** The architecture that a proxy would pick. */
export interface Best {
  /** The first, in the order given, among the best scored. */
  readonly index: number;
  /** How many share the best score. */
  readonly tied: number;
  /** Its accuracy. */
  readonly accuracy: number;
  /** Mean accuracy of all that share the best score: the expectation of a random choice among them. */
  readonly meanAccuracy: number;
}

/** The best scored pair and its accuracy, ties both ways (first of them, mean of them); null when there is none. */
export function bestOf(scores: ArrayLike<number>, accuracies: ArrayLike<number>): Best | null {
  requireNumbers('scores', scores);
  requireNumbers('accuracies', accuracies);
  let best: { readonly index: number; readonly score: number; readonly accuracy: number } | undefined;
  let tied = 0;
  let sum = 0;
  for (let index = 0; index < scores.length; index++) {
    const score = scores[index] ?? NaN;
    const accuracy = accuracies[index] ?? NaN;
    if (best !== undefined && score < best.score) continue;
    if (best === undefined || score > best.score) {
      best = { index, score, accuracy };
      tied = 0;
      sum = 0;
    }
    tied++;
    sum += accuracy;
  }
  return best === undefined ? null : { index: best.index, tied, accuracy: best.accuracy, meanAccuracy: sum / tied };
}
